"""Several workers on one host: the parent owns PostgreSQL, forks them, replaces those that die, and passes on the signal to stop."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog

from core.database.end_with_parent import end_with_parent
from scripts.figures_directory import forget
from scripts.unusable import EXPECTED, Unusable, one_line

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
# Longer than a worker needs to drain and to close its connections.
_STOP_SECONDS_MAX = 20.0
# A worker that died sooner than this may die again, so the next one waits for a while, and each further one twice as long.
_LIFE_SECONDS_MIN = 5.0
_PAUSE_SECONDS_MIN = 0.5
_PAUSE_SECONDS_MAX = 30.0

_fork = multiprocessing.get_context("fork")
_log = structlog.stdlib.get_logger()

Work = Callable[[Callable[[], None]], None]


def run_workers(count: int, work: Work, on_ready: Callable[[], None]) -> None:
    """Runs `work` in `count` processes until SIGTERM or SIGINT.

    `work` is given what it calls once it serves; `on_ready` is called once all of them do. One that dies before that ends the
    others and raises Unusable; one that dies later is replaced.
    """
    workers: list[_Worker] = []
    with _stop_signals() as stopped:
        try:
            workers.extend(_Worker(work) for _ in range(count))
            if _are_ready(workers, stopped):
                on_ready()
                _replace_the_dead(workers, stopped)
        finally:
            _end(workers)


class _Worker:
    """One process after the other, and the pipe by which each says that it serves, or why it cannot."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._pause_seconds = 0.0
        self._replace_at: float | None = None
        self._start()

    def _start(self) -> None:
        self._started = time.monotonic()
        self._replace_at = None
        self.word, told = _fork.Pipe(duplex=False)
        self.process: ForkProcess = _fork.Process(target=_run, args=(self._work, told, os.getpid()))
        # The child inherits the handlers of the parent, which no signal may reach before it has put them away.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
        try:
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
            told.close()

    def require_ready(self) -> None:
        """Waits for the process to serve. Raises Unusable with what it said when it cannot."""
        try:
            problem = self.word.recv()
        except EOFError:
            problem = "A worker ended right after its start."
        if problem is not None:
            raise Unusable(problem)

    def tend(self) -> float | None:
        """Replaces the process once it has ended and its pause is over: the seconds until then, None while it lives."""
        if self.process.is_alive():
            return None
        if self._replace_at is None:
            forget(self.process.pid or 0)
            self._replace_at = time.monotonic() + self._next_pause_seconds()
            facts = {"pid": self.process.pid, "exit_code": self.process.exitcode, "problem": self._last_word()}
            _log.error("worker_ended", **facts, next_in_seconds=self._pause_seconds)
        left_seconds = self._replace_at - time.monotonic()
        if left_seconds > 0:
            return left_seconds
        self.word.close()
        self._start()
        return None

    def _last_word(self) -> str | None:
        word = None
        with suppress(EOFError):
            while True:
                word = self.word.recv()
        return word

    def _next_pause_seconds(self) -> float:
        if time.monotonic() - self._started > _LIFE_SECONDS_MIN:
            self._pause_seconds = 0.0
        else:
            self._pause_seconds = min(max(2 * self._pause_seconds, _PAUSE_SECONDS_MIN), _PAUSE_SECONDS_MAX)
        return self._pause_seconds


def _are_ready(workers: list[_Worker], stopped: int) -> bool:
    """False when a signal to stop came first."""
    for worker in workers:
        if stopped in wait([stopped, worker.word]):
            return False
        worker.require_ready()
    return True


def _replace_the_dead(workers: list[_Worker], stopped: int) -> None:
    while True:
        pauses = {worker: worker.tend() for worker in workers}
        living = [worker.process.sentinel for worker, pause in pauses.items() if pause is None]
        if stopped in wait([stopped, *living], min((pause for pause in pauses.values() if pause is not None), default=None)):
            return


def _end(workers: list[_Worker]) -> None:
    for worker in workers:
        worker.process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS_MAX
    for worker in workers:
        worker.process.join(max(0, deadline - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


@contextmanager
def _stop_signals() -> Generator[int]:
    """A descriptor that has something to read once SIGTERM or SIGINT has come.

    Nothing is raised: an exception between the fork of a worker and its entry in the list would lose it.
    """
    stopped, told = os.pipe()

    def tell(number: int, _: FrameType | None) -> None:
        os.write(told, bytes([number]))

    before = {number: signal.signal(number, tell) for number in _STOP_SIGNALS}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(stopped)
        os.close(told)


def _run(work: Work, told: Connection, parent: int) -> None:
    """A worker ends with its parent, also when that was killed: the parent holds the database."""
    end_with_parent(parent, signal.SIGTERM)
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    try:
        work(lambda: told.send(None))
    except EXPECTED as problem:
        told.send(one_line(problem))
        sys.exit(2)
