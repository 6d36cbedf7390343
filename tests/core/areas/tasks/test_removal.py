"""Deleting a task locks what it changes in the order of everybody else, and leaves its steps with a word about it."""

import asyncio

from fluxdesk.reasons import Reason
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest
from fluxdesk.v1.task_steps_pb2 import BulkTaskChanges, BulkUpdateTasksRequest
from fluxdesk.v1.tasks_pb2 import TASK_PRIORITY_HIGH, CreateTaskRequest, DeleteTaskRequest, GetTaskRequest
from psycopg import AsyncConnection

from core.areas.tasks.rules import LEVELS_MAX
from tests.core.areas.calls import failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.tasks.kept import history, keep_task, signed_in, steps, tasks
from tests.tenants import Tenant

LOCK_TAGS = "SELECT pg_advisory_xact_lock(hashtextextended('tags ' || %s::text, 0))"
LOCK_PLACES = "SELECT pg_advisory_xact_lock(hashtextextended('task places ' || %s::text, 0))"


async def test_a_delete_and_a_change_of_many_wait_for_each_other(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata, parent = await signed_in(tenant, tenant.employee), await keep_task(tenant)
    one, two = [str((await keep_task(tenant, parent_id=parent.id)).id) for _ in range(2)]
    bulk = BulkUpdateTasksRequest(ids=[one, two], changes=BulkTaskChanges(priority=TASK_PRIORITY_HIGH))
    async with owner.transaction():
        await owner.execute("SELECT FROM tasks WHERE id = %s FOR UPDATE", (one,))
        changing = asyncio.ensure_future(steps(tenant).BulkUpdateTasks(bulk, metadata=metadata))
        await until_waiting(owner, 1)
        deleting = asyncio.ensure_future(tasks(tenant).DeleteTask(DeleteTaskRequest(id=str(parent.id)), metadata=metadata))
        await until_waiting(owner, 2)
    assert [one.ok for one in (await changing).results] == [True, True]
    assert (await deleting).success
    orphan = await tasks(tenant).GetTask(GetTaskRequest(id=one), metadata=metadata)
    assert (orphan.HasField("parent_id"), orphan.priority, orphan.etag) == (False, TASK_PRIORITY_HIGH, "3")


async def test_a_delete_has_locked_its_steps_before_it_waits_for_the_tags(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata, parent = await signed_in(tenant, tenant.employee), await keep_task(tenant)
    other = await tenant.add_person()
    step = await keep_task(tenant, owner=other, is_private=True, parent_id=parent.id)
    async with owner.transaction():
        await owner.execute(LOCK_TAGS, (tenant.id,))
        deleting = asyncio.ensure_future(tasks(tenant).DeleteTask(DeleteTaskRequest(id=str(parent.id)), metadata=metadata))
        await until_waiting(owner)
        free = await owner.execute("SELECT FROM tasks WHERE id = %s FOR UPDATE SKIP LOCKED", (step.id,))
        assert free.rowcount == 0
    assert (await deleting).success


async def test_a_step_that_is_created_meanwhile_is_on_no_level_too_many(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata, bottom = await signed_in(tenant, tenant.employee), await keep_task(tenant)
    for _ in range(LEVELS_MAX - 2):
        bottom = await keep_task(tenant, parent_id=bottom.id)
    moved = await keep_task(tenant)
    create = CreateTaskRequest(title="T", parent_id=str(moved.id))
    async with owner.transaction():
        await owner.execute(LOCK_PLACES, (tenant.id,))
        creating = asyncio.ensure_future(failure_of(tasks(tenant).CreateTask(create, metadata=metadata)))
        await until_waiting(owner)
        # As a move that comes first.
        await owner.execute("UPDATE tasks SET parent_id = %s WHERE id = %s", (bottom.id, moved.id))
    assert [path for path, _ in (await creating).faults] == ["parent_id"]


async def test_the_history_of_a_step_says_who_left_it_without_its_parent(tenant: Tenant) -> None:
    metadata, other = await signed_in(tenant, tenant.employee), await tenant.add_person()
    parent = await keep_task(tenant)
    # One that whoever deletes the parent does not see.
    shown = [await keep_task(tenant, owner=other, is_private=is_private, parent_id=parent.id) for is_private in (False, True)]
    below = await keep_task(tenant, owner=other, parent_id=shown[0].id)
    theirs = await signed_in(tenant, other)
    refused = await failure_of(tasks(tenant).DeleteTask(DeleteTaskRequest(id=str(parent.id)), metadata=theirs))
    assert refused.reason is Reason.FORBIDDEN
    assert (await tasks(tenant).DeleteTask(DeleteTaskRequest(id=str(parent.id)), metadata=metadata)).success
    for step in shown:
        told = await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=str(step.id)), metadata=theirs)
        assert [(one.user, [field.field for field in one.fields]) for one in told.changes] == [(tenant.employee.email, ["parent_id"])]
        orphan = await tasks(tenant).GetTask(GetTaskRequest(id=str(step.id)), metadata=theirs)
        assert orphan.etag == "2"
    assert not (await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=str(below.id)), metadata=theirs)).changes
