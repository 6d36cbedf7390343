"""Starts what is measured, ends it by its process id, and tells how much CPU it took."""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_START_SECONDS_MAX = 60
_STOP_SECONDS_MAX = 20
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_LOG_CHARACTERS_SHOWN = 2_000
_libc = ctypes.CDLL(None)


class DidNotServe(Exception):
    """A server ended or stayed silent; the text is the end of what it printed."""


@contextmanager
def serving(
    command: Sequence[str | Path], log: Path, *, port: int, path: str | None, environment: Mapping[str, str] | None = None
) -> Generator[int]:
    """Runs a server for the block, which begins when GET `path` answers 200, or without one when it listens. Gives its process id."""
    with running(command, log, environment=environment) as server:
        _await_answer(server, port, path, log)
        yield server.pid


@contextmanager
def running(
    command: Sequence[str | Path], log: Path, *, environment: Mapping[str, str] | None = None
) -> Generator[subprocess.Popen[bytes]]:
    """Runs a program for the block."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            preexec_fn=_end_with_parent,  # noqa: PLW1509  # the benchmark has no threads
        )
        try:
            yield server
        finally:
            _stop(server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pids: Sequence[int]) -> float:
    """What the processes, their children and those of them that have ended have used so far."""
    return sum(sum(map(int, fields[11:15])) for fields in _trees(pids).values()) / _TICKS_PER_SECOND


def memory_peak_bytes(pids: Sequence[int]) -> int:
    """The most that each of the processes and their children has held at once, added up."""
    found = 0
    for pid in _trees(pids):
        with suppress(FileNotFoundError, ProcessLookupError):
            status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
            found += int(status.get("VmHWM", "0 kB").split()[0]) * 1024
    return found


def _trees(pids: Sequence[int]) -> dict[int, list[str]]:
    """The processes and their children, each with the fields of its stat behind the name."""
    children: defaultdict[int, list[int]] = defaultdict(list)
    stats: dict[int, list[str]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            # The name, which stands in brackets, may hold spaces.
            stats[int(process.name)] = fields = (process / "stat").read_text().rpartition(") ")[2].split()
            children[int(fields[1])].append(int(process.name))
    found: dict[int, list[str]] = {}
    todo = list(pids)
    while todo:
        pid = todo.pop()
        if pid in stats:
            found[pid] = stats[pid]
            todo += children[pid]
    return found


def machine_cpu_seconds() -> float:
    """What everything on the machine has used so far."""
    user, nice, system, _idle, _iowait, *rest = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return (user + nice + system + sum(rest)) / _TICKS_PER_SECOND


def _await_answer(server: subprocess.Popen[bytes], port: int, path: str | None, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS_MAX
    while not (_listens(port) if path is None else _answers(port, path)):
        if server.poll() is not None or time.monotonic() > deadline:
            raise DidNotServe(log.read_text(errors="replace")[-_LOG_CHARACTERS_SHOWN:])
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
