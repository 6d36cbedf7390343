"""Several processes on one pair of ports."""

import os
import signal
from pathlib import Path

import httpx2
import pytest

from tests.e2e.conftest import Server, Start, processes_naming, refused
from tests.e2e.events import event
from tests.eventually import eventually


def publish(server: Server, event_id: str) -> int:
    """The status of a call over a connection of its own."""
    return httpx2.post(f"{server.http}/api/v1/events", json=event(event_id), headers=server.headers()).status_code


def workers_of(server: Server) -> set[int]:
    """Ids of the live worker processes."""
    found: set[int] = set()
    for process in processes_naming("scripts.start"):
        parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        if parent == server.process.pid:
            found.add(process)
    return found


def allow_connections(data: Path, count: int) -> None:
    """As an operator does it, while the server is down."""
    with (data / "postgres/postgresql.conf").open("a") as settings:
        settings.write(f"max_connections = {count}\n")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_workers_share_the_ports_and_end_together(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    server = start(tmp_path / "data", "--workers", "2")
    for turn in range(20):
        reply = httpx2.post(f"{server.http}/api/v1/events", json=event(f"shared-{turn}"), headers=server.headers())
        assert reply.status_code == 202
    assert server.stop(number) == 0
    assert processes_naming(str(tmp_path)) == []


async def test_a_killed_worker_is_replaced_while_the_others_serve(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", "--workers", "3")
    before = workers_of(server)
    assert len(before) == 3
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    await eventually(lambda: killed not in workers_of(server))
    for turn in range(20):
        assert publish(server, f"without-{turn}") == 202
    await eventually(lambda: len(workers_of(server)) == 3)
    for turn in range(20):
        assert publish(server, f"with-{turn}") == 202
    assert before - workers_of(server) == {killed}
    assert '"event": "worker_ended"' in server.output
    assert server.stop() == 0
    assert processes_naming(str(tmp_path)) == []


def test_workers_share_the_connections_that_the_database_allows(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    allow_connections(tmp_path / "data", 20)
    server = start(tmp_path / "data", "--workers", "4")
    for turn in range(20):
        assert publish(server, f"narrow-{turn}") == 202
    assert server.stop() == 0
    assert "8 workers need 29 connections and the database allows 17" in refused("--data", tmp_path / "data", "--workers", "8")
