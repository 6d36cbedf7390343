"""How tests keep filters."""

import secrets
from typing import TYPE_CHECKING

from fluxdesk.rpc import Credential
from fluxdesk.v1.task_filters_pb2 import CreateTaskFilterRequest, TaskFilterCriteria
from fluxdesk.v1.task_filters_pb2_grpc import TaskFilterServiceStub
from fluxdesk.v1.task_lists_pb2 import TASK_SCOPE_OWN
from fluxdesk.v1.tasks_pb2 import TASK_PRIORITY_HIGH, TASK_STATUS_OPEN

from tests.core.areas.calls import bearer
from tests.tenants import Tenant

if TYPE_CHECKING:
    # A name of the stub file alone.
    from fluxdesk.v1.task_filters_pb2_grpc import TaskFilterServiceAsyncStub

CRITERIA = TaskFilterCriteria(
    done=False,
    status=TASK_STATUS_OPEN,
    priority=TASK_PRIORITY_HIGH,
    assignee="me",
    tag="release",
    project_slug="website",
    q="ship notes",
    scope=TASK_SCOPE_OWN,
    due_before_days=7,
)


def task_filters(tenant: Tenant) -> "TaskFilterServiceAsyncStub":
    return TaskFilterServiceStub(tenant.core.channel)


def a_name() -> str:
    return f"Filter {secrets.token_hex(8)}"


async def kept(tenant: Tenant, criteria: TaskFilterCriteria = CRITERIA) -> str:
    """The id of a new filter of the employee's."""
    request = CreateTaskFilterRequest(name=a_name(), criteria=criteria)
    return (await task_filters(tenant).CreateTaskFilter(request, metadata=bearer(tenant.bearer(Credential.AGENT_KEY)))).id
