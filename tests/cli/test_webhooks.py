"""The webhooks of whoever holds a token, made and heard at the command line of a running server."""

import json
import signal
import socket
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner, Result

from core.delivery.sign import signed_headers
from core.secrets.webhook_secrets import mint_webhook_secret
from scripts.cli.webhooks import webhooks
from tests.e2e.conftest import ROOT, Server, environment, start_server
from tests.e2e.events import event
from tests.eventually import eventually

FLUXDESK = ROOT / "scripts/fluxdesk"
ANNOUNCED = "Listening on "


class Listening:
    """`webhook listen` that runs; `arrivals` are what it has printed."""

    def __init__(self, process: subprocess.Popen[bytes], printed: Path, logged: Path) -> None:
        self.process = process
        self._printed = printed
        self._logged = logged

    @property
    def is_ready(self) -> bool:
        assert self.process.poll() is None, self._logged.read_text()
        return "\n" in self._logged.read_text()

    @property
    def url(self) -> str:
        return self._logged.read_text().splitlines()[0].removeprefix(ANNOUNCED)

    @property
    def arrivals(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._printed.read_text().splitlines()]

    @property
    def printed(self) -> str:
        return self._printed.read_text()

    @property
    def logged(self) -> str:
        return self._logged.read_text()

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


