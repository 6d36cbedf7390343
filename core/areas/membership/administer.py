"""What callers do with groups and projects: the part of the conversation that both services have."""

from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.groups_pb2 import Member

from core.areas.membership import queries, rules
from core.areas.membership.queries import Collection, CollectionRow, MemberRow
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text
from core.rpc.pages import Page, Place


class Details(NamedTuple):
    """A group, or whatever else has nothing but members, with a page of them."""

    row: CollectionRow
    members: Page[Member]


async def get_details(call: Call, collection: Collection, slug: str) -> Details:
    """Raises NotFound, and Forbidden for whom its members are not to see."""
    row, is_member = await _find(call, collection, slug)
    return Details(row, await members_page(call, collection, row.id, is_member=is_member))


async def find_as_reader(call: Call, collection: Collection, slug: str) -> CollectionRow:
    """Raises NotFound, and Forbidden for whom its members are not to see."""
    row, is_member = await _find(call, collection, slug)
    rules.require_reader(call.caller, collection.noun, is_member=is_member)
    return row


class _Found(NamedTuple):
    """A group or a project, and whether the caller is a member of it."""

    row: CollectionRow
    is_member: bool


async def _find(call: Call, collection: Collection, slug: str) -> _Found:
    row = await queries.find_collection(call.db, collection, call.workspace_id, slug=slug)
    if row is None:
        raise NotFound(collection.noun)
    own = await queries.find_member(call.db, collection, call.workspace_id, row.id, call.caller.user_id)
    return _Found(row, own is not None)


async def members_page(call: Call, collection: Collection, collection_id: UUID, *, is_member: bool) -> Page[Member]:
    """The page of members that the call asks for, who is a member itself or not. Raises Forbidden for whom they are not to see."""
    rules.require_reader(call.caller, collection.noun, is_member=is_member)
    place = Place(call)
    rows = await queries.list_members(
        call.db, collection, call.workspace_id, collection_id, before_id=place.before_id, limit=place.row_limit
    )
    return place.page(rows, [_member(row) for row in rows])


async def create_collection(db: Db, collection: Collection, workspace_id: UUID, *, slug: str, name: str) -> CollectionRow:
    """Without members. A taken slug violates the constraint that the Reason SLUG_CONFLICT names."""
    return await queries.insert_collection(db, collection, workspace_id, new_id(), slug=slug, name=tidy_text(name))


async def change_collection(
    db: Db, collection: Collection, workspace_id: UUID, slug: str, *, new_slug: str | None, name: str | None
) -> CollectionRow:
    """None leaves as it is. Raises NotFound; a taken slug does as in `create_collection`."""
    name = None if name is None else tidy_text(name)
    row = await queries.update_collection(db, collection, workspace_id, slug, new_slug=new_slug, name=name)
    if row is None:
        raise NotFound(collection.noun)
    return row


async def remove_collection(db: Db, collection: Collection, workspace_id: UUID, slug: str) -> None:
    """With its memberships. Raises NotFound."""
    if not await queries.delete_collection(db, collection, workspace_id, slug):
        raise NotFound(collection.noun)


async def hold_collection(db: Db, collection: Collection, workspace_id: UUID, slug: str) -> CollectionRow:
    """Raises NotFound. Nobody deletes it until the end of the transaction."""
    row = await queries.hold_collection(db, collection, workspace_id, slug=slug)
    if row is None:
        raise NotFound(collection.noun)
    return row


async def add_member(call: Call, collection: Collection, slug: str, user_id: str, *, is_admin: bool) -> Member:
    """Raises NotFound, and Forbidden for whom the members are not to choose."""
    row = await hold_as_admin(call, collection, slug)
    person_id = require_id(user_id, "user")
    member = await queries.put_member(call.db, collection, call.workspace_id, row.id, person_id, is_admin=is_admin)
    if member is None:
        raise NotFound("user")
    return _member(member)


async def remove_member(call: Call, collection: Collection, slug: str, user_id: str) -> None:
    """Raises as `add_member` does; also for a person who is no member."""
    row = await hold_as_admin(call, collection, slug)
    person_id = require_id(user_id, "member")
    if not await queries.delete_member(call.db, collection, call.workspace_id, row.id, person_id):
        raise NotFound("member")


async def hold_as_admin(call: Call, collection: Collection, slug: str) -> CollectionRow:
    """Raises NotFound, and Forbidden for whom the members are not to choose. Nobody deletes it until the end of the transaction."""
    row = await hold_collection(call.db, collection, call.workspace_id, slug)
    own = await queries.find_member(call.db, collection, call.workspace_id, row.id, call.caller.user_id)
    rules.require_collection_admin(call.caller, collection.noun, is_own_admin=own is not None and own.is_admin)
    return row


def _member(row: MemberRow) -> Member:
    return Member(user_id=str(row.id), email=row.email, name=row.name, is_admin=row.is_admin)
