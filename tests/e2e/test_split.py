"""A server in two halves: one that serves, and one that delivers."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import SimpleQueue

import httpx2
import psycopg

from tests.e2e.conftest import Start, processes_naming, refused
from tests.e2e.events import event

_PATIENCE_SECONDS = 60


@contextmanager
def receiving() -> Generator[tuple[str, "SimpleQueue[str]"]]:
    """The address of a receiver on loopback, and the delivery ids that it is sent."""
    received: SimpleQueue[str] = SimpleQueue()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # as the library calls it
            self.rfile.read(int(self.headers["Content-Length"]))
            received.put(self.headers["X-FluxDesk-Delivery-Id"])
            self.send_response(204)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", received
        finally:
            server.shutdown()
            thread.join()


def test_what_one_half_accepts_the_other_half_delivers(start: Start, tmp_path: Path, outside: str) -> None:
    variables = {
        "FLUXDESK_DATABASE_URL": outside,
        "FLUXDESK_KEYS_FILE": str(tmp_path / "keys.json"),
        "FLUXDESK_EGRESS_ALLOW": "127.0.0.0/8",
    }
    api = start(tmp_path / "api", "--only", "api", variables=variables)
    with receiving() as (url, received):
        webhook = {"url": url, "event_types": ["inbound_event"]}
        made = httpx2.post(f"{api.http}/api/v1/me/webhooks", json=webhook, headers=api.headers("agent_key"))
        assert made.status_code == 201
        assert httpx2.post(f"{api.http}/api/v1/events", json=event("split"), headers=api.headers()).status_code == 202
        worker = start(tmp_path / "worker", "--only", "worker", variables=variables, writes_credentials=False)
        delivery_id = received.get(timeout=_PATIENCE_SECONDS)
        assert worker.stop() == 0
    with psycopg.connect(outside) as connection:
        [(attempted_by,)] = connection.execute("SELECT worker FROM webhook_attempts WHERE delivery_id = %s", (delivery_id,)).fetchall()
    assert attempted_by.rpartition("/")[2] == str(worker.process.pid)
    assert api.stop() == 0
    assert processes_naming(str(tmp_path / "worker")) == []


def test_a_worker_tells_how_it_is_and_nothing_else(start: Start, tmp_path: Path, outside: str) -> None:
    worker = start(
        tmp_path / "worker", "--only", "worker", "--workers", "2", variables={"FLUXDESK_DATABASE_URL": outside}, writes_credentials=False
    )

    def status(path: str) -> int:
        return httpx2.get(f"{worker.http}{path}").status_code

    assert (status("/api/v1/health"), status("/api/v1/ready")) == (200, 200)
    assert "fluxdesk_webhook_oldest_due_seconds" in httpx2.get(f"{worker.http}/metrics").text
    assert list(httpx2.get(f"{worker.http}/api/v1/openapi.json").json()["paths"]) == ["/api/v1/health", "/api/v1/ready"]
    assert (status("/api/v1/inbox"), status("/mcp"), status("/auth/v1/user")) == (404, 404, 404)
    assert worker.stop() == 0


def test_a_half_without_a_database_to_share_is_refused(tmp_path: Path) -> None:
    for half in ("api", "worker"):
        assert "FLUXDESK_DATABASE_URL" in refused("--data", tmp_path / half, "--only", half)


def test_a_worker_makes_no_demo_workspace(tmp_path: Path) -> None:
    told = refused("--data", tmp_path / "data", "--only", "worker", "--demo", FLUXDESK_DATABASE_URL="host=/nowhere dbname=none")
    assert "--only worker" in told
