"""Bearer tokens: minting, the checksum that refuses a mistyped one without a query, and the digest that is stored."""

import hashlib
import hmac
import secrets
import string
import zlib
from typing import Final

from fluxdesk.rpc import Credential

PREFIXES: Final = {
    Credential.TOOLS_TOKEN: "flux-tools-",
    Credential.PERSONAL_TOKEN: "flux-in-pers-",
    Credential.MODERATION_TOKEN: "flux-in-mod-",
    Credential.AGENT_KEY: "sk-flux-",
}
# Purpose of the key that digests are made with.
PEPPER: Final = "token pepper"
_KINDS: Final = {prefix: kind for kind, prefix in PREFIXES.items()}
_ALPHABET: Final = string.digits + string.ascii_uppercase + string.ascii_lowercase
# 43 Base62 characters hold 256 bits, 6 hold a CRC32.
_SECRET_LENGTH: Final = 43
_CHECKSUM_LENGTH: Final = 6


def mint_token(kind: Credential) -> str:
    """A new token: prefix, 256 random bits and a CRC32 over both, in Base62."""
    head = PREFIXES[kind] + _base62(secrets.randbits(256), _SECRET_LENGTH)
    return head + _checksum(head)


def token_kind(token: str) -> Credential | None:
    """The kind of a well-formed token; None for anything mistyped or foreign."""
    head, checksum = token[:-_CHECKSUM_LENGTH], token[-_CHECKSUM_LENGTH:]
    kind = _KINDS.get(head[:-_SECRET_LENGTH])
    return kind if kind and token.isascii() and _checksum(head) == checksum else None


def token_digest(token: str, pepper: bytes) -> bytes:
    """What is stored of a token: HMAC-SHA-256 under the pepper."""
    return hmac.digest(pepper, token.encode(), hashlib.sha256)


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
