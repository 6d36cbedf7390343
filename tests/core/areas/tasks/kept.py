"""How tests keep tasks: those that are there already, and calls of those who see them."""

from typing import TYPE_CHECKING
from uuid import UUID

from fluxdesk.v1.task_history_pb2_grpc import TaskHistoryServiceStub
from fluxdesk.v1.task_lists_pb2_grpc import TaskListServiceStub
from fluxdesk.v1.task_steps_pb2_grpc import TaskStepServiceStub
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_MEDIUM,
    TASK_SOURCE_MANUAL,
    TASK_STATUS_OPEN,
    TASK_VISIBILITY_COMPANY,
    TASK_VISIBILITY_PRIVATE,
)
from fluxdesk.v1.tasks_pb2_grpc import TaskServiceStub

from core.areas.tasks.queries import insert_task, put_words
from core.areas.tasks.rows import NewTask, TaskRow
from core.areas.tasks.search import text_words
from core.database.transaction import Viewer
from core.ids import new_id
from tests.core.areas.calls import Metadata, bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    # Names of the stub files alone.
    from fluxdesk.v1.task_history_pb2_grpc import TaskHistoryServiceAsyncStub
    from fluxdesk.v1.task_lists_pb2_grpc import TaskListServiceAsyncStub
    from fluxdesk.v1.task_steps_pb2_grpc import TaskStepServiceAsyncStub
    from fluxdesk.v1.tasks_pb2_grpc import TaskServiceAsyncStub


def tasks(tenant: Tenant) -> "TaskServiceAsyncStub":
    return TaskServiceStub(tenant.core.channel)


def lists(tenant: Tenant) -> "TaskListServiceAsyncStub":
    return TaskListServiceStub(tenant.core.channel)


def steps(tenant: Tenant) -> "TaskStepServiceAsyncStub":
    return TaskStepServiceStub(tenant.core.channel)


def history(tenant: Tenant) -> "TaskHistoryServiceAsyncStub":
    return TaskHistoryServiceStub(tenant.core.channel)


async def keep_task(
    tenant: Tenant,
    title: str = "A task",
    *,
    owner: Person | None = None,
    assignee: Person | None = None,
    is_private: bool = False,
    parent_id: UUID | None = None,
    project_id: UUID | None = None,
    status: int = TASK_STATUS_OPEN,
    blocker: str | None = None,
) -> TaskRow:
    """A task of the employee's unless somebody else is its owner."""
    person = owner or tenant.employee
    task = NewTask(
        title=title,
        description=None,
        priority=TASK_PRIORITY_MEDIUM,
        status=status,
        source=TASK_SOURCE_MANUAL,
        visibility=TASK_VISIBILITY_PRIVATE if is_private else TASK_VISIBILITY_COMPANY,
        owner_user_id=person.id,
        assignee_user_id=assignee and assignee.id,
        project_id=project_id,
        parent_id=parent_id,
        deadline=None,
        deadline_at=None,
        blocker=blocker,
    )
    viewer = Viewer(person.id, sees_all=False)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], viewer=viewer) as db:
        row = await insert_task(db, tenant.id, new_id(), task)
        await put_words(db, tenant.id, row.id, text_words(title))
        return row


async def signed_in(tenant: Tenant, person: Person) -> Metadata:
    """The metadata of a new session of the person's."""
    return bearer(await tenant.sign_in(person))
