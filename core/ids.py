"""Identifiers: UUIDv7 keys, which sort by the time they were made."""

import re
import secrets
import time
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    noise = secrets.randbits(74)
    return UUID(int=milliseconds << 80 | _VERSION_7 | (noise >> 62) << 64 | _VARIANT | (noise & ((1 << 62) - 1)))


def parse_id(text: str) -> UUID | None:
    """The id that a caller sent; None when it is none, which is the same as an id that does not exist.

    Python reads more forms of a UUID than the one that we write.
    """
    return UUID(text) if _CANONICAL.fullmatch(text) else None
