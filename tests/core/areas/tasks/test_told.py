"""Who is told of what happens to tasks, in inboxes and by webhooks."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from fluxdesk.v1.task_steps_pb2 import (
    BulkTaskChanges,
    BulkUpdateTasksRequest,
    DispatchTaskRequest,
    ReportBlockerRequest,
    ResolveBlockerRequest,
    SetTaskStatusRequest,
)
from fluxdesk.v1.tasks_pb2 import (
    TASK_STATUS_BLOCKED,
    TASK_STATUS_DONE,
    TASK_STATUS_IN_PROGRESS,
    TASK_VISIBILITY_PRIVATE,
    CreateTaskRequest,
    UpdateTaskRequest,
)

from tests.core.areas.approvals.asking import notices, told
from tests.core.areas.calls import Metadata
from tests.core.areas.tasks.kept import keep_task, signed_in, steps, tasks
from tests.core.areas.webhooks.hooks import a_tenant_webhook, a_webhook, deliveries, tenant_deliveries
from tests.tenants import Person, Tenant

TYPES = ("task_assigned", "task_status", "review", "blocker")


@pytest.fixture
async def doer(tenant: Tenant) -> Person:
    """Who is to do the employee's tasks."""
    return await tenant.add_person()


@pytest.fixture
async def as_doer(tenant: Tenant, doer: Person) -> Metadata:
    return await signed_in(tenant, doer)


async def test_who_is_assigned_a_task_is_told_by_whoever_else_does_so(tenant: Tenant, doer: Person) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    created = CreateTaskRequest(title="Water the plants", assignee=doer.email)
    task = await tasks(tenant).CreateTask(created, metadata=metadata)
    [notice] = await notices(tenant, doer)
    assert (notice.title, notice.event_type) == ("Assigned to you: Water the plants", "internal-os.task_assigned")
    assert (notice.labels["taskId"], notice.actor.email) == (task.id, tenant.employee.email)
    await steps(tenant).DispatchTask(DispatchTaskRequest(id=task.id, assignee=tenant.employee.email), metadata=metadata)
    await steps(tenant).DispatchTask(DispatchTaskRequest(id=task.id, assignee=doer.email, note="Please."), metadata=metadata)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task.id, title="Water them"), metadata=metadata)
    assert [one.summary for one in await notices(tenant, doer)] == ["", "Please."]
    assert await told(tenant, tenant.employee) == []


async def test_what_has_come_further_is_told_to_owner_and_assignee(tenant: Tenant, doer: Person, as_doer: Metadata) -> None:
    row = await keep_task(tenant, assignee=doer)
    begun = SetTaskStatusRequest(id=str(row.id), status=TASK_STATUS_IN_PROGRESS, note="Begun.")
    await steps(tenant).SetTaskStatus(begun, metadata=as_doer)
    await steps(tenant).SetTaskStatus(begun, metadata=as_doer)
    assert [(one.title, one.summary) for one in await notices(tenant, tenant.employee)] == [("A task: in progress", "Begun.")]
    assert await told(tenant, doer) == []
    admin = await signed_in(tenant, tenant.admin)
    await steps(tenant).SetTaskStatus(SetTaskStatusRequest(id=str(row.id), status=TASK_STATUS_DONE), metadata=admin)
    assert await told(tenant, tenant.employee) == ["task_status", "review"]
    assert await told(tenant, doer) == ["task_status"]


async def test_an_owner_reviews_what_others_have_done_and_not_its_own(tenant: Tenant, doer: Person, as_doer: Metadata) -> None:
    row = await keep_task(tenant, assignee=doer)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=str(row.id), done=True), metadata=as_doer)
    assert await told(tenant, tenant.employee) == ["review"]
    own = await keep_task(tenant, assignee=doer)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=str(own.id), done=True), metadata=await signed_in(tenant, tenant.employee))
    assert await told(tenant, tenant.employee) == ["review"]
    assert await told(tenant, doer) == ["task_status"]


@pytest.mark.parametrize("is_private", [True, False], ids=["private", "company"])
async def test_a_blocker_is_told_to_the_admins_of_the_project_where_they_see_the_task(
    is_private: bool,  # noqa: FBT001  # a parameter of the test
    tenant: Tenant,
    doer: Person,
    as_doer: Metadata,
) -> None:
    leader = await tenant.add_person()
    project_id = await tenant.add_project("apollo", admins=[leader])
    row = await keep_task(tenant, assignee=doer, is_private=is_private, project_id=project_id)
    await steps(tenant).ReportBlocker(ReportBlockerRequest(id=str(row.id), blocker="It rains."), metadata=as_doer)
    await steps(tenant).ResolveBlocker(ResolveBlockerRequest(id=str(row.id), note="It stopped."), metadata=as_doer)
    seen = [(one.title, one.summary) for one in await notices(tenant, tenant.employee)]
    assert seen == [("Blocked: A task", "It rains."), ("No longer blocked: A task", "It stopped.")]
    assert await told(tenant, leader) == ([] if is_private else ["blocker", "blocker"])


async def test_webhooks_are_told_of_all_of_it(tenant: Tenant, doer: Person, as_doer: Metadata) -> None:
    of_owner, of_all = await a_webhook(tenant, *TYPES), await a_tenant_webhook(tenant, *TYPES)
    row = await keep_task(tenant, "Water the plants", assignee=doer, status=TASK_STATUS_BLOCKED, blocker="No can.")
    await steps(tenant).ResolveBlocker(ResolveBlockerRequest(id=str(row.id), status=TASK_STATUS_DONE, note="N"), metadata=as_doer)
    sent = payloads(await deliveries(tenant, of_owner.webhook.id))
    assert [one["type"] for one in sent] == ["blocker", "review", "task_status"]
    assert {one["actor"]["email"] for one in sent} == {doer.email}
    about = {
        "taskId": str(row.id),
        "title": "Water the plants",
        "status": "done",
        "priority": "medium",
        "assignee": doer.email,
        "note": "N",
    }
    assert [one["data"] for one in sent] == [{**about, "resolved": True}, about, {**about, "previousStatus": "blocked"}]
    assert [one["type"] for one in payloads(await tenant_deliveries(tenant, of_all.webhook.id))] == [one["type"] for one in sent]


async def test_many_tasks_are_told_of_together(tenant: Tenant, doer: Person) -> None:
    rows = [await keep_task(tenant, f"Task {number}") for number in range(3)]
    changes = BulkTaskChanges(assignee=doer.email)
    bulk = BulkUpdateTasksRequest(ids=[str(row.id) for row in rows], changes=changes)
    await steps(tenant).BulkUpdateTasks(bulk, metadata=await signed_in(tenant, tenant.employee))
    assert sorted(one.title for one in await notices(tenant, doer)) == [f"Assigned to you: Task {number}" for number in range(3)]


async def test_who_does_not_see_a_task_any_more_is_not_told(tenant: Tenant, doer: Person) -> None:
    row, metadata = await keep_task(tenant, assignee=doer), await signed_in(tenant, tenant.employee)
    hidden = UpdateTaskRequest(id=str(row.id), assignee=tenant.admin.email, visibility=TASK_VISIBILITY_PRIVATE, done=True)
    await tasks(tenant).UpdateTask(hidden, metadata=metadata)
    assert (await told(tenant, doer), await told(tenant, tenant.admin)) == ([], ["task_assigned"])


def payloads(sent: Sequence[Any]) -> list[Any]:
    return [json.loads(one.payload) for one in sent]
