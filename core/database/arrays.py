"""Python lists as PostgreSQL arrays, in text and without a type of their own."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from psycopg.adapt import Dumper

# Their text needs no escaping; datetime is a date.
_PLAIN = (UUID, int, float, date)


class ArrayDumper(Dumper):
    """Writes a list as an array literal of unknown type, so that the cast in the statement decides.

    psycopg's own dumper takes thirty times as long for text, and names a type that depends on the values: one statement with
    nullable columns would be prepared anew for each combination of them.
    """

    def dump(self, obj: Sequence[object]) -> bytes:
        return f"{{{','.join([_element(value) for value in obj])}}}".encode()


def _element(value: object) -> str:
    """Raises TypeError for a type that no array of ours has; a list in a list is one."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        text = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{text}"'
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, _PLAIN):
        return f'"{value}"'
    message = f"{type(value).__name__} is no element of an array"
    raise TypeError(message)
