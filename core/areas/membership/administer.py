"""What callers do with groups and projects: the conversation of both services."""

from typing import NamedTuple, TypeVar
from uuid import UUID

from fluxdesk.v1.groups_pb2 import Group, Member
from fluxdesk.v1.projects_pb2 import Project

from core.areas.membership import queries, rules
from core.areas.membership.queries import Collection, CollectionRow, MemberRow
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text
from core.rpc.pages import Page, Place

CollectionT = TypeVar("CollectionT", Group, Project)


class Details(NamedTuple):
    """A group or a project, with a page of its members."""

    row: CollectionRow
    members: Page[Member]


def collection_message(kind: type[CollectionT], row: CollectionRow) -> CollectionT:
    """As callers see it."""
    message = kind(id=str(row.id), slug=row.slug, name=row.name, member_count=row.member_count)
    message.created_at.FromDatetime(row.created_at)
    return message


async def list_page(call: Call, collection: Collection, kind: type[CollectionT]) -> Page[CollectionT]:
    """The page of the list that the call asks for."""
    place = Place(call)
    rows = await queries.list_collections(call.db, collection, call.workspace_id, before_id=place.before_id, limit=place.row_limit)
    return place.page(rows, [collection_message(kind, row) for row in rows])


async def get_details(call: Call, collection: Collection, slug: str) -> Details:
    """Raises NotFound, and Forbidden for whom its members are not to see."""
    place = Place(call)
    row = await find_as_reader(call, collection, slug)
    members = await queries.list_members(call.db, collection, call.workspace_id, row.id, before_id=place.before_id, limit=place.row_limit)
    return Details(row, place.page(members, [_member(member) for member in members]))


async def find_as_reader(call: Call, collection: Collection, slug: str) -> CollectionRow:
    """Raises NotFound, and Forbidden for whom its members are not to see."""
    row = await queries.find_collection(call.db, collection, call.workspace_id, slug=slug)
    if row is None:
        raise NotFound(collection.noun)
    own = await queries.find_member(call.db, collection, call.workspace_id, row.id, call.caller.user_id)
    rules.require_reader(call.caller, collection.noun, is_member=own is not None)
    return row


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
