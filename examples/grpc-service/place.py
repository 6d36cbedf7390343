"""What a restart goes on from."""

import json
import os
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar


class FileOffset(NamedTuple):
    """How far a file is published: which file it is, and how many of its bytes."""

    inode: int
    offset: int


class InboxPosition(NamedTuple):
    """How far an inbox is written down: the position of its stream, and how long the output is."""

    position: str
    bytes: int


_KeptT = TypeVar("_KeptT", FileOffset, InboxPosition)


class Place(Generic[_KeptT]):
    """One value in a file of JSON, replaced as a whole; None before there is one. Without a file it is forgotten at the end."""

    def __init__(self, file: Path | None, kind: type[_KeptT]) -> None:
        """Raises OSError for a file that cannot be read, or holds something else."""
        self._file = file
        self.value: _KeptT | None = _read(file, kind) if file and file.exists() else None

    def keep(self, value: _KeptT) -> None:
        """Once it returns, the value outlasts a crash of the machine."""
        self.value = value
        if not self._file:
            return
        new = self._file.with_name(f"{self._file.name}.new")
        with new.open("w", encoding="utf-8") as written:
            json.dump(value._asdict(), written)
            written.flush()
            os.fsync(written.fileno())
        new.replace(self._file)
        _sync_folder(self._file.parent)


def _read(file: Path, kind: type[_KeptT]) -> _KeptT:
    try:
        value = kind(**json.loads(file.read_text(encoding="utf-8")))
        if [type(part) for part in value] == list(kind.__annotations__.values()):
            return value
    except (ValueError, TypeError):
        pass
    message = f"{file} is no place that this service has written"
    raise OSError(message)


def _sync_folder(folder: Path) -> None:
    """The name leads to the new content for sure once the folder, too, is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
