"""Valid calls of the comment service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.task_comments_pb2 import (
    CreateTaskCommentRequest,
    DeleteTaskCommentRequest,
    ListTaskCommentsRequest,
    UpdateTaskCommentRequest,
)

from tests.core.areas.task_comments.said import comment
from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    await comment(tenant, task.id, "Done by Friday?")
    return Sample(ListTaskCommentsRequest(id=str(task.id), limit=5), tenant.bearer(Credential.AGENT_KEY))


async def _create(tenant: Tenant) -> Sample:
    task = await keep_task(tenant, owner=tenant.admin)
    return Sample(CreateTaskCommentRequest(id=str(task.id), body="The notes are there."), tenant.bearer(Credential.AGENT_KEY))


async def _update(tenant: Tenant) -> Sample:
    made = await comment(tenant, (await keep_task(tenant)).id, "Done by Friday?")
    return Sample(UpdateTaskCommentRequest(id=made.task_id, comment_id=made.id, body="By Monday?"), tenant.bearer(Credential.AGENT_KEY))


async def _delete(tenant: Tenant) -> Sample:
    made = await comment(tenant, (await keep_task(tenant)).id, "Done by Friday?")
    return Sample(DeleteTaskCommentRequest(id=made.task_id, comment_id=made.id), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TaskCommentService/CreateTaskComment": _create,
    "/fluxdesk.v1.TaskCommentService/DeleteTaskComment": _delete,
    "/fluxdesk.v1.TaskCommentService/ListTaskComments": _list,
    "/fluxdesk.v1.TaskCommentService/UpdateTaskComment": _update,
}
