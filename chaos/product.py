"""The product as an operator starts it: ./scripts/serve with several workers on a database that is named."""

import asyncio
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from core.database.end_with_parent import end_with_parent
from core.demo import Credentials

_SERVE: Final = Path(__file__).parent.parent / "scripts" / "serve"
_START_SECONDS_MAX: Final = 300.0
_STOP_SECONDS_MAX: Final = 40.0
_POLL_SECONDS: Final = 0.05
_LEASE_WAS_OVER: Final = '"event": "webhook_lease_was_over"'


class DidNotServe(Exception):
    """The text is what the server printed."""


class Process(NamedTuple):
    """A process of the machine as /proc shows it."""

    pid: int
    parent: int
    state: str


class Product:
    """A running server."""

    def __init__(self, process: subprocess.Popen[bytes], credentials: Credentials, http: str, log: Path) -> None:
        self.credentials = credentials
        self.http = http
        self._process = process
        self._log = log

    def workers(self) -> list[int]:
        """Ids of the workers that run; those that are stopped are left out."""
        return sorted(one.pid for one in _processes() if one.parent == self._process.pid and one.state not in "TZX")

    def refused(self) -> int:
        """How many outcomes the engines were refused because their lease was over."""
        return self._log.read_text().count(_LEASE_WAS_OVER)

    def last_words(self, lines: int) -> str:
        """The end of what the server logged."""
        return "\n".join(self._log.read_text().splitlines()[-lines:])


@asynccontextmanager
async def serving(folder: Path, database_url: str, *, workers: int) -> AsyncGenerator[Product]:
    """Runs the server for the block, with its demo workspace. Raises DidNotServe."""
    written, log = folder / "credentials.json", folder / "server.log"
    ports = ("--http-port", "0", "--grpc-port", "0")
    command = [_SERVE, "--data", folder / "data", *ports, "--workers", str(workers), "--demo", "--credentials-file", written]
    process = _begin(command, log, database_url)
    try:
        deadline = time.monotonic() + _START_SECONDS_MAX
        while not written.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                raise DidNotServe(log.read_text())
            await asyncio.sleep(_POLL_SECONDS)
        credentials = json.loads(written.read_text())
        yield Product(process, credentials, credentials["http"], log)
    finally:
        await asyncio.to_thread(_end, process)


def _begin(command: Sequence[str | Path], log: Path, database_url: str) -> subprocess.Popen[bytes]:
    """None of the operator's settings: nobody's own database is ever treated like this."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FLUXDESK_")}
    ours = {"FLUXDESK_DATABASE_URL": database_url, "FLUXDESK_EGRESS_ALLOW": "127.0.0.0/8", "FLUXDESK_LOG_FORMAT": "json"}
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=kept | ours,
            preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509  # no thread of ours runs yet
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """Those that are stopped hear nothing until they go on."""
    for one in _processes():
        if one.parent == process.pid:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGCONT)
    process.terminate()
    try:
        process.wait(_STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        # Its workers end with it.
        process.kill()
        process.wait()


def _processes() -> list[Process]:
    found: list[Process] = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            # The name, which stands in brackets, may hold spaces.
            state, parent, *_ = (entry / "stat").read_text().rpartition(") ")[2].split()
            found.append(Process(int(entry.name), int(parent), state))
    return found
