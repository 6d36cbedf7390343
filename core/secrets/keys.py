"""The server's own keys: one secret per version in a file that only its owner reads, every purpose derived from it."""

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.secrets.private_file import write_private_json

_SECRET_BYTES = 32


class KeyFileError(Exception):
    """The key file can be neither read nor made; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """`secrets` by version; the highest is used for what is new, the others still verify."""

    secrets: dict[int, bytes]

    @property
    def version(self) -> int:
        return max(self.secrets)

    def derive(self, purpose: str, version: int | None = None, *, length: int = 32) -> bytes:
        """A key of `length` bytes for one purpose, of the given version or the current one."""
        kdf = HKDF(SHA256(), length=length, salt=None, info=f"fluxdesk {purpose}".encode())
        return kdf.derive(self.secrets[version or self.version])


def load_keys(path: Path) -> Keys:
    """Reads the key file, made with mode 0600 when there is none. Raises KeyFileError."""
    try:
        if not path.exists():
            _create(path)
    except OSError as problem:
        message = f"The key file {path} cannot be made: {problem.strerror}."
        raise KeyFileError(message) from problem
    try:
        content = json.loads(path.read_text())
        found = {int(version): base64.b64decode(text, validate=True) for version, text in content["keys"].items()}
    except (OSError, ValueError, LookupError, AttributeError, TypeError) as problem:
        message = f"The key file {path} cannot be read ({problem}). Restore it from a backup: tokens cannot be verified without it."
        raise KeyFileError(message) from problem
    if not found or any(len(secret) < _SECRET_BYTES for secret in found.values()):
        message = f"The key file {path} holds no key of {_SECRET_BYTES} bytes. Restore it from a backup."
        raise KeyFileError(message)
    return Keys(found)


def _create(path: Path) -> None:
    made = {"keys": {"1": base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}}
    with suppress(FileExistsError):  # another start was faster, and its keys hold
        write_private_json(path, made, replace=False)
