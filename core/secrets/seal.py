"""Authenticated encryption of what is stored and read back by this product alone."""

import os
import struct
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.secrets.keys import Derived, Keys

_NONCE_BYTES: Final = 12
# Of what is sealed: the version of its layout, and that of the key.
_HEADER: Final = struct.Struct(">BH")
_LAYOUT: Final = 1


class BrokenSeal(Exception):
    """What is opened was not sealed for this place with a key that is known. The text holds nothing of the content."""


class Cipher:
    """AES-256-GCM with a random nonce in front. `key` is 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def close(self, content: bytes, place: bytes) -> bytes:
        """Encrypts; `place` names where the result is kept, so that it opens nowhere else."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The content. Raises BrokenSeal."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place)
        except (InvalidTag, ValueError):
            message = "it was changed, or sealed for another place"
            raise BrokenSeal(message) from None


class Seal:
    """Seals under the current version of the server's keys, and opens what any known one sealed: layout, version, nonce, ciphertext."""

    def __init__(self, keys: Keys, purpose: str) -> None:
        self._ciphers = Derived(keys, purpose, Cipher)

    def close(self, content: bytes, place: bytes) -> bytes:
        """As Cipher's. The header is bound like the place."""
        version, cipher = self._ciphers.current()
        header = _HEADER.pack(_LAYOUT, version)
        return header + cipher.close(content, header + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """The content. Raises BrokenSeal."""
        header, rest = sealed[: _HEADER.size], sealed[_HEADER.size :]
        version = self._version(header)
        if (cipher := self._ciphers.find(version)) is None:
            message = f"the server's keys have no version {version}"
            raise BrokenSeal(message)
        return cipher.open(rest, header + place)

    def _version(self, header: bytes) -> int:
        if len(header) < _HEADER.size or header[0] != _LAYOUT:
            message = "it is not of a layout that is known"
            raise BrokenSeal(message)
        return _HEADER.unpack(header)[1]
