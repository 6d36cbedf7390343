"""Valid calls of the service of entities' tags."""

from fluxdesk.v1.entity_tags_pb2 import GetEntityTagsRequest, SetEntityTagsRequest
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from tests.core.areas.tags.samples import made
from tests.core.areas.tags.tagged import make_task, tag
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_entity_tags(tenant: Tenant) -> Sample:
    task_id = await make_task(tenant)
    await tag(tenant, task_id, "urgent")
    return Sample(GetEntityTagsRequest(entity_type=ENTITY_TYPE_TASK, entity_id=str(task_id)), await signed_in(tenant))


async def _set_entity_tags(tenant: Tenant) -> Sample:
    request = SetEntityTagsRequest(
        entity_type=ENTITY_TYPE_TASK,
        entity_id=str(await make_task(tenant)),
        tag_ids=[await made(tenant, "kept"), await made(tenant, "new")],
    )
    return Sample(request, await signed_in(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.EntityTagService/GetEntityTags": _get_entity_tags,
    "/fluxdesk.v1.EntityTagService/SetEntityTags": _set_entity_tags,
}
