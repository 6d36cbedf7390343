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
from core.areas.tags.topics import ENDED_TAGS_TOPIC
from core.database.rows import Db
from core.errors import Invalid, NotFound
from core.ids import new_id
from core.names import tidy_name
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
        name, color = tidy_name(request.name), request.color if request.HasField("color") else None
        return await _reply(call, await queries.insert_tag(call.db, call.workspace_id, new_id(), name, color=color))

    def check_update_tag(self, request: UpdateTagRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.tag_name_faults("name", request.name) if "name" in request.update_mask.paths else ()

    async def UpdateTag(self, request: UpdateTagRequest, call: Call) -> Tag:
        tag_id, paths = require_id(request.id, "tag"), request.update_mask.paths
        if not paths:
            return await _reply(call, await queries.find_tag(call.db, call.workspace_id, tag_id))
        name = tidy_name(request.name) if "name" in paths else None
        await queries.lock_tags(call.db, call.workspace_id)
        color = request.color if request.HasField("color") else None
        return await _reply(call, await queries.update_tag(call.db, call.workspace_id, tag_id, name=name, color=color, paths=paths))

    async def DeleteTag(self, request: DeleteTagRequest, call: Call) -> DeleteTagResponse:
        tag_id = require_id(request.id, "tag")
        await queries.lock_tags(call.db, call.workspace_id)
        await _end(call, tag_id, into_id=None)
        return DeleteTagResponse(success=True)

    async def MergeTags(self, request: MergeTagsRequest, call: Call) -> Tag:
        before_id, after_id = require_id(request.id, "tag"), require_id(request.into_tag_id, "tag")
        if before_id == after_id:
            raise Invalid([("into_tag_id", "is the tag itself")])
        await queries.lock_tags(call.db, call.workspace_id)
        after = _require(await queries.find_tag(call.db, call.workspace_id, after_id))
        await _end(call, before_id, into_id=after.id)
        return await _reply(call, await queries.find_tag(call.db, call.workspace_id, after.id))


async def _end(call: Call, tag_id: UUID, *, into_id: UUID | None) -> None:
    """Raises NotFound. The transaction has locked the tags."""
    if not await queries.end_tag(call.db, call.workspace_id, tag_id, into_id=into_id):
        raise NotFound("tag")
    call.wakes.append(ENDED_TAGS_TOPIC)


def _require(row: TagRow | None) -> TagRow:
    if row is None:
        raise NotFound("tag")
    return row


async def _reply(call: Call, row: TagRow | None) -> Tag:
    """Raises NotFound where there is no such tag."""
    [message] = await tag_messages(call.db, call.workspace_id, [_require(row)])
    return message
