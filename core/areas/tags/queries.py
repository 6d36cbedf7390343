"""SQL of tags."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.tags.rows import TAG_COLUMNS, TagRow
from core.database.locks import hold_in_workspace, lock_in_workspace
from core.database.rows import Db
from core.names import TidyName

_TAGGED: Final[LiteralString] = """
    AND EXISTS (SELECT FROM entity_tags e WHERE e.workspace_id = %(workspace_id)s AND {is_wanted}
                AND e.entity_type = %(entity_type)s AND e.entity_id = {entity_id}) """


def tagged(entity_id: LiteralString) -> Mapping[str, LiteralString]:
    """The conditions of entities for the two parts of WantedTags, of which a statement has the one that is not None.

    The name is that of the column of their ids; further parameters are workspace_id and entity_type. One tag is walked in the order
    of those ids, which several are not.
    """
    return {
        "tag_id": _TAGGED.format(is_wanted="e.tag_id = %(tag_id)s", entity_id=entity_id),
        "tag_ids": _TAGGED.format(is_wanted="e.tag_id = ANY (%(tag_ids)s::uuid[])", entity_id=entity_id),
    }


_INSERT: Final[LiteralString] = """
    INSERT INTO tags AS t (workspace_id, id, name, name_key, color)
    VALUES (%(workspace_id)s, %(id)s, %(name)s, %(name_key)s, %(color)s) RETURNING
    """
_TAGS: Final[LiteralString] = "SELECT" + TAG_COLUMNS + "FROM tags t WHERE t.workspace_id = %(workspace_id)s AND t.ended_at IS NULL "


async def insert_tag(db: Db, workspace_id: UUID, tag_id: UUID, name: TidyName, *, color: str | None) -> TagRow:
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


async def insert_missing_tags(db: Db, workspace_id: UUID, *, ids: Sequence[UUID], names: Sequence[TidyName]) -> None:
    """Those of the names that no tag has yet. They come by their keys: in that order two writers of the same ones wait for each other."""
    await db.run(
        """
        INSERT INTO tags (workspace_id, id, name, name_key)
        SELECT %(workspace_id)s, n.id, n.name, n.name_key
        FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(name_keys)s::text[]) WITH ORDINALITY AS n (id, name, name_key, position)
        ORDER BY n.position
        ON CONFLICT (workspace_id, name_key) WHERE ended_at IS NULL DO NOTHING
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
_CHANGED: Final[LiteralString] = " WHERE t.workspace_id = %(workspace_id)s AND t.id = %(id)s AND t.ended_at IS NULL RETURNING"
_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "name": "name = %(name)s, name_key = %(name_key)s",
    "color": "color = %(color)s",
}


