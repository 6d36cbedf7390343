"""SQL of tags."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.tags.rows import TAG_COLUMNS, TagRow
from core.areas.tags.rules import TagName
from core.database.rows import Db

_INSERT: Final[LiteralString] = """
    INSERT INTO tags AS t (workspace_id, id, name, name_key, color)
    VALUES (%(workspace_id)s, %(id)s, %(name)s, %(name_key)s, %(color)s) RETURNING
    """
_TAGS: Final[LiteralString] = "SELECT" + TAG_COLUMNS + "FROM tags t WHERE t.workspace_id = %(workspace_id)s "


async def insert_tag(db: Db, workspace_id: UUID, tag_id: UUID, name: TagName, *, color: str | None) -> TagRow:
    """A key that another tag of the workspace has violates tags_name_key."""
    return await db.one(
        TagRow,
        _INSERT + TAG_COLUMNS,
        workspace_id=workspace_id,
        id=tag_id,
        name=name.name,
        name_key=name.key,
        color=color,
    )


async def insert_missing_tags(db: Db, workspace_id: UUID, *, ids: Sequence[UUID], names: Sequence[TagName]) -> None:
    """Those of the names that no tag has yet. They come by their keys: in that order two writers of the same ones wait for each other."""
    await db.run(
        """
        INSERT INTO tags (workspace_id, id, name, name_key)
        SELECT %(workspace_id)s, n.id, n.name, n.name_key
        FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(name_keys)s::text[]) WITH ORDINALITY AS n (id, name, name_key, position)
        ORDER BY n.position
        ON CONFLICT (workspace_id, name_key) DO NOTHING
        """,
        workspace_id=workspace_id,
        ids=list(ids),
        names=[name.name for name in names],
        name_keys=[name.key for name in names],
    )


async def find_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> TagRow | None:
    """None for an id that no tag of the workspace has."""
    return await db.maybe(TagRow, _TAGS + "AND t.id = %(id)s", workspace_id=workspace_id, id=tag_id)


async def find_tag_of_name(db: Db, workspace_id: UUID, name_key: str) -> TagRow | None:
    """None for a key that no tag of the workspace has."""
    return await db.maybe(TagRow, _TAGS + "AND t.name_key = %(name_key)s", workspace_id=workspace_id, name_key=name_key)


async def list_tags(db: Db, workspace_id: UUID, *, after_key: str | None, limit: int) -> list[TagRow]:
    """By their keys, from behind one on."""
    beyond: LiteralString = "" if after_key is None else "AND t.name_key > %(after_key)s "
    return await db.many(
        TagRow,
        _TAGS + beyond + "ORDER BY t.name_key LIMIT %(limit)s",
        workspace_id=workspace_id,
        after_key=after_key,
        limit=limit,
    )


_CHANGE: Final[LiteralString] = "UPDATE tags AS t SET "
_CHANGED: Final[LiteralString] = " WHERE t.workspace_id = %(workspace_id)s AND t.id = %(id)s RETURNING"
_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "name": "name = %(name)s, name_key = %(name_key)s",
    "color": "color = %(color)s",
}


async def update_tag(
    db: Db, workspace_id: UUID, tag_id: UUID, *, name: TagName | None, color: str | None, paths: Sequence[str]
) -> TagRow | None:
    """Changes what the paths name. None for an id that no tag has; a key that another one has violates tags_name_key."""
    assignments: LiteralString = ", ".join([_ASSIGNMENTS[path] for path in paths])
    return await db.maybe(
        TagRow,
        _CHANGE + assignments + _CHANGED + TAG_COLUMNS,
        workspace_id=workspace_id,
        id=tag_id,
        name=name and name.name,
        name_key=name and name.key,
        color=color,
    )


async def lock_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> TagRow | None:
    """The tag, which until the end of the transaction nobody tags anything with or takes from anything."""
    return await db.maybe(TagRow, _TAGS + "AND t.id = %(id)s FOR UPDATE", workspace_id=workspace_id, id=tag_id)


async def hold_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> TagRow | None:
    """The tag, which nobody renames or deletes until the end of the transaction."""
    return await db.maybe(TagRow, _TAGS + "AND t.id = %(id)s FOR KEY SHARE", workspace_id=workspace_id, id=tag_id)


# Whoever tags or untags holds the tags first, so that none of them is deleted or merged meanwhile. Holders do not wait for each other, and
# who renames, deletes or merges locks one tag alone: so nobody waits crosswise.
_HOLD: Final[LiteralString] = "ORDER BY t.name_key FOR KEY SHARE"
_OF_ENTITIES: Final[LiteralString] = """
    AND t.id IN (SELECT e.tag_id FROM entity_tags e
                 WHERE e.workspace_id = %(workspace_id)s AND e.entity_type = %(entity_type)s
                   AND e.entity_id = ANY (%(entity_ids)s::uuid[]))
    """


async def hold_tags_of_names(db: Db, workspace_id: UUID, name_keys: Sequence[str]) -> list[TagRow]:
    """The tags that have the keys, in their order."""
    return await db.many(
        TagRow, _TAGS + "AND t.name_key = ANY (%(name_keys)s::text[]) " + _HOLD, workspace_id=workspace_id, name_keys=list(name_keys)
    )


async def hold_tags(db: Db, workspace_id: UUID, tag_ids: Sequence[UUID]) -> list[TagRow]:
    """The tags that have the ids, by their keys."""
    return await db.many(TagRow, _TAGS + "AND t.id = ANY (%(ids)s::uuid[]) " + _HOLD, workspace_id=workspace_id, ids=list(tag_ids))


async def hold_tags_of(db: Db, workspace_id: UUID, entity_type: int, entity_ids: Sequence[UUID]) -> list[TagRow]:
    """The tags that any of the entities has, by their keys."""
    return await db.many(
        TagRow,
        _TAGS + _OF_ENTITIES + _HOLD,
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_ids=list(entity_ids),
    )


async def delete_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> int:
    """1, or 0 for an id that no tag has. What still has it loses it."""
    return await db.run("DELETE FROM tags WHERE workspace_id = %(workspace_id)s AND id = %(id)s", workspace_id=workspace_id, id=tag_id)


class EntityTagRow(NamedTuple):
    """A tag of an entity."""

    entity_id: UUID
    name: str


async def list_tag_names(db: Db, workspace_id: UUID, entity_type: int, entity_ids: Sequence[UUID]) -> list[EntityTagRow]:
    """Those of each of the entities, by their keys."""
    return await db.many(
        EntityTagRow,
        """
        SELECT e.entity_id, t.name
        FROM entity_tags e JOIN tags t ON t.workspace_id = e.workspace_id AND t.id = e.tag_id
        WHERE e.workspace_id = %(workspace_id)s AND e.entity_type = %(entity_type)s AND e.entity_id = ANY (%(entity_ids)s::uuid[])
        ORDER BY t.name_key
        """,
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_ids=list(entity_ids),
    )


_TAGS_OF_ENTITY: Final[LiteralString] = (
    "SELECT"
    + TAG_COLUMNS
    + """
    FROM entity_tags e JOIN tags t ON t.workspace_id = e.workspace_id AND t.id = e.tag_id
    WHERE e.workspace_id = %(workspace_id)s AND e.entity_type = %(entity_type)s AND e.entity_id = %(entity_id)s
    ORDER BY t.name_key
    """
)


async def list_tags_of(db: Db, workspace_id: UUID, entity_type: int, entity_id: UUID) -> list[TagRow]:
    """The tags of one entity, by their keys."""
    return await db.many(
        TagRow,
        _TAGS_OF_ENTITY,
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_id=entity_id,
    )


async def insert_entity_tags(db: Db, workspace_id: UUID, entity_type: int, *, entity_ids: Sequence[UUID], tag_ids: Sequence[UUID]) -> None:
    """Each of the entities gets each of the tags; what has one already keeps it. In the order of the key, as all who write them."""
    await db.run(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT %(workspace_id)s, tag_id, %(entity_type)s, entity_id
        FROM unnest(%(tag_ids)s::uuid[]) AS tag_id, unnest(%(entity_ids)s::uuid[]) AS entity_id
        ORDER BY tag_id, entity_id
        ON CONFLICT DO NOTHING
        """,
        workspace_id=workspace_id,
        entity_type=entity_type,
        tag_ids=list(tag_ids),
        entity_ids=list(entity_ids),
    )


