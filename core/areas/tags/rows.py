"""A tag as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID


class TagRow(NamedTuple):
    """A tag that has not ended; `color` is "#rrggbb". What has one of `merged_ids` has it too, until the duty has moved those uses."""

    id: UUID
    name: str
    name_key: str
    color: str | None
    created_at: datetime
    merged_ids: list[UUID]

    @property
    def ids(self) -> list[UUID]:
        """All by which something may have it."""
        return [self.id, *self.merged_ids]


TAG_COLUMNS: Final[LiteralString] = """
    t.id, t.name, t.name_key, t.color, t.created_at,
    ARRAY(SELECT m.id FROM tags m WHERE m.workspace_id = t.workspace_id AND m.merged_into_id = t.id) AS merged_ids
    """
