"""Several workers on one host: the parent owns PostgreSQL, forks them, and passes on the signal to stop."""

import ctypes
import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
# A worker that dies sooner than this would only die again.
_LIFE_SECONDS_MIN = 5.0
_fork = multiprocessing.get_context("fork")

Work = Callable[[Callable[[], None]], None]


class WorkerFailed(Exception):
    """A worker died right after its start; what it printed says why."""

    def __str__(self) -> str:
        return "A worker ended right after its start."


class _Stop(Exception):
    """SIGTERM or SIGINT has come."""


def run_workers(count: int, work: Work, on_ready: Callable[[], None]) -> None:
    """Runs `work` in `count` processes until SIGTERM or SIGINT. One that dies is replaced, unless it had hardly lived.

    `work` is given what it calls once it serves; `on_ready` is called once all of them do. Raises WorkerFailed.
    """
    workers: list[_Worker] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        workers += [_Worker(work) for _ in range(count)]
        for worker in workers:
            worker.await_ready()
        on_ready()
        while True:
            wait([worker.process.sentinel for worker in workers])
            workers = [worker.replaced() for worker in workers]
    except _Stop:
        pass
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()


class _Worker:
    """One process, and the pipe by which it says that it serves."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._started = time.monotonic()
        self._ready, told = _fork.Pipe(duplex=False)
        self.process: ForkProcess = _fork.Process(target=_run, args=(work, told))
        self.process.start()
        told.close()

    def await_ready(self) -> None:
        try:
            self._ready.recv()
        except EOFError:
            raise WorkerFailed from None

    def replaced(self) -> "_Worker":
        """Itself while it lives, else a new one."""
        if self.process.is_alive():
            return self
        if time.monotonic() - self._started < _LIFE_SECONDS_MIN:
            raise WorkerFailed
        return _Worker(self._work)


def _run(work: Work, ready: Connection) -> None:
    """A worker ends with its parent, also when that was killed: the parent holds the database."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    work(lambda: ready.send(None))


def _stop(_: int, __: FrameType | None) -> NoReturn:
    raise _Stop
