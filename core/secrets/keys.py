"""The server's own keys: the ring of versions that a process knows, and what is derived from each for one purpose."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.secrets import key_file
from core.secrets.key_file import KeyFileError, KeyVersions

T = TypeVar("T")
_log = structlog.get_logger()


class _FileState(NamedTuple):
    """What differs between any two contents that a file has had."""

    inode: int
    bytes: int
    modified_ns: int
    changed_ns: int


class Keys:
    """The ring of one process, which follows its file while the process runs. Without a path it stays as it is.

    A process forked later goes on with what its parent knew, and follows by itself.
    """

    def __init__(self, versions: KeyVersions, path: Path | None = None, seen: _FileState | None = None) -> None:
        self.path: Final = path
        self._versions = versions
        self._seen = seen

    @property
    def versions(self) -> KeyVersions:
        """Those that are known now. Whoever keeps what was made of them compares this object with the one it was made of."""
        return self._versions

    def derive(self, purpose: str, version: int | None = None, *, length: int = 32) -> bytes:
        """A key of `length` bytes for one purpose, of the given version or the current one."""
        kdf = HKDF(SHA256(), length=length, salt=None, info=f"fluxdesk {purpose}".encode())
        return kdf.derive(self._versions.secrets[version or self._versions.current])

    def refresh(self) -> None:
        """Reads the file again when it has changed since it was last read, which costs a stat (3 µs) when it has not.

        So a forged input makes nobody read. A file that cannot be read, is older than the one before, or has another secret for a
        version that is known, changes nothing and is told in the log, once.
        """
        if self.path is None or (state := _state(self.path)) == self._seen:
            return
        self._seen = state
        try:
            self._adopt(key_file.read(self.path))
        except KeyFileError as problem:
            _log.error("key_file_unusable", problem=str(problem))

    def _adopt(self, versions: KeyVersions) -> None:
        known = self._versions.secrets
        if changed := sorted(one for one in known.keys() & versions.secrets.keys() if known[one] != versions.secrets[one]):
            message = f"The key file {self.path} has another secret for version {changed[0]} than it had: restore the one before."
            raise KeyFileError(message)
        if versions.current < self._versions.current:
            message = (
                f"The key file {self.path} is older than the one before, whose version {self._versions.current} was current: restore that."
            )
            raise KeyFileError(message)
        if versions != self._versions:
            self._versions = versions
            _log.info("keys_changed", versions=sorted(versions.secrets), current=versions.current)


def load_keys(path: Path) -> Keys:
    """The ring of the key file, made with mode 0600 when there is none. Raises KeyFileError."""
    # Taken before the file is read: what is written in between is read at the next look.
    state = _state(path)
    return Keys(key_file.read_or_create(path), path, state)


def _state(path: Path) -> _FileState | None:
    """None for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _FileState(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Versioned(NamedTuple, Generic[T]):
    """What was made of one version."""

    version: int
    made: T


class Derived(Generic[T]):
    """What is made of the keys for one purpose, a piece for every version that is known; it follows the ring."""

    def __init__(self, keys: Keys, purpose: str, make: Callable[[bytes], T], *, length: int = 32) -> None:
        self._keys = keys
        self._purpose = purpose
        self._make = make
        self._length = length
        self._made_of: KeyVersions | None = None
        self._made: dict[int, T] = {}

    def current(self) -> Versioned[T]:
        """For what is new."""
        made = self._following()
        version = self._keys.versions.current
        return Versioned(version, made[version])

    def every(self) -> list[T]:
        """For what is looked up, the current one first. The file is looked at before: others may have made something of a new version."""
        self._keys.refresh()
        return list(self._following().values())

    def find(self, version: int) -> T | None:
        """For what says its version; the file is looked at when that is not known. None when the file does not know it either."""
        if version not in self._following():
            self._keys.refresh()
        return self._following().get(version)

    def _following(self) -> dict[int, T]:
        versions = self._keys.versions
        if versions is not self._made_of:
            order = sorted(versions.secrets, key=lambda one: (one == versions.current, one), reverse=True)
            # A version never changes its secret, so what was made of it is still good.
            before = self._made
            self._made = {one: before[one] if one in before else self._make(self._derive(one)) for one in order}
            self._made_of = versions
        return self._made

    def _derive(self, version: int) -> bytes:
        return self._keys.derive(self._purpose, version, length=self._length)
