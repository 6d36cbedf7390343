"""Shows and changes the tags of a workspace."""

from collections.abc import Iterable
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.services import TagServiceServicer
from fluxdesk.v1.tags_pb2 import (
    CreateTagRequest,
    DeleteTagRequest,
    DeleteTagResponse,
    GetTagRequest,
    ListTagsRequest,
    ListTagsResponse,
    MergeTagsRequest,
    Tag,
    UpdateTagRequest,
)

from core.areas.tags import queries, rules
from core.areas.tags.messages import tag_messages
from core.areas.tags.rows import TagRow
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


class TagService(TagServiceServicer[Call, Db]):
    """Tags label what the workspace has."""

    async def ListTags(self, request: ListTagsRequest, call: Call) -> ListTagsResponse:  # noqa: ARG002  # its place is read off the call
        place = Place(call)
        after_key = place.position[0] if place.position else None
        rows = await queries.list_tags(call.db, call.workspace_id, after_key=after_key, limit=place.row_limit)
        page = place.page(rows, await tag_messages(call.db, call.workspace_id, rows), lambda row: [row.name_key])
        return ListTagsResponse(tags=page.messages, next_cursor=page.next_cursor)

    async def GetTag(self, request: GetTagRequest, call: Call) -> Tag:
        return await _reply(call, await queries.find_tag(call.db, call.workspace_id, require_id(request.id, "tag")))

    def check_create_tag(self, request: CreateTagRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.tag_name_faults("name", request.name)

    async def CreateTag(self, request: CreateTagRequest, call: Call) -> Tag:
        name, color = rules.tidy_tag_name(request.name), request.color if request.HasField("color") else None
        return await _reply(call, await queries.insert_tag(call.db, call.workspace_id, new_id(), name, color=color))

    def check_update_tag(self, request: UpdateTagRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.tag_name_faults("name", request.name) if "name" in request.update_mask.paths else ()

    async def UpdateTag(self, request: UpdateTagRequest, call: Call) -> Tag:
        tag_id, paths = require_id(request.id, "tag"), request.update_mask.paths
        if not paths:
            return await _reply(call, await queries.find_tag(call.db, call.workspace_id, tag_id))
        name = rules.tidy_tag_name(request.name) if "name" in paths else None
        color = request.color if request.HasField("color") else None
        return await _reply(call, await queries.update_tag(call.db, call.workspace_id, tag_id, name=name, color=color, paths=paths))

    async def DeleteTag(self, request: DeleteTagRequest, call: Call) -> DeleteTagResponse:
        tag_id = require_id(request.id, "tag")
        _require(await queries.lock_tag(call.db, call.workspace_id, tag_id))
        await _remove(call, tag_id)
        return DeleteTagResponse(success=True)

    async def MergeTags(self, request: MergeTagsRequest, call: Call) -> Tag:
        before_id, after_id = require_id(request.id, "tag"), require_id(request.into_tag_id, "tag")
        if before_id == after_id:
            raise Invalid([("into_tag_id", "is the tag itself")])
        after = await _lock_both(call, before_id, after_id)
        await queries.replace_tag(call.db, call.workspace_id, before_id=before_id, after_id=after_id)
        await _remove(call, before_id)
        return await _reply(call, after)


async def _lock_both(call: Call, before_id: UUID, after_id: UUID) -> TagRow:
    """Locks the tag that goes, and holds the one that stays, which it returns. Raises NotFound.

    They are taken in the order of their ids, since two may merge both ways at once.
    """
    db, workspace_id = call.db, call.workspace_id
    after = None if before_id < after_id else _require(await queries.hold_tag(db, workspace_id, after_id))
    _require(await queries.lock_tag(db, workspace_id, before_id))
    return after or _require(await queries.hold_tag(db, workspace_id, after_id))


async def _remove(call: Call, tag_id: UUID) -> None:
    """A tag that the transaction has locked: first its uses, whose tally the application may change, and the owner of the tables not."""
    await queries.delete_uses_of_tag(call.db, call.workspace_id, tag_id)
    await queries.delete_tag(call.db, call.workspace_id, tag_id)


def _require(row: TagRow | None) -> TagRow:
    if row is None:
        raise NotFound("tag")
    return row


async def _reply(call: Call, row: TagRow | None) -> Tag:
    """Raises NotFound where there is no such tag."""
    [message] = await tag_messages(call.db, call.workspace_id, [_require(row)])
    return message
