"""Tags as callers see them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK, ENTITY_TYPE_PROJECT, ENTITY_TYPE_TASK, Tag, TagUsage

from core.areas.tags.rows import TagRow
from core.areas.tallies.public import read_tallies
from core.database.rows import Db


async def tag_messages(db: Db, workspace_id: UUID, rows: Sequence[TagRow]) -> list[Tag]:
    """The tags with how often they are used, which one statement finds for all."""
    uses = await read_tallies(db, workspace_id, [tag_id for row in rows for tag_id in row.ids])
    return [_message(row, sum((Counter(uses[tag_id]) for tag_id in row.ids), Counter[str]())) for row in rows]


def _message(row: TagRow, uses: Mapping[str, int]) -> Tag:
    message = Tag(
        id=str(row.id),
        name=row.name,
        color=row.color,
        usage=TagUsage(
            task=uses.get(str(ENTITY_TYPE_TASK), 0),
            project=uses.get(str(ENTITY_TYPE_PROJECT), 0),
            feedback=uses.get(str(ENTITY_TYPE_FEEDBACK), 0),
        ),
    )
    message.created_at.FromDatetime(row.created_at)
    return message