class Integrator:
    """Types commands with the employee's key."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        self._folder = folder
        self._count = 0

    def typed(self, *words: str, key: str = "agent_key") -> Result:
        """In this process, since one of its own takes two seconds to load."""
        variables = {"FLUXDESK_SERVER": self.server.grpc, "FLUXDESK_TOKEN": self.server.credentials.get(key)}
        return CliRunner().invoke(webhooks, words, env=variables, catch_exceptions=False)

    def run(self, *words: str, key: str = "agent_key") -> str:
        done = self.typed(*words, key=key)
        assert done.exit_code == 0, done.stderr
        return done.stdout.strip()

    def refused(self, *words: str, key: str = "agent_key") -> str:
        done = self.typed(*words, key=key)
        assert (done.exit_code, done.stdout) == (2, ""), done.output
        [line] = done.stderr.splitlines()
        return line

    def listed(self, *words: str) -> list[dict[str, Any]]:
        return json.loads(self.run(*words, "--json"))

    @contextmanager
    def listening(self, *options: str, secret: str = "", as_json: bool = True) -> Generator[Listening]:
        self._count += 1
        printed, logged = self._folder / f"{self._count}.out", self._folder / f"{self._count}.err"
        variables = environment(FLUXDESK_WEBHOOK_SECRET=secret) if secret else environment()
        command = [FLUXDESK, "webhook", "listen", *(("--port", "0") if "--port" not in options else ()), *options]
        with printed.open("wb") as out, logged.open("wb") as err:
            process = subprocess.Popen([*command, *(["--json"] if as_json else [])], stdout=out, stderr=err, env=variables)
        try:
            yield Listening(process, printed, logged)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def integrator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Integrator]:
    folder = tmp_path_factory.mktemp("webhooks")
    server = start_server(folder / "data", variables={"FLUXDESK_EGRESS_ALLOW": "127.0.0.0/8"})
    yield Integrator(server, folder)
    server.stop()


def publish(server: Server, event_id: str, **more: Any) -> None:
    httpx2.post(f"{server.http}/api/v1/events", json=event(event_id, **more), headers=server.headers()).raise_for_status()


def forged(url: str, secret: str, **changed: str) -> int:
    """Status of the answer to a request that somebody else signs."""
    body = b'{"type":"review","deliveryId":"d-1","title":"\\u001b[2J","seq":1}'
    headers = signed_headers(delivery_id="d-1", event_type="review", timestamp=1_000_000_000, body=body, secrets=[secret])
    return httpx2.post(url, content=body, headers=headers | changed).status_code


async def test_a_webhook_is_made_heard_retried_and_pulled(integrator: Integrator) -> None:
    with integrator.listening("--answer", "503", "--answer", "204") as before:
        await eventually(lambda: before.is_ready)
        url = f"{before.url}deploys"
        [made] = integrator.listed("create", url, "--type", "inbound_event", "--description", "Deploys")
        publish(integrator.server, "cli-1", title="Deploy failed")
        await eventually(lambda: len(before.arrivals) == 2)
        assert [(one["seq"], one["answered"], one["note"], one["verified"]) for one in before.arrivals] == [
            (1, 503, "", False),
            (1, 204, "again: arrival 2", False),
        ]
        assert before.end() == 0
    port = url.split(":")[2].split("/", maxsplit=1)[0]
    with integrator.listening("--port", port, secret=made["secret"]) as listening:
        await eventually(lambda: listening.is_ready)
        [test] = integrator.listed("test", made["id"], "--type", "task_assigned")
        await eventually(lambda: len(listening.arrivals) == 1)
        [heard] = listening.arrivals
        assert (heard["verified"], heard["path"], heard["body"]["data"], heard["problems"]) == (True, "/deploys", {"test": True}, [])
        assert heard["headers"]["webhook-id"] == test["id"]
        # One at which the server still is cannot be sent again.
        await eventually(lambda: [one["status"] for one in integrator.listed("attempts", made["id"], test["id"])] == [200])
        integrator.run("redeliver", made["id"], test["id"])
        await eventually(lambda: len(listening.arrivals) == 2)
        assert listening.arrivals[1]["note"] == "again: arrival 2"

    await eventually(lambda: len(integrator.listed("attempts", made["id"], test["id"])) == 2)
    pulled = integrator.listed("deliveries", made["id"], "--after-seq", "1")
    assert [(one["seq"], one["state"], json.loads(one["payload"])["type"]) for one in pulled] == [(2, "delivered", "task_assigned")]
    assert integrator.listed("deliveries", made["id"], "--state", "dead") == []
    assert [one["description"] for one in integrator.listed("list") if one["id"] == made["id"]] == ["Deploys"]


async def test_what_was_delivered_is_replayed_and_the_replay_listed(integrator: Integrator) -> None:
    with integrator.listening() as listening:
        await eventually(lambda: listening.is_ready)
        [made] = integrator.listed("create", listening.url, "--type", "review")
        for _ in range(3):
            integrator.run("test", made["id"])
        await eventually(lambda: len(integrator.listed("deliveries", made["id"], "--state", "delivered")) == 3)
        [replay] = integrator.listed("replay", made["id"], "--after-seq", "1", "--state", "delivered", "--type", "review")
        assert (replay["state"], replay["total"], replay["done"], replay["queued"]) == ("done", 2, 2, 2)
        await eventually(lambda: sorted(one["seq"] for one in listening.arrivals) == [1, 2, 2, 3, 3])
    assert [one["id"] for one in integrator.listed("replays", made["id"])] == [replay["id"]]
    integrator.run("cancel", made["id"], replay["id"])
    assert [one["state"] for one in integrator.listed("replays", made["id"])] == ["done"]


async def test_a_rotation_is_verified_with_both_secrets(integrator: Integrator) -> None:
    with integrator.listening() as unverified:
        await eventually(lambda: unverified.is_ready)
        port = unverified.url.split(":")[2].strip("/")
        [made] = integrator.listed("create", unverified.url, "--type", "review")
    secret = integrator.run("rotate", made["id"])
    with integrator.listening("--port", port, "--count", "1", secret=f"{made['secret']} {secret}") as listening:
        await eventually(lambda: listening.is_ready)
        integrator.run("test", made["id"])
        assert listening.process.wait(30) == 0
        assert [one["verified"] for one in listening.arrivals] == [True]
    integrator.run("activate", made["id"])
    with integrator.listening("--port", port, "--count", "1", secret=secret) as listening:
        await eventually(lambda: listening.is_ready)
        integrator.run("test", made["id"])
        assert listening.process.wait(30) == 0


async def test_what_is_right_is_passed_on_and_what_is_not_is_refused(integrator: Integrator) -> None:
    secret = mint_webhook_secret()
    with integrator.listening("--answer", "202") as program, integrator.listening("--port", "0") as unused:
        await eventually(lambda: program.is_ready and unused.is_ready)
        gone = unused.url
        unused.end()
        with integrator.listening("--forward", f"{program.url}hook", "--max-age-seconds", "4000000000", secret=secret) as listening:
            await eventually(lambda: listening.is_ready)
            assert forged(listening.url, secret) == 202
            assert forged(listening.url, mint_webhook_secret()) == 401
            assert forged(listening.url, secret, **{"webhook-id": "d-2"}) == 401
            assert httpx2.post(listening.url, content=b" " * 1_000_001).status_code == 413
            assert httpx2.get(listening.url).status_code == 405
            assert [(one["path"], one["headers"]["webhook-id"]) for one in program.arrivals] == [("/hook", "d-1")]
        with integrator.listening("--forward", gone, "--max-age-seconds", "4000000000", secret=secret) as listening:
            await eventually(lambda: listening.is_ready)
            assert forged(listening.url, secret) == 502


async def test_a_person_reads_a_line_for_each_arrival(integrator: Integrator) -> None:
    secret = mint_webhook_secret()
    with integrator.listening("--count", "1", secret=secret, as_json=False) as listening:
        await eventually(lambda: listening.is_ready)
        assert forged(listening.url, secret) == 401
        assert listening.process.wait(30) == 1
        [line] = listening.printed.splitlines()
        assert line[8:].startswith("     1 review \\x1b[2J refused: it was signed ")
        assert line.endswith(" seconds ago → 401")


async def test_what_is_no_http_is_a_line_and_an_interruption_ends_it_quietly(integrator: Integrator) -> None:
    with integrator.listening() as listening:
        await eventually(lambda: listening.is_ready)
        port = int(listening.url.split(":")[2].strip("/"))
        for sent in (b"\x1b[2J\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"):
            with socket.create_connection(("127.0.0.1", port)) as connection:
                connection.sendall(sent)
                assert b" 400 " in connection.recv(100)
        assert forged(listening.url, mint_webhook_secret()) == 200
        assert httpx2.post(listening.url, content=b"nothing").status_code == 401
        listening.process.terminate()
        assert listening.process.wait(30) == 0
        _, *lines = listening.logged.splitlines()
        assert all(": 400, " in line and "\x1b" not in line for line in lines)
        assert 2 <= len(lines) <= 3


def test_a_webhook_is_changed_paused_and_deleted(integrator: Integrator) -> None:
    [made] = integrator.listed("create", "https://hooks.example.com/a", "--type", "review", "--disabled")

    def shown() -> dict[str, Any]:
        return next(one for one in integrator.listed("list") if one["id"] == made["id"])

    assert shown()["enabled"] is False
    integrator.run("update", made["id"], "--enable", "--type", "blocker", "--url", "https://hooks.example.com/b")
    assert (shown()["enabled"], shown()["event_types"], shown()["url"]) == (True, ["blocker"], "https://hooks.example.com/b")
    integrator.run("pause", made["id"])
    assert shown()["paused"] is True
    integrator.run("resume", made["id"])
    assert shown()["paused"] is False
    integrator.run("delete", made["id"])
    assert made["id"] not in integrator.run("list")


def test_those_of_the_workspace_are_an_admins(integrator: Integrator) -> None:
    line = integrator.refused("--tenant", "list")
    assert "ROLE_MISSING" in line
    made = json.loads(
        integrator.run("--tenant", "create", "https://hooks.example.com/t", "--type", "review", "--json", key="admin_agent_key")
    )
    assert made[0]["id"] in integrator.run("--tenant", "list", key="admin_agent_key")
    assert made[0]["id"] not in integrator.run("list", key="admin_agent_key")


def test_the_types_are_shown_with_schema_and_example(integrator: Integrator) -> None:
    types = {one["type"]: one for one in integrator.listed("types")}
    assert types["onboarding.completed"]["example"]["data"] == {"userId": "0190a6c1-52aa-7d0c-b3c4-91e2f7a8d605"}
    assert types["inbound_event"]["schema"]["properties"]["type"]["const"] == "inbound_event"
    assert "inbound_event\tAn integrator's event" in integrator.run("types")


@pytest.mark.parametrize(
    ("words", "key", "told"),
    [
        (("create", "http://hooks.example.com/", "--type", "review"), "agent_key", "url: "),
        (("create", "https://hooks.example.com/", "--type", "nothing"), "agent_key", "event_types[0]: "),
        (("create", "https://hooks.example.com/"), "agent_key", "event_types"),
        (("delete", "nobody"), "agent_key", "NOT_FOUND"),
        (("deliveries", "x", "--state", "lost"), "agent_key", "state: "),
        (("replay", "x"), "agent_key", "at least one of from, to"),
        (("list",), "no_key", "FLUXDESK_TOKEN"),
        (("--server", "127.0.0.1:1", "list"), "agent_key", "127.0.0.1:1 answered"),
        (("listen", "--secret", "whsec_not Base64"), "agent_key", "is whsec_ and Base64"),
        (("listen", "--host", "192.0.2.1"), "agent_key", "192.0.2.1:9000 cannot be listened on"),
    ],
)
def test_what_does_not_work_is_one_line_and_exit_code_2(integrator: Integrator, words: tuple[str, ...], key: str, told: str) -> None:
    assert told in integrator.refused(*words, key=key)