async def update_tag(
    db: Db, workspace_id: UUID, tag_id: UUID, *, name: TidyName | None, color: str | None, paths: Sequence[str]
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


async def lock_tags(db: Db, workspace_id: UUID) -> None:
    """All tags of the workspace, for whoever renames, merges or deletes one: until the end of the transaction nobody tags anything."""
    await lock_in_workspace(db, workspace_id, "tags")


async def hold_tags(db: Db, workspace_id: UUID) -> None:
    """The same tags, for whoever tags or untags anything. Holders do not wait for each other, but for who has locked them and who waits to.

    Locks of single tags would be taken in many orders, and a holder of one would queue behind whoever waits to delete another.
    """
    await hold_in_workspace(db, workspace_id, "tags")


async def find_tags_of_names(db: Db, workspace_id: UUID, name_keys: Sequence[str]) -> list[TagRow]:
    """The tags that have the keys, in their order."""
    return await db.many(
        TagRow,
        _TAGS + "AND t.name_key = ANY (%(name_keys)s::text[]) ORDER BY t.name_key",
        workspace_id=workspace_id,
        name_keys=list(name_keys),
    )


async def find_tags(db: Db, workspace_id: UUID, tag_ids: Sequence[UUID]) -> list[TagRow]:
    """The tags that have the ids, by their keys."""
    return await db.many(
        TagRow, _TAGS + "AND t.id = ANY (%(ids)s::uuid[]) ORDER BY t.name_key", workspace_id=workspace_id, ids=list(tag_ids)
    )


async def end_tag(db: Db, workspace_id: UUID, tag_id: UUID, *, into_id: UUID | None) -> int:
    """Nobody sees the tag any more, and what has it, or has what was merged into it, has the other one, if there is one.

    The transaction has locked the tags. Returns 0 for an id that no tag has.
    """
    return await db.run(
        """
        UPDATE tags SET ended_at = coalesce(ended_at, now()), merged_into_id = %(into_id)s
        WHERE workspace_id = %(workspace_id)s AND (id = %(id)s AND ended_at IS NULL OR merged_into_id = %(id)s)
        """,
        workspace_id=workspace_id,
        id=tag_id,
        into_id=into_id,
    )


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
        FROM entity_tags e
        JOIN tags u ON u.workspace_id = e.workspace_id AND u.id = e.tag_id
        JOIN tags t ON t.workspace_id = u.workspace_id AND t.id = coalesce(u.merged_into_id, u.id) AND t.ended_at IS NULL
        WHERE e.workspace_id = %(workspace_id)s AND e.entity_type = %(entity_type)s AND e.entity_id = ANY (%(entity_ids)s::uuid[])
        GROUP BY e.entity_id, t.name_key, t.name
        ORDER BY t.name_key
        """,
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_ids=list(entity_ids),
    )


# An array is looked up by the key of tags; joined with what has no index, all tags would be read.
_OF_ENTITY: Final[LiteralString] = """
    AND t.id = ANY (ARRAY(
        SELECT coalesce(u.merged_into_id, u.id)
        FROM entity_tags e JOIN tags u ON u.workspace_id = e.workspace_id AND u.id = e.tag_id
        WHERE e.workspace_id = %(workspace_id)s AND e.entity_type = %(entity_type)s AND e.entity_id = %(entity_id)s))
    ORDER BY t.name_key
    """


async def list_tags_of(db: Db, workspace_id: UUID, entity_type: int, entity_id: UUID) -> list[TagRow]:
    """The tags of one entity, by their keys."""
    return await db.many(
        TagRow,
        _TAGS + _OF_ENTITY,
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


_TAKE: Final[LiteralString] = """
    DELETE FROM entity_tags
    WHERE workspace_id = %(workspace_id)s AND entity_type = %(entity_type)s AND entity_id = ANY (%(entity_ids)s::uuid[])
    """


async def delete_entity_tags(db: Db, workspace_id: UUID, entity_type: int, *, entity_ids: Sequence[UUID], tag_ids: Sequence[UUID]) -> None:
    """None of the entities has any of the tags any more."""
    await db.run(
        _TAKE + "AND tag_id = ANY (%(tag_ids)s::uuid[])",
        workspace_id=workspace_id,
        entity_type=entity_type,
        entity_ids=list(entity_ids),
        tag_ids=list(tag_ids),
    )


async def delete_all_entity_tags(db: Db, workspace_id: UUID, entity_type: int, *, entity_ids: Sequence[UUID]) -> None:
    """None of the entities has any tag any more."""
    await db.run(_TAKE, workspace_id=workspace_id, entity_type=entity_type, entity_ids=list(entity_ids))


class EndedTagRow(NamedTuple):
    """A tag that has ended, of any workspace."""

    workspace_id: UUID
    id: UUID


async def find_ended_tag(db: Db) -> EndedTagRow | None:
    """That which ended first, for the system."""
    return await db.maybe(EndedTagRow, "SELECT workspace_id, id FROM tags WHERE ended_at IS NOT NULL ORDER BY ended_at LIMIT 1")


class MovedRow(NamedTuple):
    """How many uses a tag has lost."""

    uses: int


async def move_uses(db: Db, workspace_id: UUID, tag_id: UUID, *, limit: int) -> MovedRow:
    """So many uses at most of a tag that has ended become those of the tag that it was merged into, if it was.

    What has that one already keeps it. The transaction has locked the tags.
    """
    return await db.one(
        MovedRow,
        """
        WITH picked AS MATERIALIZED (
            SELECT workspace_id, tag_id, entity_type, entity_id FROM entity_tags
            WHERE workspace_id = %(workspace_id)s AND tag_id = %(id)s
            ORDER BY entity_type, entity_id LIMIT %(limit)s
        ), taken AS (
            DELETE FROM entity_tags e USING picked p
            WHERE e.workspace_id = p.workspace_id AND e.tag_id = p.tag_id AND e.entity_type = p.entity_type AND e.entity_id = p.entity_id
            RETURNING e.workspace_id, e.tag_id, e.entity_type, e.entity_id
        ), put AS (
            INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
            SELECT o.workspace_id, t.merged_into_id, o.entity_type, o.entity_id
            FROM taken o JOIN tags t ON t.workspace_id = o.workspace_id AND t.id = o.tag_id
            WHERE t.merged_into_id IS NOT NULL
            ORDER BY o.entity_type, o.entity_id
            ON CONFLICT DO NOTHING
        )
        SELECT count(*)::integer AS uses FROM taken
        """,
        workspace_id=workspace_id,
        id=tag_id,
        limit=limit,
    )


async def delete_tag(db: Db, workspace_id: UUID, tag_id: UUID) -> None:
    """Of one that has ended and that nothing has."""
    await db.run("DELETE FROM tags WHERE workspace_id = %(workspace_id)s AND id = %(id)s", workspace_id=workspace_id, id=tag_id)
