"""Gives tags to entities and takes them away. Who does so has locked the entities, so that nobody else tags them meanwhile: locks of
entities come before that of the tags, and locks of deliveries after it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.tags_pb2 import EntityType

from core.areas.tags import queries
from core.areas.tags.rows import TagRow
from core.areas.tags.rules import tidy_tag_names
from core.database.rows import Db
from core.ids import new_id
from core.names import TidyName, tidy_name


class WantedTags(NamedTuple):
    """By which a list finds what has a tag: its id, or several of which each will do; without one of them nothing does.

    Both are None for anything.
    """

    tag_id: UUID | None = None
    tag_ids: list[UUID] | None = None


async def tag_names(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """The names of the tags of each entity, by their keys; an entity without tags has an empty list. One statement."""
    found: dict[UUID, list[str]] = {entity_id: [] for entity_id in entity_ids}
    for row in await queries.list_tag_names(db, workspace_id, entity_type, entity_ids) if entity_ids else ():
        found[row.entity_id].append(row.name)
    return found


async def find_wanted_tags(db: Db, workspace_id: UUID, name: str | None) -> WantedTags:
    """What a list is to have of the tag of that name, however it is spelled; without a name anything."""
    if name is None:
        return WantedTags()
    row = await queries.find_tag_of_name(db, workspace_id, tidy_name(name).key)
    ids = row.ids if row else []
    return WantedTags(tag_id=ids[0]) if len(ids) == 1 else WantedTags(tag_ids=ids)


async def set_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_id: UUID, names: Sequence[str]) -> list[str]:
    """Replaces the tags of an entity, and makes those that are missing. Returns their names as they are spelled, by their keys.

    The names have passed `tag_faults`.
    """
    await queries.hold_tags(db, workspace_id)
    wanted = await _made_tags(db, workspace_id, tidy_tag_names(names))
    await put_tags(db, workspace_id, entity_type, entity_id, wanted)
    return [row.name for row in wanted]


async def put_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_id: UUID, wanted: Sequence[TagRow]) -> list[TagRow]:
    """Replaces the tags of an entity by those. The transaction holds the tags. Returns those of before."""
    before = await queries.list_tags_of(db, workspace_id, entity_type, entity_id)
    had, wants = ({row.id for row in rows} for rows in (before, wanted))
    if gone := [row for row in before if row.id not in wants]:
        await queries.delete_entity_tags(db, workspace_id, entity_type, entity_ids=[entity_id], tag_ids=_ids(gone))
    if new := sorted(wants - had):
        await queries.insert_entity_tags(db, workspace_id, entity_type, entity_ids=[entity_id], tag_ids=new)
    return before


async def add_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID], names: Sequence[str]) -> None:
    """Each of the entities gets each of the tags besides its own; those that are missing are made."""
    await queries.hold_tags(db, workspace_id)
    rows = await _made_tags(db, workspace_id, tidy_tag_names(names))
    if rows and entity_ids:
        await queries.insert_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids, tag_ids=[row.id for row in rows])


async def remove_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID], names: Sequence[str]) -> None:
    """Takes each of the tags from each of the entities, where it is there."""
    await queries.hold_tags(db, workspace_id)
    rows = await queries.find_tags_of_names(db, workspace_id, [name.key for name in tidy_tag_names(names)])
    if rows and entity_ids:
        await queries.delete_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids, tag_ids=_ids(rows))


async def drop_tags(db: Db, workspace_id: UUID, entity_type: EntityType, entity_ids: Sequence[UUID]) -> None:
    """Takes all tags from entities that are to be deleted, which the transaction has locked."""
    await queries.hold_tags(db, workspace_id)
    await queries.delete_all_entity_tags(db, workspace_id, entity_type, entity_ids=entity_ids)


def _ids(rows: Sequence[TagRow]) -> list[UUID]:
    return [tag_id for row in rows for tag_id in row.ids]


async def _made_tags(db: Db, workspace_id: UUID, names: Sequence[TidyName]) -> list[TagRow]:
    """The tags of the names, by their keys. The transaction holds the tags, so that none goes meanwhile."""
    if not names:
        return []
    keys = [name.key for name in names]
    found = await queries.find_tags_of_names(db, workspace_id, keys)
    had = {row.name_key for row in found}
    if missing := [name for name in names if name.key not in had]:
        await queries.insert_missing_tags(db, workspace_id, ids=[new_id() for _ in missing], names=missing)
        found = await queries.find_tags_of_names(db, workspace_id, keys)
    return found
