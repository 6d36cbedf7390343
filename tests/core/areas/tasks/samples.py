"""Valid calls of the services of tasks."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.automations_pb2 import AUTOMATION_STAGE_IDENTIFIED, TaskAutomationInput
from fluxdesk.v1.task_lists_pb2 import TASK_SCOPE_COMPANY, ListTasksRequest
from fluxdesk.v1.task_steps_pb2 import (
    BulkTaskChanges,
    BulkUpdateTasksRequest,
    DispatchTaskRequest,
    ReportBlockerRequest,
    ResolveBlockerRequest,
    SetTaskStatusRequest,
)
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_HIGH,
    TASK_STATUS_BLOCKED,
    TASK_STATUS_DONE,
    TASK_STATUS_IN_PROGRESS,
    TASK_STATUS_OPEN,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    UpdateTaskRequest,
)

from tests.core.areas.projects.opened import open_project
from tests.core.areas.task_filters.kept import kept
from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    parent = await keep_task(tenant)
    await keep_task(tenant, "A step", parent_id=parent.id)
    request = ListTasksRequest(
        parent_id=str(parent.id), status=TASK_STATUS_OPEN, q="step", scope=TASK_SCOPE_COMPANY, filter_id=await kept(tenant), limit=5
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _create(tenant: Tenant) -> Sample:
    parent = await keep_task(tenant)
    request = CreateTaskRequest(
        title="Write the notes !high #docs",
        description="For the release.",
        assignee=tenant.admin.email,
        deadline="2030-12-01",
        tags=["Release"],
        parent_id=str(parent.id),
        project_slug=await open_project(tenant),
        automation=TaskAutomationInput(stage=AUTOMATION_STAGE_IDENTIFIED, minutes_before=30, minutes_after=5),
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _get(tenant: Tenant) -> Sample:
    return Sample(GetTaskRequest(id=await _id(tenant)), tenant.bearer(Credential.AGENT_KEY))


async def _update(tenant: Tenant) -> Sample:
    parent = await keep_task(tenant)
    blocked = await keep_task(tenant, status=TASK_STATUS_BLOCKED, blocker="No access.")
    request = UpdateTaskRequest(
        id=str(blocked.id),
        title="Another title",
        priority=TASK_PRIORITY_HIGH,
        tags=["Release", "docs"],
        status=TASK_STATUS_OPEN,
        parent_id=str(parent.id),
        if_match="1",
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _delete(tenant: Tenant) -> Sample:
    return Sample(DeleteTaskRequest(id=await _id(tenant), if_match="1"), tenant.bearer(Credential.AGENT_KEY))


async def _dispatch(tenant: Tenant) -> Sample:
    request = DispatchTaskRequest(id=await _id(tenant), assignee=tenant.admin.email, note="You know it best.", if_match="1")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _set_status(tenant: Tenant) -> Sample:
    request = SetTaskStatusRequest(id=await _id(tenant), status=TASK_STATUS_IN_PROGRESS, note="Begun.", if_match="*")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _report_blocker(tenant: Tenant) -> Sample:
    return Sample(ReportBlockerRequest(id=await _id(tenant), blocker="No access.", if_match="1"), tenant.bearer(Credential.AGENT_KEY))


async def _resolve_blocker(tenant: Tenant) -> Sample:
    blocked = await keep_task(tenant, status=TASK_STATUS_BLOCKED, blocker="No access.")
    request = ResolveBlockerRequest(id=str(blocked.id), note="There is access.", status=TASK_STATUS_OPEN, if_match="1")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _bulk(tenant: Tenant) -> Sample:
    changes = BulkTaskChanges(status=TASK_STATUS_DONE, add_tags=["Release"], assignee=tenant.admin.email)
    return Sample(BulkUpdateTasksRequest(ids=[await _id(tenant), await _id(tenant)], changes=changes), tenant.bearer(Credential.AGENT_KEY))


async def _id(tenant: Tenant) -> str:
    """That of a new task."""
    return str((await keep_task(tenant)).id)


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TaskService/CreateTask": _create,
    "/fluxdesk.v1.TaskService/DeleteTask": _delete,
    "/fluxdesk.v1.TaskService/GetTask": _get,
    "/fluxdesk.v1.TaskListService/ListTasks": _list,
    "/fluxdesk.v1.TaskService/UpdateTask": _update,
    "/fluxdesk.v1.TaskStepService/BulkUpdateTasks": _bulk,
    "/fluxdesk.v1.TaskStepService/DispatchTask": _dispatch,
    "/fluxdesk.v1.TaskStepService/ReportBlocker": _report_blocker,
    "/fluxdesk.v1.TaskStepService/ResolveBlocker": _resolve_blocker,
    "/fluxdesk.v1.TaskStepService/SetTaskStatus": _set_status,
}
