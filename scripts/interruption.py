"""Ctrl-C and SIGTERM while a server starts: what was started is undone."""

import asyncio
import signal
import sys
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

_T = TypeVar("_T")


class Interruption:
    """Raises KeyboardInterrupt at a signal, except in the middle of an event loop.

    There it could lose the next step of a task, for whose end the loop would wait for ever: the work is cancelled.
    """

    def __init__(self) -> None:
        self._received: list[int] = []
        self._is_in_loop = False
        self._is_held = False
        self._work: asyncio.Task[object] | None = None

    def run(self, work: Coroutine[object, object, _T]) -> _T:
        """`asyncio.run`. Raises KeyboardInterrupt after a signal, however the work ended: it may be told as what it broke."""
        self._is_in_loop = True
        try:
            return asyncio.run(self._cancellable(work))
        finally:
            self._is_in_loop = False
            self.require_none()

    @contextmanager
    def held(self) -> Generator[None]:
        """For a block that a signal does not break off. Raises KeyboardInterrupt at its end, if there was one."""
        self._is_held = True
        try:
            yield
        finally:
            self._is_held = False
        self.require_none()

    def require_none(self) -> None:
        """Raises KeyboardInterrupt if there was a signal: Python swallows those raised in a finalizer or in the callbacks of a fork."""
        if self._received:
            raise KeyboardInterrupt

    def receive(self, number: int, _: FrameType | None) -> None:
        self._received.append(number)
        if self._is_held:
            return
        if not self._is_in_loop:
            raise KeyboardInterrupt
        if self._work:
            self._work.cancel()
            # A loop that waits has to look.
            self._work.get_loop().call_soon_threadsafe(lambda: None)

    async def _cancellable(self, work: Coroutine[object, object, _T]) -> _T:
        self._work = asyncio.current_task()
        if self._work and self._received:
            self._work.cancel()
        try:
            return await work
        finally:
            self._work = None


@contextmanager
def interruptible() -> Generator[Interruption]:
    """For a block; the worker puts handlers of its own in the place of these. What Python swallows is told by nobody."""
    interruption = Interruption()

    def unraisable(problem: "sys.UnraisableHookArgs") -> None:
        if problem.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(problem)

    before = {number: signal.signal(number, interruption.receive) for number in (signal.SIGINT, signal.SIGTERM)}
    sys.unraisablehook = unraisable
    try:
        yield interruption
    finally:
        sys.unraisablehook = sys.__unraisablehook__
        for number, handler in before.items():
            signal.signal(number, handler)
