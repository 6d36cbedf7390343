"""Valid calls of the service of entities' tags."""

import secrets
from uuid import UUID

from fluxdesk.rpc import Role
from fluxdesk.v1.entity_tags_pb2 import GetEntityTagsRequest, SetEntityTagsRequest
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from tests.core.areas.feedback.giving import give
from tests.core.areas.tags.samples import made
from tests.core.areas.tags.tagged import make_task, tag
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_entity_tags(tenant: Tenant) -> Sample:
    task_id = await _made(tenant)
    await tag(tenant, task_id, "urgent")
    return Sample(GetEntityTagsRequest(entity_type=ENTITY_TYPE_TASK, entity_id=str(task_id)), await signed_in(tenant))


async def _set_entity_tags(tenant: Tenant) -> Sample:
    tag_ids = [await made(tenant, "Kept"), await made(tenant, "New")]
    request = SetEntityTagsRequest(entity_type=ENTITY_TYPE_TASK, entity_id=str(await _made(tenant)), tag_ids=tag_ids)
    return Sample(request, await signed_in(tenant))


async def _made(tenant: Tenant) -> UUID:
    """The id of a task, of a project and of feedback of the caller, so that it means something whatever kind is named."""
    feedback_id = UUID((await give(tenant, tenant.people[Role.SUPER_ADMIN])).id)
    async with tenant.core.resources.database.system_transaction() as db:
        await db.run(
            "INSERT INTO projects (workspace_id, id, slug, name) VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(slug)s)",
            workspace_id=tenant.id,
            id=feedback_id,
            slug=f"p-{secrets.token_hex(8)}",
        )
    return await make_task(tenant, feedback_id)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.EntityTagService/GetEntityTags": _get_entity_tags,
    "/fluxdesk.v1.EntityTagService/SetEntityTags": _set_entity_tags,
}
