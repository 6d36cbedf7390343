"""An etag is another one after each change, and of two writers who have read the same one only one writes."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

import pytest
from fluxdesk.failures import Failure, read_failure
from fluxdesk.reasons import Reason
from fluxdesk.v1.automations_pb2 import AUTOMATION_STAGE_AUTOMATED, TaskAutomationInput
from fluxdesk.v1.tags_pb2 import DeleteTagRequest, ListTagsRequest, MergeTagsRequest, UpdateTagRequest
from fluxdesk.v1.tags_pb2_grpc import TagServiceStub
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
    TASK_VISIBILITY_COMPANY,
    CreateTaskRequest,
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

from tests.core.areas.calls import Metadata, failure_of
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


def version(task: Task) -> int:
    """Without what its tags are called."""
    return int(task.etag.partition("-")[0])


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
        assert version(after) == version(before) + (shown(after) != shown(before))
        assert (after.etag == before.etag) == (shown(after) == shown(before))
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
    sent = statements.of_handler("SELECT FROM tasks WHERE")
    [read, *_], [locked, *_] = ([place for place, sql in enumerate(sent) if word in sql] for word in ("time_zone", "advisory"))
    assert read < locked


async def test_who_may_not_write_does_not_learn_the_version(tenant: Tenant) -> None:
    task = await keep_task(tenant)
    stranger = await signed_in(tenant, await tenant.add_person())
    with pytest.raises(aio.AioRpcError) as refused:
        await steps(tenant).DispatchTask(DispatchTaskRequest(id=str(task.id), assignee=tenant.admin.email, if_match="7"), metadata=stranger)
    assert read_failure(refused.value).reason is Reason.FORBIDDEN


async def with_tags(tenant: Tenant, metadata: Metadata, *names: str) -> tuple[Task, list[str]]:
    """A task of the employee's, and the ids of its tags."""
    task = await tasks(tenant).CreateTask(CreateTaskRequest(title="T", tags=names), metadata=metadata)
    listed = await TagServiceStub(tenant.core.channel).ListTags(ListTagsRequest(), metadata=metadata)
    return task, [tag.id for name in names for tag in listed.tags if tag.name == name]


@pytest.mark.parametrize("how", ["renamed", "spelled", "merged", "deleted"])
async def test_a_tag_that_becomes_another_one_outdates_what_was_read(tenant: Tenant, how: str) -> None:
    metadata, admin = await signed_in(tenant, tenant.employee), await signed_in(tenant, tenant.admin)
    task, [a, _] = await with_tags(tenant, metadata, "a", "b")
    _, [c] = await with_tags(tenant, metadata, "c")
    stub = TagServiceStub(tenant.core.channel)
    if how == "merged":
        await stub.MergeTags(MergeTagsRequest(id=a, into_tag_id=c), metadata=admin)
    elif how == "deleted":
        await stub.DeleteTag(DeleteTagRequest(id=a), metadata=admin)
    else:
        await stub.UpdateTag(UpdateTagRequest(id=a, name={"renamed": "z", "spelled": "A"}[how]), metadata=admin)
    shown = await tasks(tenant).GetTask(GetTaskRequest(id=task.id), metadata=metadata)
    assert (shown.tags != task.tags, shown.etag != task.etag) == (True, True)
    for request in (
        UpdateTaskRequest(id=task.id, tags=task.tags, if_match=task.etag),
        UpdateTaskRequest(id=task.id, title="Other", if_match=f'"1", "{task.etag}"'),
    ):
        refused = await failure_of(tasks(tenant).UpdateTask(request, metadata=metadata))
        assert isinstance(refused.extra, CurrentVersion)
        assert (refused.reason, refused.extra.etag) == (Reason.VERSION_MISMATCH, shown.etag)
    updated = await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task.id, tags=shown.tags, if_match=shown.etag), metadata=metadata)
    assert (updated.tags, updated.etag) == (shown.tags, shown.etag)


@pytest.mark.parametrize("title", ["", "T #b"], ids=["sent", "in the title"])
async def test_a_rename_that_comes_after_the_comparison_is_not_undone(tenant: Tenant, owner: AsyncConnection, title: str) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    task, [a] = await with_tags(tenant, metadata, "a")
    request = UpdateTaskRequest(id=task.id, title=title) if title else UpdateTaskRequest(id=task.id, tags=["a"], if_match=task.etag)
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock(hashtextextended('tags ' || %s::text, 0))", (tenant.id,))
        update = asyncio.ensure_future(tasks(tenant).UpdateTask(request, metadata=metadata))
        await until_waiting(owner, 1)
        await owner.execute("UPDATE tags SET name = 'z', name_key = 'z' WHERE id = %s", (a,))
    if title:
        assert (await update).tags == ["b", "z"]
    else:
        assert (await failure_of(update)).reason is Reason.VERSION_MISMATCH
    assert "a" not in (await tasks(tenant).GetTask(GetTaskRequest(id=task.id), metadata=metadata)).tags


async def test_many_tasks_are_told_the_version_that_each_shows(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    mine, _ = await with_tags(tenant, metadata, "a", "b")
    theirs = await tasks(tenant).CreateTask(
        CreateTaskRequest(title="T", tags=["a"], visibility=TASK_VISIBILITY_COMPANY), metadata=await signed_in(tenant, tenant.admin)
    )
    for changes in (BulkTaskChanges(priority=TASK_PRIORITY_HIGH), BulkTaskChanges(add_tags=["c"], remove_tags=["b"])):
        request = BulkUpdateTasksRequest(ids=[mine.id, theirs.id], changes=changes)
        for result in (await steps(tenant).BulkUpdateTasks(request, metadata=metadata)).results:
            assert result.etag == (await tasks(tenant).GetTask(GetTaskRequest(id=result.id), metadata=metadata)).etag
