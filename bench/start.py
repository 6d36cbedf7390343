"""start: how long `./scripts/serve` takes on a data directory that is there already, until it accepts the first event."""

import json
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from bench.codec import EVENT
from bench.fill import fill
from bench.load import UnexpectedReply
from bench.processes import DidNotServe, free_port, running, serving
from bench.publish_rest import PATH
from bench.report import facts, keep, machine, rounded
from bench.services import ROOT
from bench.stage import SLUG
from core.database import embedded
from core.secrets.keys import load_keys

NAME = "start"
_ROUNDS, _DELIVERIES = 7, 100_000
_QUICK_ROUNDS, _QUICK_DELIVERIES = 2, 1_000
_BAR_SECONDS = 5.0
_PATIENCE_SECONDS = 60.0
_PAUSE_SECONDS = 0.01
_HEALTH = "/api/v1/health"


class NotKept(Exception):
    """An event that was accepted is not there after the next start."""


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises when an event was not accepted, or is not stored at the end."""
    rounds, deliveries = (_QUICK_ROUNDS, _QUICK_DELIVERIES) if is_quick else (_ROUNDS, _DELIVERIES)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with TemporaryDirectory(prefix="fluxdesk-bench-") as name:
        data = Path(name) / "data"
        token = _make(data, deliveries)
        starts = [_start(data, token, f"start-{turn}") for turn in range(rounds)]
        postgresql = _require_kept(data, rounds)
    table = (
        f"**{median(starts):.2f} s** from the command to the first 202 ({min(starts):.2f} to {max(starts):.2f}; aim: {_BAR_SECONDS:g} s at "
        f"most), with the embedded PostgreSQL and {deliveries} deliveries in it; median of {rounds} starts. "
        f"Measured on: {facts(postgresql)}."
    )
    print(table)
    if not is_quick:
        content: dict[str, object] = {
            "benchmark": NAME,
            "machine": machine(postgresql),
            "deliveries": deliveries,
            "bar_seconds": _BAR_SECONDS,
            "seconds": {"median": rounded(median(starts)), "starts": [*map(rounded, starts)]},
        }
        keep(NAME, content, table)


def _command(data: Path, port: int) -> Sequence[str | Path]:
    return [ROOT / "scripts" / "serve", "--data", data, "--http-port", str(port), "--grpc-port", str(free_port())]


def _make(data: Path, deliveries: int) -> str:
    """Serves once, which makes the demo workspace, and fills that; gives a personal token of it."""
    port = free_port()
    with serving(_command(data, port), data.with_name("made.log"), port=port, path=_HEALTH):
        pass
    server = embedded.start(data)
    try:
        fill(server.url, load_keys(data / "keys.json"), workspace=SLUG, deliveries=deliveries)
    finally:
        server.stop()
    return json.loads((data / "demo-credentials.json").read_text(encoding="utf-8"))["personal_token"]


def _start(data: Path, token: str, event_id: str) -> float:
    """Seconds from the command until the event was accepted."""
    port, log = free_port(), data.with_name(f"{event_id}.log")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    body = json.dumps({**EVENT, "event_id": event_id, "occurred_at": moment}, ensure_ascii=False).encode()
    began = time.monotonic()
    with running(_command(data, port), log) as server:
        while not _is_accepted(port, token, body):
            if server.poll() is not None or time.monotonic() - began > _PATIENCE_SECONDS:
                raise DidNotServe(log.read_text(errors="replace"))
            time.sleep(_PAUSE_SECONDS)
        seconds = time.monotonic() - began
    print(f"{event_id}: {seconds:.2f} s", flush=True)
    return seconds


def _is_accepted(port: int, token: str, body: bytes) -> bool:
    """False while nobody answers, or not yet; raises UnexpectedReply for any other answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", PATH, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
        reply = connection.getresponse()
        content = reply.read()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    if reply.status not in {202, 503} or b'"deduped":true' in content:
        raise UnexpectedReply(content.decode(errors="replace"))
    return reply.status == 202


def _require_kept(data: Path, rounds: int) -> str:
    """The version of the server."""
    server = embedded.start(data)
    try:
        with psycopg.connect(server.url) as owner:
            [(kept, version)] = owner.execute(
                "SELECT count(*), current_setting('server_version') FROM deliveries WHERE starts_with(event_id, 'start-')"
            ).fetchall()
    finally:
        server.stop()
    if kept != rounds:
        message = f"{kept} of {rounds} events are there"
        raise NotKept(message)
    return version
