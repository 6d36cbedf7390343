"""A tag as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID


class TagRow(NamedTuple):
    """A tag; `color` is "#rrggbb"."""

    id: UUID
    name: str
    name_key: str
    color: str | None
    created_at: datetime


TAG_COLUMNS: Final[LiteralString] = " t.id, t.name, t.name_key, t.color, t.created_at "