async def delete_entity_tags(db: Db, workspace_id: UUID, entity_type: int, *, entity_ids: Sequence[UUID], tag_ids: Sequence[UUID]) -> int:
    """None of the entities has any of the tags any more. Returns how many were taken."""
    return await db.run(
        """
        DELETE FROM entity_tags
        WHERE workspace_id = %(workspace_id)s AND entity_type = %(entity_type)s AND entity_id = ANY (%(entity_ids)s::uuid[])
          AND tag_id = ANY (%(tag_ids)s::uuid[])
        """,
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_ids=list(entity_ids),
        tag_ids=list(tag_ids),
    )


async def replace_tag(db: Db, workspace_id: UUID, *, before_id: UUID, after_id: UUID) -> None:
    """Whatever has the one tag gets the other one; what has both already keeps it."""
    await db.run(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT workspace_id, %(after_id)s, entity_type, entity_id FROM entity_tags
        WHERE workspace_id = %(workspace_id)s AND tag_id = %(before_id)s
        ORDER BY entity_type, entity_id
        ON CONFLICT DO NOTHING
        """,
        workspace_id=workspace_id,
        before_id=before_id,
        after_id=after_id,
    )


async def delete_uses_of_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> None:
    """Nothing has the tag any more."""
    await db.run(
        "DELETE FROM entity_tags WHERE workspace_id = %(workspace_id)s AND tag_id = %(tag_id)s", workspace_id=workspace_id, tag_id=tag_id
    )
