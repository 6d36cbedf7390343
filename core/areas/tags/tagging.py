"""Gives tags to entities and takes them away. Who does so holds the entities, so that nobody else tags them meanwhile."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fluxdesk.v1.tags_pb2 import EntityType

from core.areas.tags import queries
from core.areas.tags.rows import TagRow
from core.areas.tags.rules import TagName, tidy_tag_name, tidy_tag_names
from core.database.rows import Db
from core.ids import new_id


async def tag_names(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """The names of the tags of each entity, by their keys; an entity without tags has an empty list. One statement."""
    found: dict[UUID, list[str]] = {entity_id: [] for entity_id in entity_ids}
    for row in await queries.list_tag_names(db, workspace_id, entity_type, entity_ids) if entity_ids else ():
        found[row.entity_id].append(row.name)
    return found


async def find_tag_id(db: Db, workspace_id: UUID, name: str) -> UUID | None:
    """The tag of that name, however it is spelled."""
    row = await queries.find_tag_of_name(db, workspace_id, tidy_tag_name(name).key)
    return row and row.id


async def set_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_id: UUID, names: Sequence[str]) -> list[str]:
    """Replaces the tags of an entity, and makes those that are missing. Returns their names as they are spelled, by their keys.

    The names have passed `tag_faults`.
    """
    wanted = await _made_tags(db, workspace_id, tidy_tag_names(names))
    await put_tags(db, workspace_id, entity_type, entity_id, wanted)
    return [row.name for row in wanted]


async def put_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_id: UUID, wanted: Sequence[TagRow]) -> list[TagRow]:
    """Replaces the tags of an entity by those, which the transaction holds. Returns those of before."""
    before = await queries.hold_tags_of(db, workspace_id, entity_type, [entity_id])
    had, wants = ({row.id for row in rows} for rows in (before, wanted))
    if gone := sorted(had - wants):
        await queries.delete_entity_tags(db, workspace_id, entity_type, entity_ids=[entity_id], tag_ids=gone)
    if new := sorted(wants - had):
        await queries.insert_entity_tags(db, workspace_id, entity_type, entity_ids=[entity_id], tag_ids=new)
    return before


async def add_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID], names: Sequence[str]) -> list[str]:
    """Each of the entities gets each of the tags besides its own; those that are missing are made. Returns their names, by their keys."""
    rows = await _made_tags(db, workspace_id, tidy_tag_names(names))
    if rows and entity_ids:
        await queries.insert_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids, tag_ids=[row.id for row in rows])
    return [row.name for row in rows]


async def remove_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID], names: Sequence[str]) -> None:
    """Takes each of the tags from each of the entities, where it is there."""
    rows = await queries.hold_tags_of_names(db, workspace_id, [name.key for name in tidy_tag_names(names)])
    if rows and entity_ids:
        await queries.delete_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids, tag_ids=[row.id for row in rows])


async def drop_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID]) -> None:
    """Takes all tags from entities that are to be deleted, which the transaction has locked."""
    rows = await queries.hold_tags_of(db, workspace_id, entity_type, entity_ids)
    if rows:
        await queries.delete_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids, tag_ids=[row.id for row in rows])


async def _made_tags(db: Db, workspace_id: UUID, names: Sequence[TagName]) -> list[TagRow]:
    """The tags of the names, which are held. A tag that is deleted between the making and the holding is made once more."""
    keys = [name.key for name in names]
    while len(found := await queries.hold_tags_of_names(db, workspace_id, keys) if keys else []) < len(keys):
        had = {row.name_key for row in found}
        missing = [name for name in names if name.key not in had]
        await queries.insert_missing_tags(db, workspace_id, ids=[new_id() for _ in missing], names=missing)
    return found
