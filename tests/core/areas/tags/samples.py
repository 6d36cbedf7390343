"""Valid calls of the tag service."""

import secrets

from fluxdesk.v1.tags_pb2 import (
    ENTITY_TYPE_TASK,
    CreateTagRequest,
    DeleteTagRequest,
    GetTagRequest,
    ListTagsRequest,
    MergeTagsRequest,
    UpdateTagRequest,
)

from core.areas.tags.public import add_tags
from core.areas.tags.queries import find_tags_of_names
from core.ids import new_id
from core.names import tidy_name
from tests.core.areas.admins import signed_in_admin
from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_tags(tenant: Tenant) -> Sample:
    await made(tenant)
    return Sample(ListTagsRequest(limit=1), await signed_in(tenant))


async def _get_tag(tenant: Tenant) -> Sample:
    return Sample(GetTagRequest(id=await made(tenant)), await signed_in(tenant))


async def _create_tag(tenant: Tenant) -> Sample:
    return Sample(CreateTagRequest(name=_name(), color="#3b82f6"), await signed_in(tenant))


async def _update_tag(tenant: Tenant) -> Sample:
    return Sample(UpdateTagRequest(id=await made(tenant), name=_name(), color="#3B82F6"), await signed_in_admin(tenant))


async def _delete_tag(tenant: Tenant) -> Sample:
    return Sample(DeleteTagRequest(id=await made(tenant)), await signed_in_admin(tenant))


async def _merge_tags(tenant: Tenant) -> Sample:
    return Sample(MergeTagsRequest(id=await made(tenant), into_tag_id=await made(tenant, "Kept")), await signed_in_admin(tenant))


def _name() -> str:
    return f"Tag {secrets.token_hex(8)}"


async def made(tenant: Tenant, name: str | None = None) -> str:
    """The id of a tag that something has, a new one unless there is one of the name."""
    name = name or _name()
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await add_tags(db, tenant.id, ENTITY_TYPE_TASK, [new_id()], [name])
        [row] = await find_tags_of_names(db, tenant.id, [tidy_name(name).key])
        return str(row.id)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TagService/CreateTag": _create_tag,
    "/fluxdesk.v1.TagService/DeleteTag": _delete_tag,
    "/fluxdesk.v1.TagService/GetTag": _get_tag,
    "/fluxdesk.v1.TagService/ListTags": _list_tags,
    "/fluxdesk.v1.TagService/MergeTags": _merge_tags,
    "/fluxdesk.v1.TagService/UpdateTag": _update_tag,
}
