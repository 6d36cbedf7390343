"""The gRPC service: every line answered once and in order, every delivery written once, over restarts of both ends."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT, environment
from tests.e2e.events import event
from tests.eventually import eventually
from tests.examples.conftest import EXAMPLES, PYTHON_VARIABLES, Program, Run, Site, python

SERVICE = python("grpc-service/service.py")


@pytest.fixture
def label() -> str:
    """What the events of one test have in common."""
    return secrets.token_hex(4)


def lines(label: str, numbers: Iterable[int], **more: Any) -> bytes:
    """Events named by their numbers, one a line."""
    made = [event(f"{label}-{number}", title=str(number), labels={"run": label}, **more) for number in numbers]
    return b"".join(json.dumps(one).encode() + b"\n" for one in made)


def told(program: Program) -> list[dict[str, Any]]:
    """What it has printed so far."""
    return whole_lines(program.printed)


def whole_lines(text: str) -> list[dict[str, Any]]:
    """The last line may still be on its way."""
    return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def titles(items: Iterable[dict[str, Any]]) -> list[int]:
    """Which lines arrived; batches that the server worked on at once stand in any order."""
    return sorted(int(item["title"]) for item in items)


async def publish(run: Run, site: Site, *options: str | Path, stdin: int | None = None) -> Program:
    variables = {**PYTHON_VARIABLES, "FLUXDESK_TOKEN": site.token("personal_token")}
    return await run(*SERVICE, "publish", "--server", site.server.grpc, *options, stdin=stdin, variables=variables)


async def watch(run: Run, site: Site, *options: str | Path, key: str = "agent_key") -> Program:
    variables = {**PYTHON_VARIABLES, "FLUXDESK_TOKEN": site.token(key)}
    return await run(*SERVICE, "watch", "--server", site.server.grpc, *options, variables=variables)


async def test_a_thousand_lines_are_answered_in_order_and_refused_one_by_one(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source = tmp_path / "events.ndjson"
    refused = set(range(50, 1001, 100))
    for number in range(1, 1001):
        with source.open("ab") as file:
            file.write(lines(label, [number], **({"event_type": "other.x"} if number in refused else {})))
    with source.open("rb") as file:
        program = await publish(run, site, stdin=file.fileno())
        assert await program.end() == 0
    answers = told(program)
    assert [answer["line"] for answer in answers] == list(range(1, 1001))
    assert {answer["line"] for answer in answers if "reason" in answer} == refused
    assert answers[49]["faults"] == {"event.event_type": "namespace mismatch"}
    items = site.items(f"run={label}")
    assert titles(items) == [number for number in range(1, 1001) if number not in refused]
    answered = {answer["delivery_id"]: answer["line"] for answer in answers if "delivery_id" in answer}
    assert {item["deliveryId"]: int(item["title"]) for item in items} == answered
    assert "990 accepted, 10 refused, 0 without an answer" in program.logged


async def test_what_is_no_event_is_refused_with_its_line(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source = tmp_path / "events.ndjson"
    source.write_bytes(
        b"{\n"
        + lines(label, [1], severity="loud")
        + b"\n[]\n"
        + lines(label, [2], actions=[{"label": "Open", "action_type": "url", "url": "https://a.example"}])
    )
    with source.open("rb") as file:
        program = await publish(run, site, stdin=file.fileno())
        assert await program.end() == 0
    assert {answer["line"]: answer.get("reason") for answer in told(program)} == {
        1: "UNREADABLE",
        2: "UNREADABLE",
        4: "UNREADABLE",
        5: None,
    }


async def test_a_restarted_server_loses_and_doubles_nothing(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source, state, watched = tmp_path / "events.ndjson", tmp_path / "place.json", tmp_path / "watched.json"
    watching = await watch(run, site, "--state", watched)
    await eventually(watched.exists)
    source.write_bytes(lines(label, range(1, 701)))
    publishing = await publish(run, site, "--follow", source, "--state", state)
    await eventually(lambda: len(told(publishing)) >= 50)
    site.stop()
    with source.open("ab") as file:
        file.write(lines(label, range(701, 1001)))
    for program in (watching, publishing):
        await eventually(lambda program=program: "the stream ended (UNAVAILABLE" in program.logged)
    site.start_again()
    for program in (publishing, watching):
        await eventually(lambda program=program: len(told(program)) >= 1000)
        assert await program.end(signal.SIGTERM) == 0
    assert [answer["line"] for answer in told(publishing)] == list(range(1, 1001))
    assert json.loads(state.read_text())["offset"] == source.stat().st_size
    assert titles(site.items(f"run={label}")) == list(range(1, 1001))
    assert titles(told(watching)) == list(range(1, 1001))


async def test_a_killed_service_goes_on_where_it_was(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source, state = tmp_path / "events.ndjson", tmp_path / "place.json"
    source.write_bytes(lines(label, range(1, 501)))
    killed = await publish(run, site, "--follow", source, "--state", state)
    await eventually(lambda: len(told(killed)) >= 150)
    assert await killed.end(signal.SIGKILL) == -signal.SIGKILL
    again = await publish(run, site, "--follow", source, "--state", state)
    await eventually(lambda: bool(found := told(again)) and found[-1]["event_id"] == f"{label}-500")
    assert await again.end(signal.SIGTERM) == 0
    assert len(told(again)) <= 400
    assert titles(site.items(f"run={label}")) == list(range(1, 501))


async def test_a_file_that_is_replaced_or_emptied_is_followed(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source, state = tmp_path / "events.ndjson", tmp_path / "place.json"
    source.write_bytes(lines(label, [1]) + b'{"half": ')
    program = await publish(run, site, "--follow", source, "--state", state)
    await eventually(lambda: len(told(program)) == 1)
    source.rename(tmp_path / "events.ndjson.1")
    source.write_bytes(lines(label, range(2, 5)))
    await eventually(lambda: len(told(program)) == 5)
    source.write_bytes(lines(label, [5]))
    await eventually(lambda: len(told(program)) == 6)
    assert await program.end(signal.SIGTERM) == 0
    assert titles(site.items(f"run={label}")) == [1, 2, 3, 4, 5]


async def test_sigterm_ends_it_once_all_is_answered(run: Run, site: Site, label: str) -> None:
    reads, writes = os.pipe()
    program = await publish(run, site, stdin=reads)
    os.close(reads)
    with os.fdopen(writes, "wb") as pipe:
        pipe.write(lines(label, range(1, 21)))
        pipe.flush()
        await eventually(lambda: len(told(program)) == 20)
        assert await program.end(signal.SIGTERM) == 0
    assert "20 accepted, 0 refused, 0 without an answer" in program.logged


async def test_it_does_not_wait_for_ever_for_a_server_that_is_gone(run: Run, tmp_path: Path, label: str) -> None:
    source = tmp_path / "events.ndjson"
    source.write_bytes(lines(label, [1]))
    options = ("--follow", source, "--state", tmp_path / "place.json", "--stop-seconds", "0.1")
    program = await run(*SERVICE, "publish", "--server", "127.0.0.1:1", *options, variables={**PYTHON_VARIABLES, "FLUXDESK_TOKEN": "x"})
    await eventually(lambda: "the stream ended (UNAVAILABLE" in program.logged)
    assert await program.end(signal.SIGTERM) == 1
    assert "1 without an answer" in program.logged


async def test_a_refused_credential_ends_both(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    source = tmp_path / "events.ndjson"
    source.write_bytes(lines(label, [1]))
    for command in (
        ("publish", "--follow", source, "--state", tmp_path / "published.json"),
        ("watch", "--state", tmp_path / "watched.json"),
    ):
        program = await run(*SERVICE, *command, "--server", site.server.grpc, variables={**PYTHON_VARIABLES, "FLUXDESK_TOKEN": "nobody"})
        assert await program.end() == 1
        assert "UNAUTHENTICATED: The bearer token is malformed, expired or revoked." in program.logged
        assert "Traceback" not in program.logged


async def test_what_was_not_told_right_is_said(run: Run, tmp_path: Path) -> None:
    for command, said in (
        (("publish", "--follow", tmp_path / "x"), "--follow and --state belong together"),
        (("publish",), "no token"),
        (("publish", "--follow", tmp_path / "x", "--state", tmp_path / "y", "--token-file", tmp_path / "z"), "--token-file"),
    ):
        program = await run(*SERVICE, *command, variables=PYTHON_VARIABLES)
        assert (await program.end(), said in program.logged) == (2, True)
    program = await run(
        *SERVICE, "publish", "--follow", tmp_path / "x", "--state", tmp_path / "y", variables={**PYTHON_VARIABLES, "FLUXDESK_TOKEN": "x"}
    )
    assert (await program.end(), "No such file" in program.logged, "Traceback" in program.logged) == (2, True, False)


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"inode": 1, "offset": "2"}'])
async def test_a_place_that_it_has_not_written_is_said(run: Run, tmp_path: Path, content: str) -> None:
    source, state = tmp_path / "events.ndjson", tmp_path / "place.json"
    source.touch()
    state.write_text(content)
    for command in (("publish", "--follow", source), ("watch",)):
        program = await run(*SERVICE, *command, "--state", state, variables={**PYTHON_VARIABLES, "FLUXDESK_TOKEN": "x"})
        assert await program.end() == 2
        assert program.logged == f"service: {state} is no place that this service has written\n"


async def test_a_watch_misses_and_repeats_nothing(run: Run, site: Site, tmp_path: Path, label: str) -> None:
    output, state = tmp_path / "inbox.ndjson", tmp_path / "place.json"

    def seen() -> list[str]:
        return [item["delivery_id"] for item in whole_lines(output.read_text())]

    def publish_some(count: int) -> list[str]:
        return [site.publish(f"{label}-{secrets.token_hex(4)}", labels={"run": label}) for _ in range(count)]

    publish_some(1)
    first = await watch(run, site, "--state", state, "--output", output)
    await eventually(state.exists)
    published = publish_some(5)
    await eventually(lambda: seen() == published)
    assert await first.end(signal.SIGTERM) == 0
    # A watch that was killed after it wrote an item and before it wrote the position leaves more than it knows of.
    published += publish_some(5)
    with output.open("ab") as file:
        file.write(b'{"delivery_id": "of an item that comes ag')
    second = await watch(run, site, "--state", state, "--output", output)
    await eventually(lambda: len(seen()) >= len(published) - 3)
    assert await second.end(signal.SIGKILL) == -signal.SIGKILL
    third = await watch(run, site, "--state", state, "--output", output)
    published += publish_some(1)
    await eventually(lambda: len(seen()) >= len(published))
    assert await third.end(signal.SIGTERM) == 0
    assert seen() == published


async def test_a_position_of_another_inbox_is_refused(run: Run, site: Site, tmp_path: Path) -> None:
    state = tmp_path / "place.json"
    first = await watch(run, site, "--state", state)
    await eventually(state.exists)
    assert await first.end(signal.SIGINT) == 0
    other = await watch(run, site, "--state", state, key="admin_agent_key")
    assert await other.end() == 1
    assert "is not a position of this stream" in other.logged


def test_what_its_readme_has_one_copy_is_enough(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "grpc-service", tmp_path / "service")
    for package in ("buf", "fluxdesk/v1"):
        shutil.copytree(ROOT / "gen" / package, tmp_path / "gen" / package)
    command = [sys.executable, "-W", "error", tmp_path / "service/service.py", "--help"]
    variables = environment(PYTHONPATH=str(tmp_path / "gen"))
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=variables, check=True)
    assert "publishes what happens in its source" in done.stdout
