"""How a server starts, ends, dies and comes back."""

import os
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

import grpc
import httpx2
import pytest
from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.inbox_pb2 import WatchInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.e2e.conftest import ROOT, Server, Start, begin, processes_naming
from tests.e2e.events import event
from tests.eventually import eventually


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


def test_open_streams_do_not_hold_up_the_end(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    headers, url = server.headers("agent_key"), f"{server.http}/api/v1/inbox/stream"
    with grpc.insecure_channel(server.grpc) as channel, httpx2.stream("GET", url, headers=headers, timeout=30) as response:
        followed = InboxServiceStub(channel).WatchInbox(WatchInboxRequest(), metadata=tuple(headers.items()))
        lines = response.iter_lines()
        assert (next(followed).HasField("opened"), next(lines)[:4]) == (True, "id: ")
        server.process.send_signal(signal.SIGTERM)
        # They are ended by themselves: what a drain waits for and cuts off says nothing of that, and over HTTP breaks off.
        with pytest.raises(grpc.RpcError) as ended:
            next(followed)
        failure = read_failure(ended.value)
        assert (failure.reason, failure.detail) == (Reason.UNAVAILABLE, "The server is going down: go on at another.")
        list(lines)
    assert server.stop() == 0


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("reached", ["", "postgres.lock", "postgres/postmaster.pid", "keys.json", "demo-credentials.json"])
async def test_an_interrupted_first_start_leaves_nothing_running_and_the_next_one_works(
    start: Start, tmp_path: Path, number: signal.Signals, reached: str
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    starting = await begin("--data", data, "--http-port", "0", "--grpc-port", "0")
    await eventually((data / reached).exists)
    starting.send_signal(number)
    printed, _ = await starting.communicate()
    assert b"Traceback" not in printed
    # A signal of before the start ends it at once, one of after it drains, and all others undo it.
    assert starting.returncode in {-number, 0, 130}
    assert processes_naming(str(data)) == []
    assert start(data).stop() == 0


def test_whoever_watches_its_health_hears_that_it_drains(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data")
    with grpc.insecure_channel(server.grpc) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        watched = stub.Watch(health_pb2.HealthCheckRequest())
        assert next(watched).status == health_pb2.HealthCheckResponse.SERVING
        server.process.send_signal(signal.SIGTERM)
        assert next(watched).status == health_pb2.HealthCheckResponse.NOT_SERVING
        watched.cancel()
    assert server.stop() == 0
