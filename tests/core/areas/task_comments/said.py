"""Comments that tests make."""

from typing import TYPE_CHECKING
from uuid import UUID

from fluxdesk.v1.task_comments_pb2 import CreateTaskCommentRequest, TaskComment
from fluxdesk.v1.task_comments_pb2_grpc import TaskCommentServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    # Names of the stub files alone.
    from fluxdesk.v1.task_comments_pb2_grpc import TaskCommentServiceAsyncStub


def comments(tenant: Tenant) -> "TaskCommentServiceAsyncStub":
    return TaskCommentServiceStub(tenant.core.channel)


async def comment(tenant: Tenant, task_id: UUID, body: str, *, by: Person | None = None) -> TaskComment:
    """By the employee unless somebody else does."""
    request = CreateTaskCommentRequest(id=str(task_id), body=body)
    return await comments(tenant).CreateTaskComment(request, metadata=bearer(await tenant.sign_in(by or tenant.employee)))
