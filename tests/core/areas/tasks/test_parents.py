"""Steps of tasks: how they hang together, and that they never make a ring."""

import asyncio

from fluxdesk.failures import Failure, read_failure
from fluxdesk.v1.task_lists_pb2 import ListTasksRequest
from fluxdesk.v1.tasks_pb2 import CreateTaskRequest, GetTaskRequest, Task, UpdateTaskRequest
from grpc import aio
from psycopg import AsyncConnection

from core.areas.tasks.rules import LEVELS_MAX
from tests.core.areas.calls import Metadata, failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.tasks.kept import keep_task, lists, signed_in, tasks
from tests.tenants import Tenant


async def move(tenant: Tenant, metadata: Metadata, task_id: object, parent_id: object) -> Task | Failure:
    try:
        return await tasks(tenant).UpdateTask(UpdateTaskRequest(id=str(task_id), parent_id=str(parent_id)), metadata=metadata)
    except aio.AioRpcError as error:
        return read_failure(error)


def is_refused(outcome: Task | Failure) -> bool:
    return isinstance(outcome, Failure) and [path for path, _ in outcome.faults] == ["parent_id"]


async def test_no_task_is_a_step_of_itself(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    top = await keep_task(tenant)
    middle = await keep_task(tenant, parent_id=top.id)
    bottom = await keep_task(tenant, parent_id=middle.id)
    for below in (top, middle, bottom):
        assert is_refused(await move(tenant, metadata, top.id, below.id))
    moved = await move(tenant, metadata, bottom.id, top.id)
    assert isinstance(moved, Task)
    listed = await lists(tenant).ListTasks(ListTasksRequest(parent_id=str(top.id)), metadata=metadata)
    assert [task.id for task in listed.tasks] == [str(bottom.id), str(middle.id)]


async def test_a_ring_through_what_its_maker_does_not_see_is_refused(tenant: Tenant) -> None:
    metadata, other = await signed_in(tenant, tenant.employee), await tenant.add_person()
    top = await keep_task(tenant)
    hidden = await keep_task(tenant, owner=other, is_private=True, parent_id=top.id)
    bottom = await keep_task(tenant, parent_id=hidden.id)
    assert is_refused(await move(tenant, metadata, top.id, bottom.id))
    unseen = await failure_of(tasks(tenant).GetTask(GetTaskRequest(id=str(hidden.id)), metadata=metadata))
    assert unseen.reason == "NOT_FOUND"


async def test_levels_are_bounded_by_what_is_above_and_below(tenant: Tenant) -> None:
    metadata, row = await signed_in(tenant, tenant.employee), await keep_task(tenant)
    for _ in range(LEVELS_MAX - 1):
        row = await keep_task(tenant, parent_id=row.id)
    create = tasks(tenant).CreateTask(CreateTaskRequest(title="T", parent_id=str(row.id)), metadata=metadata)
    assert [path for path, _ in (await failure_of(create)).faults] == ["parent_id"]
    pair = await keep_task(tenant)
    await keep_task(tenant, parent_id=pair.id)
    assert row.parent_id is not None
    assert is_refused(await move(tenant, metadata, pair.id, row.parent_id))
    assert isinstance(await move(tenant, metadata, (await keep_task(tenant)).id, row.parent_id), Task)


async def test_two_moves_at_once_make_no_ring(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    one, two = await keep_task(tenant), await keep_task(tenant)
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock(hashtextextended('task places ' || %s::text, 0))", (tenant.id,))
        moves = [asyncio.create_task(move(tenant, metadata, *pair)) for pair in ((one.id, two.id), (two.id, one.id))]
        await until_waiting(owner, 2)
    outcomes = await asyncio.gather(*moves)
    assert sorted(map(is_refused, outcomes)) == [False, True]
