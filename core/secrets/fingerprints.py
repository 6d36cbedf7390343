"""Fingerprints of what may hold a secret: whoever reads one cannot try guesses on it."""

import hashlib
import hmac
import struct
from typing import Final

from core.secrets.keys import Derived, Keys

_VERSION: Final = struct.Struct(">H")


class Fingerprints:
    """HMAC-SHA-256 under the server's keys: two bytes of the version, then the digest; 34 bytes."""

    def __init__(self, keys: Keys, purpose: str) -> None:
        self._keys = Derived(keys, purpose, bytes)

    def digest(self, content: bytes) -> bytes:
        """The fingerprint of the content, under the current version."""
        version, key = self._keys.current()
        return _fingerprint(version, key, content)

    def is_of(self, fingerprint: bytes, content: bytes) -> bool:
        """Whether it is the content's, under whichever version; never, under a version that is not known any more."""
        if len(fingerprint) < _VERSION.size:
            return False
        [version] = _VERSION.unpack_from(fingerprint)
        key = self._keys.find(version)
        return key is not None and hmac.compare_digest(fingerprint, _fingerprint(version, key, content))


def _fingerprint(version: int, key: bytes, content: bytes) -> bytes:
    return _VERSION.pack(version) + hmac.digest(key, content, hashlib.sha256)
