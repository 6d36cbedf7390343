"""Filters are kept for one person, and find what it looks for when they are used."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.task_filters_pb2 import (
    CreateTaskFilterRequest,
    DeleteTaskFilterRequest,
    ListTaskFiltersRequest,
    TaskFilter,
    TaskFilterCriteria,
    UpdateTaskFilterRequest,
)
from fluxdesk.v1.task_lists_pb2 import ListTasksRequest
from fluxdesk.v1.task_lists_pb2_grpc import TaskListServiceStub
from fluxdesk.v1.tasks_pb2 import TASK_PRIORITY_HIGH, TASK_STATUS_BLOCKED, TASK_STATUS_OPEN, CreateTaskRequest
from fluxdesk.v1.tasks_pb2_grpc import TaskServiceStub
from grpc.aio import AioRpcError
from psycopg import AsyncConnection

from core.areas.task_filters.rules import FILTERS_MAX, next_request
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.task_filters.kept import CRITERIA, kept, task_filters
from tests.tenants import Tenant

NOW = datetime(2026, 11, 25, 13, 30, tzinfo=UTC)


async def save(tenant: Tenant, name: str, token: str | None = None) -> TaskFilter:
    request = CreateTaskFilterRequest(name=name, criteria=TaskFilterCriteria(q=name))
    return await task_filters(tenant).CreateTaskFilter(request, metadata=bearer(token or tenant.bearer(Credential.PERSON)))


async def listed(tenant: Tenant, token: str) -> list[TaskFilter]:
    return list((await task_filters(tenant).ListTaskFilters(ListTaskFiltersRequest(), metadata=bearer(token))).filters)


async def test_filters_are_listed_by_name_to_their_person_alone(tenant: Tenant) -> None:
    key = tenant.bearer(Credential.AGENT_KEY)
    made = [await save(tenant, name) for name in ("  Été   late ", "banana", "Apple")]
    assert made[0].name == "Été late"
    assert await listed(tenant, key) == [made[2], made[1], made[0]]
    assert await listed(tenant, await tenant.sign_in(tenant.admin)) == []


async def test_a_filter_says_what_it_was_saved_with(tenant: Tenant) -> None:
    filter_id = await kept(tenant)
    [found] = await listed(tenant, tenant.bearer(Credential.PERSON))
    assert (found.id, found.criteria) == (filter_id, CRITERIA)


@pytest.mark.parametrize("name", ["Mine", "MINE", " mine ", "\uff2d\uff29\uff2e\uff25"])
async def test_a_name_is_taken_in_any_case_for_its_person_alone(tenant: Tenant, name: str) -> None:
    await save(tenant, "mine")
    other = await save(tenant, "other")
    await save(tenant, "mine", await tenant.sign_in(tenant.admin))
    assert (await failure_of(save(tenant, name))).reason is Reason.CONFLICT
    renamed = UpdateTaskFilterRequest(id=other.id, name=name)
    failure = await failure_of(task_filters(tenant).UpdateTaskFilter(renamed, metadata=bearer(tenant.bearer(Credential.PERSON))))
    assert failure.reason is Reason.CONFLICT


async def test_a_name_of_space_is_refused(tenant: Tenant) -> None:
    assert (await failure_of(save(tenant, "\u3000"))).faults == (("name", "must not be empty"),)


async def test_an_update_changes_what_it_names(tenant: Tenant) -> None:
    token, stub = bearer(tenant.bearer(Credential.PERSON)), task_filters(tenant)
    before = await save(tenant, "before")
    renamed = await stub.UpdateTaskFilter(UpdateTaskFilterRequest(id=before.id, name="BEFORE"), metadata=token)
    assert (renamed.name, renamed.criteria) == ("BEFORE", before.criteria)
    changed = await stub.UpdateTaskFilter(UpdateTaskFilterRequest(id=before.id, criteria=TaskFilterCriteria(done=False)), metadata=token)
    assert (changed.name, changed.criteria) == ("BEFORE", TaskFilterCriteria(done=False))
    assert await stub.UpdateTaskFilter(UpdateTaskFilterRequest(id=before.id), metadata=token) == changed


async def test_a_deleted_filter_is_gone(tenant: Tenant) -> None:
    token, filter_id = bearer(tenant.bearer(Credential.PERSON)), await kept(tenant)
    assert (await task_filters(tenant).DeleteTaskFilter(DeleteTaskFilterRequest(id=filter_id), metadata=token)).success
    assert await listed(tenant, tenant.bearer(Credential.PERSON)) == []
    again = await failure_of(task_filters(tenant).DeleteTaskFilter(DeleteTaskFilterRequest(id=filter_id), metadata=token))
    assert again.reason is Reason.NOT_FOUND


async def test_nobody_else_changes_a_filter(tenant: Tenant) -> None:
    stub, filter_id = task_filters(tenant), await kept(tenant)
    admin = bearer(await tenant.sign_in(tenant.people[Role.SUPER_ADMIN]))
    for call in (
        stub.DeleteTaskFilter(DeleteTaskFilterRequest(id=filter_id), metadata=admin),
        stub.UpdateTaskFilter(UpdateTaskFilterRequest(id=filter_id, name="theirs"), metadata=admin),
        stub.UpdateTaskFilter(UpdateTaskFilterRequest(id=filter_id), metadata=admin),
    ):
        assert (await failure_of(call)).reason is Reason.NOT_FOUND
    assert len(await listed(tenant, tenant.bearer(Credential.PERSON))) == 1


async def test_of_many_at_once_as_many_are_kept_as_there_is_room_for(tenant: Tenant, owner: AsyncConnection) -> None:
    await owner.execute(
        """
        INSERT INTO task_filters (workspace_id, user_id, id, name, name_key, criteria)
        SELECT %s, %s, gen_random_uuid(), n::text, n::text, '' FROM generate_series(1, %s) AS n
        """,
        [tenant.id, tenant.employee.id, FILTERS_MAX - 2],
    )
    made = await asyncio.gather(*(save(tenant, f"new {n}") for n in range(6)), return_exceptions=True)
    assert sum(isinstance(one, TaskFilter) for one in made) == 2
    assert sum(isinstance(one, AioRpcError) for one in made) == 4
    assert (await failure_of(save(tenant, "one more"))).reason is Reason.CONFLICT
    assert len(await listed(tenant, tenant.bearer(Credential.PERSON))) == FILTERS_MAX


async def tasks_of(tenant: Tenant, request: ListTasksRequest) -> list[str]:
    found = await TaskListServiceStub(tenant.core.channel).ListTasks(request, metadata=bearer(tenant.bearer(Credential.PERSON)))
    return [task.title for task in found.tasks]


async def test_a_list_looks_for_what_its_filter_says(tenant: Tenant) -> None:
    token = bearer(tenant.bearer(Credential.PERSON))
    for title in (f"One !high #red @{tenant.employee.email}", "Two !high", "Three #red", "Four !high #red"):
        await TaskServiceStub(tenant.core.channel).CreateTask(CreateTaskRequest(title=title), metadata=token)
    filter_id = await kept(tenant, TaskFilterCriteria(priority=TASK_PRIORITY_HIGH, tag="RED"))
    assert await tasks_of(tenant, ListTasksRequest(filter_id=filter_id)) == ["Four", "One"]
    assert await tasks_of(tenant, ListTasksRequest(filter_id=filter_id, assignee="me")) == ["One"]
    mine = await kept(tenant, TaskFilterCriteria(assignee="me"))
    assert await tasks_of(tenant, ListTasksRequest(filter_id=mine)) == ["One"]


async def test_pages_of_a_filter_follow_each_other(tenant: Tenant) -> None:
    stub, token = TaskServiceStub(tenant.core.channel), bearer(tenant.bearer(Credential.PERSON))
    for number in range(3):
        await stub.CreateTask(CreateTaskRequest(title=f"Late {number} ^yesterday"), metadata=token)
    filter_id, found, cursor = await kept(tenant, TaskFilterCriteria(due_before_days=0)), list[str](), None
    while cursor != "":
        page = await TaskListServiceStub(tenant.core.channel).ListTasks(
            ListTasksRequest(filter_id=filter_id, limit=2, cursor=cursor), metadata=token
        )
        found += [task.title for task in page.tasks]
        cursor = page.next_cursor
    assert found == ["Late 2", "Late 1", "Late 0"]


@pytest.mark.parametrize("whose", ["nobody", "admin", "text"])
async def test_a_filter_of_somebody_else_is_none(tenant: Tenant, whose: str) -> None:
    filter_id = {"nobody": str(tenant.id), "text": "mine", "admin": (await save(tenant, "x", await tenant.sign_in(tenant.admin))).id}[whose]
    failure = await failure_of(tasks_of(tenant, ListTasksRequest(filter_id=filter_id)))
    assert failure.faults == (("filter_id", "names no filter of yours"),)


def test_what_is_sent_counts_instead_of_what_the_filter_says() -> None:
    saved = TaskFilterCriteria(done=False, status=TASK_STATUS_OPEN, assignee="me", due_before_days=2)
    due = ListTasksRequest(filter_id="x", done=False, status=TASK_STATUS_OPEN, assignee="me")
    due.due_before.FromDatetime(NOW + timedelta(days=2))
    assert next_request(ListTasksRequest(filter_id="x"), saved, NOW) == due
    sent = ListTasksRequest(status=TASK_STATUS_BLOCKED, assignee="a@example.com", due_before=due.due_before, limit=3)
    assert next_request(sent, saved, NOW + timedelta(days=9)) == sent
    assert next_request(ListTasksRequest(done=True), saved, NOW).HasField("status") is False
