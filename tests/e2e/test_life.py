"""How a server starts, ends, dies and comes back."""

import os
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import grpc
import httpx2
import psycopg
import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.inbox_pb2 import WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub

from core.database import embedded
from tests.e2e.conftest import ROOT, Server, Start, environment, processes_naming
from tests.e2e.events import event


def refused(*options: str | Path, **variables: str) -> str:
    """Starts a server that cannot start; returns its one line."""
    done = subprocess.run(
        [ROOT / "scripts/serve", "--http-port", "0", "--grpc-port", "0", *options],
        capture_output=True,
        text=True,
        env=environment(**variables),
        timeout=60,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert lines[-1].startswith("fluxdesk: ")
    assert "Traceback" not in done.stderr
    return lines[-1]


def inbox_event_ids(server: Server, count: int) -> set[str]:
    """Delivery ids of the newest `count` items, over as many pages as it takes."""
    found: set[str] = set()
    cursor: dict[str, str] = {}
    while len(found) < count:
        page = httpx2.get(f"{server.http}/api/v1/inbox", params={"limit": 200, **cursor}, headers=server.headers("agent_key")).json()
        found |= {item["deliveryId"] for item in page["items"]}
        if "nextCursor" not in page:
            break
        cursor = {"cursor": page["nextCursor"]}
    return found


def test_every_event_that_was_answered_survives_a_kill(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    accepted: list[str] = []

    def publish(publisher: int) -> None:
        with httpx2.Client(headers=server.headers()) as client:
            for number in range(10_000):
                try:
                    reply = client.post(f"{server.http}/api/v1/events", json=event(f"kill-{publisher}-{number}"))
                except httpx2.HTTPError:
                    return
                assert reply.status_code == 202
                accepted.append(reply.json()["deliveryId"])
                if len(accepted) == 300:
                    os.kill(server.process.pid, signal.SIGKILL)

    publishers = [threading.Thread(target=publish, args=(number,)) for number in range(4)]
    for thread in publishers:
        thread.start()
    for thread in publishers:
        thread.join()
    assert len(accepted) >= 300
    assert server.stop() == -signal.SIGKILL
    again = start(tmp_path / "data")
    assert set(accepted) <= inbox_event_ids(again, len(accepted) + 10)
    assert again.stop() == 0
    assert processes_naming(str(tmp_path)) == []


def test_a_killed_server_leaves_no_process(start: Start, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        server = start(tmp_path / workers, "--workers", workers)
        server.stop(signal.SIGKILL)
        deadline = threading.Event()
        for _ in range(200):
            if not processes_naming(str(tmp_path / workers)):
                break
            deadline.wait(0.05)
        assert processes_naming(str(tmp_path / workers)) == []


def test_the_second_start_knows_tokens_and_events(start: Start, tmp_path: Path) -> None:
    first = start(tmp_path / "data")
    delivery = httpx2.post(f"{first.http}/api/v1/events", json=event("kept"), headers=first.headers()).json()["deliveryId"]
    assert first.stop() == 0
    second = start(tmp_path / "data")
    assert second.credentials["personal_token"] == first.credentials["personal_token"]
    assert delivery in inbox_event_ids(second, 1)
    assert (tmp_path / "data-credentials.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_workers_share_the_ports_and_end_together(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    server = start(tmp_path / "data", "--workers", "2")
    for turn in range(20):
        reply = httpx2.post(f"{server.http}/api/v1/events", json=event(f"shared-{turn}"), headers=server.headers())
        assert reply.status_code == 202
    assert server.stop(number) == 0
    assert processes_naming(str(tmp_path)) == []


def test_open_streams_do_not_hold_up_the_end(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    headers, url = server.headers("agent_key"), f"{server.http}/api/v1/inbox/stream"
    with grpc.insecure_channel(server.grpc) as channel, httpx2.stream("GET", url, headers=headers, timeout=30) as response:
        followed = InboxServiceStub(channel).WatchInbox(WatchInboxRequest(), metadata=tuple(headers.items()))
        lines = response.iter_lines()
        assert (next(followed).HasField("opened"), next(lines)[:4]) == (True, "id: ")
        server.process.send_signal(signal.SIGTERM)
        # Far less than a drain waits for calls that do not end.
        assert server.process.wait(5) == 0
        with pytest.raises(grpc.RpcError) as ended:
            next(followed)
        assert read_failure(ended.value).reason is Reason.UNAVAILABLE
        list(lines)


def test_a_long_path_with_spaces_is_fine(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "a folder with spaces" / ("x" * 120) / "data"
    data.parent.mkdir(parents=True)
    server = start(data)
    assert httpx2.get(f"{server.http}/api/v1/health").status_code == 200
    assert data.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a server as somebody else")
def test_an_ordinary_user_can_serve_from_a_fresh_clone(start: Start) -> None:
    # A clone of the user's own, without .venv, and the Python that everybody has: pytest's folders are closed to others.
    with tempfile.TemporaryDirectory(prefix="fluxdesk-e2e-") as home:
        clone = Path(home, "clone")
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
        for path in (Path(home), *Path(home).rglob("*")):
            os.chown(path, 65534, 65534)
        variables = {"HOME": home, "PATH": "/usr/bin:/bin"}
        server = start(Path(home, "data"), root=clone, user=65534, variables=variables)
        assert httpx2.get(f"{server.http}/api/v1/health").status_code == 200
        assert Path(home, "data").stat().st_uid == 65534
        server.stop()


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option in ("--http-port", "--grpc-port"):
            assert f"Port {port} on 127.0.0.1" in refused("--data", tmp_path / "data", option, port)


def test_a_data_directory_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"--data {tmp_path / 'file'}" in refused("--data", tmp_path / "file")
    assert "--data" in refused("--data", "/proc/fluxdesk")


def test_a_second_server_on_the_same_data_is_refused(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data")
    assert "Another FluxDesk server" in refused("--data", tmp_path / "data")


def test_a_foreign_database_version_is_named(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    version = tmp_path / "data/postgres/PG_VERSION"
    version.write_text("14\n")
    assert "14" in refused("--data", tmp_path / "data")


def test_a_lost_key_file_is_named(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    (tmp_path / "data/keys.json").write_text("{}")
    assert "keys.json" in refused("--data", tmp_path / "data")


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    line = refused("--data", tmp_path / "data", FLUXDESK_DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert "FLUXDESK_DATABASE_URL" in line


def test_another_database_takes_the_place_of_the_embedded_one(start: Start, tmp_path: Path) -> None:
    outside = embedded.start(tmp_path / "outside")
    try:
        directory = tmp_path / "outside/postgres"
        with psycopg.connect(f"host={directory} user=fluxdesk dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE elsewhere")
        url = f"host={directory} user=fluxdesk dbname=elsewhere"
        server = start(tmp_path / "data", variables={"FLUXDESK_DATABASE_URL": url})
        assert httpx2.post(f"{server.http}/api/v1/events", json=event("outside"), headers=server.headers()).status_code == 202
        assert not (tmp_path / "data/postgres").exists()
        assert server.stop() == 0
    finally:
        outside.stop()


def test_a_server_too_old_for_the_product_is_named(tmp_path: Path) -> None:
    url = "postgresql://127.0.0.1:5432/test"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as away:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"needs a PostgreSQL server on port 5432: {away}")
    if version >= 160000:
        pytest.skip("the server on port 5432 is new enough")
    assert "PostgreSQL 16" in refused("--data", tmp_path / "data", FLUXDESK_DATABASE_URL=url)
