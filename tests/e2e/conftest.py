"""A server as a user starts it: a process of its own on a data directory of its own."""

import asyncio
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core.database import embedded

ROOT = Path(__file__).parent.parent.parent
_START_SECONDS_MAX = 300.0  # a fresh clone installs first
_STOP_SECONDS_MAX = 30.0
_ANNOUNCED = re.compile(r"(docs|metrics) on (?P<http>http://\S+)( and gRPC on (?P<grpc>\S+))?\n")


class Server:
    """A running ./scripts/serve. `credentials` is what it wrote, or only `http` and `grpc` when it makes no demo workspace."""

    def __init__(self, process: subprocess.Popen[str], credentials: dict[str, Any], log: Path) -> None:
        self.process = process
        self.credentials = credentials
        self._log = log

    @property
    def output(self) -> str:
        return self._log.read_text()

    @property
    def http(self) -> str:
        return self.credentials["http"]

    @property
    def grpc(self) -> str:
        return self.credentials["grpc"]

    def headers(self, token: str = "personal_token") -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials[token]}"}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ends the server, with all of its processes if they do not end by themselves; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(_STOP_SECONDS_MAX)


Start = Callable[..., Server]


def environment(**more: str) -> dict[str, str]:
    """The environment of a fresh shell: nothing of FluxDesk is set."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FLUXDESK_", "PYTHON"))}
    return {**kept, **more}


def start_server(
    data: Path,
    *options: str,
    root: Path = ROOT,
    user: int | None = None,
    variables: Mapping[str, str] | None = None,
    writes_credentials: bool = True,
) -> Server:
    """Returns once the server serves, on free ports. Raises AssertionError with its output when it ends before."""
    credentials = data.parent / f"{data.name}-credentials.json"
    log = data.parent / f"{data.name}.log"
    if writes_credentials:
        options = ("--credentials-file", str(credentials), *options)
    with log.open("w") as output:
        process = subprocess.Popen(
            [root / "scripts/serve", "--data", data, "--http-port", "0", "--grpc-port", "0", *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=data.parent,
            env=environment(**(variables or {})),
            text=True,
            user=user,
        )
    deadline = time.monotonic() + _START_SECONDS_MAX
    while (announced := _ANNOUNCED.search(log.read_text())) is None:
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise AssertionError(log.read_text())
        time.sleep(0.02)
    return Server(process, json.loads(credentials.read_text()) if writes_credentials else announced.groupdict(), log)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts servers, and ends those that a test leaves running."""
    with ExitStack() as started:

        def start_and_own(*arguments: Any, **options: Any) -> Server:
            server = start_server(*arguments, **options)
            started.callback(server.stop)
            return server

        yield start_and_own


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server that tests share; each publishes events of its own."""
    running = start_server(tmp_path_factory.mktemp("e2e") / "data")
    yield running
    running.stop()


def processes_naming(text: str) -> list[int]:
    """Ids of the live processes whose command line or working directory names the text."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            directory = str((entry / "cwd").readlink())
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z" and (text in command or text in directory) and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


async def begin(*options: str | Path, **variables: str) -> asyncio.subprocess.Process:
    """Starts a server and waits for nothing; what it prints comes out of `communicate`."""
    return await asyncio.create_subprocess_exec(
        ROOT / "scripts/serve",
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment(**variables),
    )


def refused(*options: str | Path, **variables: str) -> str:
    """Starts a server that cannot start; returns its one line."""
    done = subprocess.run(
        [ROOT / "scripts/serve", "--http-port", "0", "--grpc-port", "0", *options],
        capture_output=True,
        text=True,
        env=environment(**variables),
        timeout=_STOP_SECONDS_MAX * 2,
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    assert done.returncode == 2, done.stderr
    assert lines[-1].startswith("fluxdesk: ")
    assert "Traceback" not in done.stderr
    return lines[-1]


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database that is not the embedded one."""
    server = embedded.start(tmp_path / "outside")
    try:
        directory = tmp_path / "outside/postgres"
        with psycopg.connect(f"host={directory} user=fluxdesk dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE elsewhere")
        yield f"host={directory} user=fluxdesk dbname=elsewhere"
    finally:
        server.stop()
