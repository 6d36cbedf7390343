"""Bearer tokens: minting, the checksum that refuses a mistyped one without a query, and the digest that is stored."""

import hashlib
import hmac
import secrets
import string
import zlib
from typing import Final

from fluxdesk.rpc import Credential

from core.secrets.keys import Derived, Keys

PREFIXES: Final = {
    Credential.TOOLS_TOKEN: "flux-tools-",
    Credential.PERSONAL_TOKEN: "flux-in-pers-",
    Credential.MODERATION_TOKEN: "flux-in-mod-",
    Credential.AGENT_KEY: "sk-flux-",
}
# What a session is refreshed with; it is no bearer of any call.
REFRESH_PREFIX: Final = "flux-refresh-"
# What a person sets its password with; no bearer either.
INVITATION_PREFIX: Final = "flux-invite-"
# Purpose of the keys that digests are made with.
PEPPER: Final = "token pepper"
_KINDS: Final = {prefix: kind for kind, prefix in PREFIXES.items()}
_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 43 Base62 characters hold 256 bits, 6 hold a CRC32.
_SECRET_LENGTH: Final = 43
_CHECKSUM_LENGTH: Final = 6


def mint_token(kind: Credential) -> str:
    """A new token: prefix, 256 random bits and a CRC32 over both, in Base62."""
    return _mint(PREFIXES[kind])


def mint_refresh_token() -> str:
    """A new refresh token, in the form of the others."""
    return _mint(REFRESH_PREFIX)


def mint_invitation_token() -> str:
    """A new token of an invitation, in the form of the others."""
    return _mint(INVITATION_PREFIX)


def token_kind(token: str) -> Credential | None:
    """The kind of a well-formed token; None for anything mistyped or foreign."""
    kind = _KINDS.get(_prefix(token))
    return kind if kind and _is_whole(token) else None


def is_refresh_token(token: str) -> bool:
    """Whether it is well formed, which spares a query for anything else."""
    return _prefix(token) == REFRESH_PREFIX and _is_whole(token)


def is_invitation_token(token: str) -> bool:
    """The same of one that an invitation came with."""
    return _prefix(token) == INVITATION_PREFIX and _is_whole(token)


class Peppers:
    """The keys that digests of tokens are made with: the current one for what is new, all of them for what is looked up."""

    def __init__(self, keys: Keys) -> None:
        self._peppers = Derived(keys, PEPPER, bytes)

    @property
    def version(self) -> int:
        """Under which `digest` makes what is new."""
        return self._peppers.current().version

    def digest(self, token: str) -> bytes:
        """What is stored of a new token: HMAC-SHA-256 under the current pepper."""
        return _digest(token, self._peppers.current().made)

    def digests(self, token: str) -> list[bytes]:
        """What may be stored of a token, one digest a pepper."""
        return [_digest(token, pepper) for pepper in self._peppers.every()]


def _mint(prefix: str) -> str:
    head = prefix + _base62(secrets.randbits(256), _SECRET_LENGTH)
    return head + _checksum(head)


def _prefix(token: str) -> str:
    return token[: -_SECRET_LENGTH - _CHECKSUM_LENGTH]


def _is_whole(token: str) -> bool:
    return token.isascii() and _checksum(token[:-_CHECKSUM_LENGTH]) == token[-_CHECKSUM_LENGTH:]


def _digest(token: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, token.encode(), hashlib.sha256)


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
