"""Identifiers: UUIDv7 keys, which sort by the time they were made."""

import re
import secrets
import time
from typing import Final
from uuid import UUID

# Of what belongs to no workspace: what is counted or recorded of callers whom nobody knows.
NIL_WORKSPACE: Final = UUID(int=0)
_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_BITS = 62
_CANONICAL = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Of the latest id, in 1/4096 milliseconds.
_latest = 0


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, 6.2 method 3): Unix milliseconds, twelve bits of their fraction, then 62 random bits.

    Each id of this process sorts after the one before, so rows of one batch keep their order.
    """
    global _latest  # noqa: PLW0603  # one sequence for the process is the point
    _latest = max(_latest + 1, (time.time_ns() << 12) // 1_000_000)
    milliseconds, fraction = divmod(_latest, 1 << 12)
    return UUID(int=milliseconds << 80 | _VERSION_7 | fraction << 64 | _VARIANT | secrets.randbits(_RANDOM_BITS))


def least_id(unix_milliseconds: int) -> UUID:
    """The id before all that are made in that millisecond or later; of a time before 1970 the least of all."""
    return UUID(int=max(unix_milliseconds, 0) << 80)


def parse_id(text: str) -> UUID | None:
    """The id that a caller sent; None when it is none, which is the same as an id that does not exist.

    Python reads more forms of a UUID than the one that we write.
    """
    return UUID(text) if _CANONICAL.fullmatch(text) else None
