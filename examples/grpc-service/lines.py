"""Sources of events: lines that come in, each with the place to go on from."""

import asyncio
import os
import stat
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

from place import FileOffset

_CHUNK_BYTES = 65_536
_POLL_SECONDS = 0.2


class Line(NamedTuple):
    """`number` counts from 1 in this run. `before` and `after` are the places around it; None in what cannot be read again."""

    number: int
    text: bytes
    before: FileOffset | None
    after: FileOffset | None


class Lines(Protocol):
    """Where events come from."""

    async def next(self) -> Line | None:
        """None once there are no more, which is for good. A caller that gives up waiting loses no line."""
        ...


class PipedLines:
    """The lines of a pipe, terminal or file. What was read when the service is asked to stop is still given: nobody else has it."""

    def __init__(self, descriptor: int, stopping: asyncio.Event) -> None:
        self._descriptor = descriptor
        kind = os.fstat(descriptor).st_mode
        # Anything else is always ready, and cannot be waited for.
        self._is_awaitable = stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or os.isatty(descriptor)
        self._stopping = stopping
        self._whole: deque[bytes] = deque()
        self._rest = b""
        self._is_ended = False
        self._count = 0

    async def next(self) -> Line | None:
        while not self._whole:
            if self._is_ended or not await self._is_readable():
                return None
            chunk = os.read(self._descriptor, _CHUNK_BYTES)
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            self._whole.extend(whole)
            if not chunk:
                self._is_ended = True
                self._whole.append(self._rest)
        self._count += 1
        return Line(self._count, self._whole.popleft(), None, None)

    async def _is_readable(self) -> bool:
        if not self._is_awaitable or self._stopping.is_set():
            return not self._stopping.is_set()
        loop, ready = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._descriptor, ready.set)
        waiting = {asyncio.create_task(event.wait()) for event in (ready, self._stopping)}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            loop.remove_reader(self._descriptor)
            for task in waiting:
                task.cancel()
        return not self._stopping.is_set()


class FollowedLines:
    """The lines of a file that somebody else writes, also after it was replaced or emptied. Ends when the service is asked to stop."""

    def __init__(self, path: Path, place: FileOffset | None, stopping: asyncio.Event) -> None:
        """Goes on from a place of this file, and begins at its start with a place of another. Raises OSError."""
        self._path = path
        self._stopping = stopping
        self._count = 0
        self._file = path.open("rb")
        found = os.fstat(self._file.fileno())
        if place and place.inode == found.st_ino and place.offset <= found.st_size:
            self._file.seek(place.offset)

    async def next(self) -> Line | None:
        while not self._stopping.is_set():
            before = self._place()
            text = self._file.readline()
            if not text.endswith(b"\n"):
                if not self._is_left():
                    # Its writer has not ended the line.
                    self._file.seek(before.offset)
                    await self._pause()
                    continue
                self._file.close()
                self._file = self._path.open("rb")
            if text.strip():
                self._count += 1
                return Line(self._count, text, before, self._place())
        return None

    def _place(self) -> FileOffset:
        return FileOffset(os.fstat(self._file.fileno()).st_ino, self._file.tell())

    def _is_left(self) -> bool:
        """Whether what is open, and read to its end, is no longer what is written to."""
        try:
            written = self._path.stat()
        except FileNotFoundError:
            return False
        return written.st_ino != os.fstat(self._file.fileno()).st_ino or written.st_size < self._file.tell()

    async def _pause(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), _POLL_SECONDS)
