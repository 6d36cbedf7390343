"""Shows and sets the tags of one thing."""

from uuid import UUID

from fluxdesk.services import EntityTagServiceServicer
from fluxdesk.v1.entity_tags_pb2 import EntityTags, GetEntityTagsRequest, SetEntityTagsRequest

from core.areas.entity_tags import rules
from core.areas.entity_tags.entities import ENTITIES
from core.areas.tags.public import find_tags, hold_tags, list_tags_of, put_tags, tag_messages
from core.database.rows import Db
from core.errors import Invalid
from core.rpc.call import Call


class EntityTagService(EntityTagServiceServicer[Call, Db]):
    """Which tags a task, a project or feedback has. Who sees it sees them, and who may change it sets them."""

    async def GetEntityTags(self, request: GetEntityTagsRequest, call: Call) -> EntityTags:
        entity_id = await ENTITIES[request.entity_type].see(call, request.entity_id)
        rows = await list_tags_of(call.db, call.workspace_id, request.entity_type, entity_id)
        return EntityTags(
            entity_type=request.entity_type, entity_id=str(entity_id), tags=await tag_messages(call.db, call.workspace_id, rows)
        )

    async def SetEntityTags(self, request: SetEntityTagsRequest, call: Call) -> EntityTags:
        held = await ENTITIES[request.entity_type].hold(call, request.entity_id)
        wanted = [UUID(tag_id) for tag_id in request.tag_ids]
        await hold_tags(call.db, call.workspace_id)
        rows = await find_tags(call.db, call.workspace_id, wanted)
        if faults := [*rules.tag_id_faults(wanted, [row.id for row in rows])]:
            raise Invalid(faults)
        before = await put_tags(call.db, call.workspace_id, request.entity_type, held.id, rows)
        if before != rows:
            await held.changed([row.name for row in before], [row.name for row in rows])
        return EntityTags(
            entity_type=request.entity_type, entity_id=str(held.id), tags=await tag_messages(call.db, call.workspace_id, rows)
        )
