"""Valid calls of the attachment service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.task_attachments_pb2 import AddTaskAttachmentRequest, DeleteTaskAttachmentRequest, ListTaskAttachmentsRequest

from tests.core.areas.task_attachments.attached import attach
from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    await attach(tenant, task.id)
    return Sample(ListTaskAttachmentsRequest(id=str(task.id)), tenant.bearer(Credential.AGENT_KEY))


async def _add(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    request = AddTaskAttachmentRequest(id=str(task.id), name="Meeting notes", url="https://docs.example.com/notes?page=2")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _delete(tenant: Tenant) -> Sample:
    made = await attach(tenant, (await keep_task(tenant)).id)
    return Sample(DeleteTaskAttachmentRequest(id=made.task_id, attachment_id=made.id), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TaskAttachmentService/AddTaskAttachment": _add,
    "/fluxdesk.v1.TaskAttachmentService/DeleteTaskAttachment": _delete,
    "/fluxdesk.v1.TaskAttachmentService/ListTaskAttachments": _list,
}
