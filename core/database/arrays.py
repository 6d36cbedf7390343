"""Python lists as PostgreSQL arrays, in text and without a type of their own."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg.adapt import Dumper

_NULL = "NULL"


class ArrayDumper(Dumper):
    """Writes a list as an array literal of unknown type, so that the cast in the statement decides.

    psycopg's own dumper takes thirty times as long for text, and names a type that depends on the values: one statement with
    nullable columns would be prepared anew for each combination of them.
    """

    def dump(self, obj: Sequence[object]) -> bytes:
        """Raises TypeError for a type that no array of ours has; a list in a list is one."""
        kinds = set(map(type, obj))
        is_nullable = type(None) in kinds
        kinds.discard(type(None))
        write = _writer(kinds.pop()) if len(kinds) == 1 else _write_any
        elements = [_NULL if value is None else write(value) for value in obj] if is_nullable else map(write, obj)
        return f"{{{','.join(elements)}}}".encode()


def _writer(kind: type) -> Callable[[Any], str]:
    if found := _WRITERS.get(kind):
        return found
    for known, write in _WRITERS.items():
        if issubclass(kind, known):
            return write
    message = f"{kind.__name__} is no element of an array"
    raise TypeError(message)


def _write_any(value: object) -> str:
    return _writer(type(value))(value)


def _write_text(value: str) -> str:
    text = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _write_quoted(value: object) -> str:
    return f'"{value}"'


def _write_bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _write_id(value: UUID) -> str:
    """PostgreSQL reads it without the hyphens, which take four times as long to write."""
    return value.hex


_WRITERS: Final[dict[type, Callable[[Any], str]]] = {
    str: _write_text,
    UUID: _write_id,
    int: str,
    float: str,
    bytes: _write_bytes,
    # datetime is one.
    date: _write_quoted,
}
