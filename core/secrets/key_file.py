"""The key file: one secret per version, read by its owner alone and replaced whole."""

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from core.secrets.private_file import write_private_json

_SECRET_BYTES = 32
# What is sealed says its version in two bytes.
_VERSION_MAX = 65_535


class KeyFileError(Exception):
    """The key file can be neither read nor made nor changed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class KeyVersions:
    """`secrets` by version. `current` is used for what is new since `current_since`; the others still open and verify.

    A version above the current one waits: it is known everywhere before it is used anywhere.
    """

    secrets: Mapping[int, bytes] = field(repr=False)
    current: int
    current_since: datetime | None = None

    def __post_init__(self) -> None:
        if self.current not in self.secrets:
            message = f"there is no key of version {self.current}"
            raise ValueError(message)

    @property
    def newest(self) -> int:
        return max(self.secrets)

    def with_another(self) -> Self:
        """A new version beside the others, which waits."""
        return type(self)({**self.secrets, self.newest + 1: secrets.token_bytes(_SECRET_BYTES)}, self.current, self.current_since)

    def with_newest_current(self, now: datetime) -> Self:
        return type(self)(self.secrets, self.newest, now)

    def without(self, version: int) -> Self:
        """For one below the current: a number that is given up is never given again."""
        return type(self)({one: secret for one, secret in self.secrets.items() if one != version}, self.current, self.current_since)


def read_or_create(path: Path) -> KeyVersions:
    """Reads the key file, made with mode 0600 when there is none. Raises KeyFileError."""
    try:
        if not path.exists():
            _create(path)
    except OSError as problem:
        message = f"The key file {path} cannot be made: {problem.strerror}."
        raise KeyFileError(message) from problem
    return read(path)


def read(path: Path) -> KeyVersions:
    """Raises KeyFileError."""
    try:
        content = json.loads(path.read_text())
        found = {int(version): base64.b64decode(text, validate=True) for version, text in content["keys"].items()}
        current, since = content.get("current"), content.get("current_since")
        # Files of before this was said use their highest version.
        versions = KeyVersions(
            found, max(found, default=0) if current is None else int(current), since and datetime.fromisoformat(since).astimezone(UTC)
        )
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as problem:
        message = f"The key file {path} cannot be read ({problem}). Restore it from a backup: tokens cannot be verified without it."
        raise KeyFileError(message) from problem
    if not all(0 < version <= _VERSION_MAX for version in found):
        message = f"The key file {path} names a version that is none of 1 to {_VERSION_MAX}. Restore it from a backup."
        raise KeyFileError(message)
    if any(len(secret) < _SECRET_BYTES for secret in found.values()):
        message = f"The key file {path} holds a key of less than {_SECRET_BYTES} bytes. Restore it from a backup."
        raise KeyFileError(message)
    return versions


def write(path: Path, versions: KeyVersions) -> None:
    """Replaces the file: a reader finds the one before or this one, whole. For who holds `changing`. Raises KeyFileError."""
    try:
        write_private_json(path, _content(versions), replace=True, keeps_owner=True)
    except OSError as problem:
        message = f"The key file {path} cannot be written: {problem.strerror}."
        raise KeyFileError(message) from problem


@contextmanager
def changing(path: Path) -> Generator[None]:
    """Keeps other commands from changing the file until the end of the block. Raises KeyFileError while another does."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        message = f"{lock} cannot be made: {problem.strerror}."
        raise KeyFileError(message) from problem
    try:
        _lock(descriptor, path)
        yield
    finally:
        # The lock goes with the descriptor. The file stays: who removed it would let two in.
        os.close(descriptor)


def _lock(descriptor: int, path: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"Another command is changing {path}: let it finish, then try again."
        raise KeyFileError(message) from None


def _create(path: Path) -> None:
    made = KeyVersions({1: secrets.token_bytes(_SECRET_BYTES)}, 1, datetime.now(UTC))
    with suppress(FileExistsError):  # another start was faster, and its keys hold
        write_private_json(path, _content(made), replace=False)


def _content(versions: KeyVersions) -> object:
    return {
        "current": versions.current,
        "current_since": versions.current_since and versions.current_since.isoformat(timespec="seconds"),
        "keys": {str(version): base64.b64encode(secret).decode() for version, secret in sorted(versions.secrets.items())},
    }
