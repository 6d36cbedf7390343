"""SQL of saved filters, each of which belongs to one person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.database.rows import Db


class FilterRow(NamedTuple):
    """A filter; `criteria` is a TaskFilterCriteria in its encoding."""

    id: UUID
    name: str
    criteria: bytes
    created_at: datetime


_COLUMNS: Final[LiteralString] = " f.id, f.name, f.criteria, f.created_at "
_COUNT: Final[LiteralString] = "SELECT count(*)::integer AS filters FROM task_filters f "
_INSERT: Final[LiteralString] = """
    INSERT INTO task_filters AS f (workspace_id, user_id, id, name, name_key, criteria)
    VALUES (%(workspace_id)s, %(user_id)s, %(id)s, %(name)s, %(name_key)s, %(criteria)s) RETURNING
    """
_CHANGE: Final[LiteralString] = "UPDATE task_filters AS f SET "
_DELETE: Final[LiteralString] = "DELETE FROM task_filters f "
_OWN: Final[LiteralString] = "WHERE f.workspace_id = %(workspace_id)s AND f.user_id = %(user_id)s "


async def list_filters(db: Db, workspace_id: UUID, user_id: UUID) -> list[FilterRow]:
    """All of the person's, by name."""
    return await db.many(
        FilterRow,
        "SELECT" + _COLUMNS + "FROM task_filters f " + _OWN + "ORDER BY f.name_key",
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def find_filter(db: Db, workspace_id: UUID, user_id: UUID, filter_id: UUID) -> FilterRow | None:
    """None where the person has no such filter."""
    return await db.maybe(
        FilterRow,
        "SELECT" + _COLUMNS + "FROM task_filters f " + _OWN + "AND f.id = %(id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        id=filter_id,
    )


class CountRow(NamedTuple):
    """How many there are."""

    filters: int


async def count_filters(db: Db, workspace_id: UUID, user_id: UUID) -> CountRow:
    """Of the person."""
    return await db.one(
        CountRow,
        _COUNT + _OWN,
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def insert_filter(
    db: Db, workspace_id: UUID, user_id: UUID, filter_id: UUID, *, name: str, name_key: str, criteria: bytes
) -> FilterRow:
    """A key that another filter of the person has violates task_filters_name_key."""
    return await db.one(
        FilterRow,
        _INSERT + _COLUMNS,
        workspace_id=workspace_id,
        user_id=user_id,
        id=filter_id,
        name=name,
        name_key=name_key,
        criteria=criteria,
    )


_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "name": "name = %(name)s",
    "name_key": "name_key = %(name_key)s",
    "criteria": "criteria = %(criteria)s",
}


async def update_filter(db: Db, workspace_id: UUID, user_id: UUID, filter_id: UUID, changes: Mapping[str, object]) -> FilterRow | None:
    """Changes the columns that are named, of which there are some. None where the person has no such filter."""
    assignments: LiteralString = ", ".join([_ASSIGNMENTS[name] for name in changes])
    return await db.maybe(
        FilterRow,
        _CHANGE + assignments + " " + _OWN + "AND f.id = %(id)s RETURNING" + _COLUMNS,
        workspace_id=workspace_id,
        user_id=user_id,
        id=filter_id,
        **changes,
    )


async def delete_filter(db: Db, workspace_id: UUID, user_id: UUID, filter_id: UUID) -> int:
    """1, or 0 where the person has no such filter."""
    return await db.run(
        _DELETE + _OWN + "AND f.id = %(id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        id=filter_id,
    )
