"""An etag is another one after each change, and of two writers who have read the same one only one writes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import pytest
from fluxdesk.failures import Failure, read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.automations_pb2 import AUTOMATION_STAGE_AUTOMATED, TaskAutomationInput
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
    TASK_PRIORITY_LOW,
    TASK_STATUS_DONE,
    TASK_STATUS_OPEN,
    CurrentVersion,
    GetTaskRequest,
    Task,
    UpdateTaskRequest,
)
from google.protobuf.message import Message
from grpc import aio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from tests.core.areas.locks import until_waiting
from tests.core.areas.statements import Statements
from tests.core.areas.tasks.kept import keep_task, signed_in, steps, tasks
from tests.tenants import Tenant

CHANGES: Mapping[str, Callable[[str], Message]] = {
    "title": lambda task_id: UpdateTaskRequest(id=task_id, title="Other"),
    "tags": lambda task_id: UpdateTaskRequest(id=task_id, tags=["x"]),
    "automation": lambda task_id: UpdateTaskRequest(id=task_id, automation=TaskAutomationInput(stage=AUTOMATION_STAGE_AUTOMATED)),
    "priority": lambda task_id: UpdateTaskRequest(id=task_id, priority=TASK_PRIORITY_LOW),
    "blocker": lambda task_id: ReportBlockerRequest(id=task_id, blocker="It rains."),
    "resolved": lambda task_id: ResolveBlockerRequest(id=task_id),
    "done": lambda task_id: SetTaskStatusRequest(id=task_id, status=TASK_STATUS_DONE),
    "open": lambda task_id: SetTaskStatusRequest(id=task_id, status=TASK_STATUS_OPEN),
    "bulk": lambda task_id: BulkUpdateTasksRequest(ids=[task_id], changes=BulkTaskChanges(priority=TASK_PRIORITY_HIGH, remove_tags=["X"])),
}


def shown(task: Task) -> bytes:
    """All of it but what every change changes."""
    rest = Task()
    rest.CopyFrom(task)
    for name in ("etag", "updated_at", "updated_by"):
        rest.ClearField(name)
    return rest.SerializeToString(deterministic=True)


@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=8))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_it_rises_with_each_change_and_with_nothing_else(tenant: Tenant, names: Sequence[str]) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    task_id = str((await keep_task(tenant)).id)
    before = await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=metadata)
    for name in names:
        request = CHANGES[name](task_id)
        method = type(request).__name__.removesuffix("Request")
        stub = tasks(tenant) if method == "UpdateTask" else steps(tenant)
        await getattr(stub, method)(request, metadata=metadata)
        after = await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=metadata)
        assert int(after.etag) == int(before.etag) + (shown(after) != shown(before))
        before = after


async def test_of_two_writers_of_one_version_one_writes(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    task_id = str((await keep_task(tenant)).id)

    async def write(title: str) -> Task | Failure:
        try:
            return await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task_id, title=title, if_match="1"), metadata=metadata)
        except aio.AioRpcError as error:
            return read_failure(error)

    async with owner.transaction():
        await owner.execute("SELECT FROM tasks WHERE id = %s FOR UPDATE", (task_id,))
        writers = [asyncio.create_task(write(f"Title {number}")) for number in range(5)]
        await until_waiting(owner, len(writers))
    outcomes = await asyncio.gather(*writers)
    [won] = [one for one in outcomes if isinstance(one, Task)]
    failures = [one for one in outcomes if isinstance(one, Failure)]
    assert {one.reason for one in failures} == {Reason.VERSION_MISMATCH}
    assert all(isinstance(one.extra, CurrentVersion) and one.extra.etag == won.etag == "2" for one in failures)
    assert (await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=metadata)).title == won.title


async def test_who_waits_for_somebody_else_changes_what_that_has_left(tenant: Tenant, owner: AsyncConnection) -> None:
    row = await keep_task(tenant)
    async with owner.transaction():
        await owner.execute("UPDATE tasks SET updated_by_user_id = %s, title = 'Other' WHERE id = %s", (tenant.admin.id, row.id))
        metadata = await signed_in(tenant, tenant.employee)
        change = asyncio.ensure_future(
            steps(tenant).DispatchTask(DispatchTaskRequest(id=str(row.id), assignee=tenant.admin.email), metadata=metadata)
        )
        await until_waiting(owner, 1)
    task = await change
    assert (task.title, task.assignee, task.updated_by) == ("Other", tenant.admin.email, tenant.employee.email)


async def test_words_for_days_are_read_before_anything_is_locked(tenant: Tenant, statements: Statements) -> None:
    metadata, parent = await signed_in(tenant, tenant.employee), str((await keep_task(tenant)).id)
    request = UpdateTaskRequest(id=str((await keep_task(tenant)).id), title="T ^tomorrow", parent_id=parent)
    assert (await tasks(tenant).UpdateTask(request, metadata=metadata)).HasField("deadline")
    sent = statements.of_handler("FOR NO KEY UPDATE")
    [read, *_], [locked, *_] = ([place for place, sql in enumerate(sent) if word in sql] for word in ("time_zone", "advisory"))
    assert read < locked


async def test_who_may_not_write_does_not_learn_the_version(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    stranger = await signed_in(tenant, await tenant.add_person())
    with pytest.raises(aio.AioRpcError) as refused:
        await steps(tenant).DispatchTask(DispatchTaskRequest(id=str(task.id), assignee=tenant.admin.email, if_match="7"), metadata=stranger)
    assert read_failure(refused.value).reason is Reason.FORBIDDEN
