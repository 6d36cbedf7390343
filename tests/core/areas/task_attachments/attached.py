"""Links that tests attach."""

from typing import TYPE_CHECKING
from uuid import UUID

from fluxdesk.v1.task_attachments_pb2 import AddTaskAttachmentRequest, TaskAttachment
from fluxdesk.v1.task_attachments_pb2_grpc import TaskAttachmentServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    # Names of the stub files alone.
    from fluxdesk.v1.task_attachments_pb2_grpc import TaskAttachmentServiceAsyncStub


def attachments(tenant: Tenant) -> "TaskAttachmentServiceAsyncStub":
    return TaskAttachmentServiceStub(tenant.core.channel)


async def attach(
    tenant: Tenant, task_id: UUID, url: str = "https://docs.example.com/notes", *, name: str = "Notes", by: Person | None = None
) -> TaskAttachment:
    """By the employee unless somebody else does."""
    request = AddTaskAttachmentRequest(id=str(task_id), name=name, url=url)
    return await attachments(tenant).AddTaskAttachment(request, metadata=bearer(await tenant.sign_in(by or tenant.employee)))
