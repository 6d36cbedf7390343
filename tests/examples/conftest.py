"""A server that the tests of a module share, and that comes back where it was; examples run beside it as their users run them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.e2e.conftest import ROOT, Server, environment, start_server
from tests.e2e.events import event

EXAMPLES = ROOT / "examples"
_END_SECONDS_MAX = 30.0


class Site:
    """A server on ports and data of its own that can go away and come back."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self.server: Server = start_server(data)

    def stop(self) -> None:
        assert self.server.stop() == 0

    def start_again(self) -> None:
        http, grpc = urlsplit(self.server.http).port, urlsplit(f"//{self.server.grpc}").port
        self.server = start_server(self._data, "--http-port", str(http), "--grpc-port", str(grpc))

    def token(self, name: str) -> str:
        return self.server.credentials[name]

    def publish(self, event_id: str, **more: Any) -> str:
        """Returns the id of the delivery."""
        reply = httpx2.post(f"{self.server.http}/api/v1/events", json=event(event_id, **more), headers=self.server.headers())
        assert reply.status_code == 202, reply.text
        return reply.json()["deliveryId"]

    def resolve(self, delivery_id: str) -> None:
        url = f"{self.server.http}/api/v1/events/{delivery_id}/resolve"
        assert httpx2.post(url, json={}, headers=self.server.headers()).status_code == 200

    def item(self, delivery_id: str) -> dict[str, Any]:
        return httpx2.get(f"{self.server.http}/api/v1/inbox/{delivery_id}", headers=self.server.headers("agent_key")).json()

    def items(self, label: str) -> list[dict[str, Any]]:
        """What stands in the employee's inbox under the label, oldest first, over all pages."""
        found: list[dict[str, Any]] = []
        place: dict[str, str] = {}
        while True:
            params = {"limit": 200, "labels": label, **place}
            page = httpx2.get(f"{self.server.http}/api/v1/inbox", params=params, headers=self.server.headers("agent_key")).json()
            found += page["items"]
            if "nextCursor" not in page:
                return found[::-1]
            place = {"cursor": page["nextCursor"]}


class Program:
    """An example that runs. What it prints goes to two files, so that it never waits for its reader."""

    def __init__(self, process: asyncio.subprocess.Process, printed: Path, logged: Path) -> None:
        self.process = process
        self._printed = printed
        self._logged = logged

    @property
    def printed(self) -> str:
        return self._printed.read_text(encoding="utf-8")

    @property
    def logged(self) -> str:
        return self._logged.read_text(encoding="utf-8")

    async def end(self, number: signal.Signals | None = None) -> int:
        """The exit code, once it has ended by itself or by the signal."""
        if number and self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(_END_SECONDS_MAX):
            return await self.process.wait()


class Run(Protocol):
    """Starts an example."""

    async def __call__(self, *command: str | Path, stdin: int | None = None, variables: Mapping[str, str] | None = None) -> Program: ...


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    opened = Site(tmp_path_factory.mktemp("site") / "data")
    yield opened
    opened.server.stop()


@pytest.fixture
async def run(tmp_path: Path) -> AsyncIterator[Run]:
    """Starts examples, and ends those that a test leaves running."""
    async with AsyncExitStack() as started:
        count = 0

        async def start(*command: str | Path, stdin: int | None = None, variables: Mapping[str, str] | None = None) -> Program:
            nonlocal count
            count += 1
            printed, logged = tmp_path / f"{count}.out", tmp_path / f"{count}.err"
            with printed.open("wb") as out, logged.open("wb") as err:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.DEVNULL if stdin is None else stdin,
                    stdout=out,
                    stderr=err,
                    cwd=tmp_path,
                    env=environment(**(variables or {})),
                )
            program = Program(process, printed, logged)
            started.push_async_callback(program.end, signal.SIGKILL)
            return program

        yield start


def python(path: str) -> list[str | Path]:
    """The command of an example in Python, of which no warning goes unseen."""
    return [sys.executable, "-W", "error", EXAMPLES / path]


PYTHON_VARIABLES = {"PYTHONPATH": os.fspath(ROOT / "gen"), "GRPC_ENABLE_FORK_SUPPORT": "0"}
