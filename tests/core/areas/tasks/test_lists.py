"""Lists hold what is asked for, newest first, page by page."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fluxdesk.v1.task_lists_pb2 import TASK_SCOPE_COMPANY, ListTasksRequest
from fluxdesk.v1.task_steps_pb2 import SetTaskStatusRequest
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_HIGH,
    TASK_STATUS_DONE,
    TASK_STATUS_IN_PROGRESS,
    TASK_STATUS_OPEN,
    CreateTaskRequest,
)

from tests.core.areas.calls import Metadata, failure_of
from tests.core.areas.tasks.kept import keep_task, lists, signed_in, steps, tasks
from tests.tenants import Tenant


async def titles(tenant: Tenant, metadata: Metadata, **filters: object) -> list[str]:
    request = ListTasksRequest(**filters)  # pyright: ignore[reportArgumentType]  # its fields are the test's parameters
    return [task.title for task in (await lists(tenant).ListTasks(request, metadata=metadata)).tasks]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "edcba"),
        ({"done": True}, "c"),
        ({"done": False}, "edba"),
        ({"status": TASK_STATUS_OPEN}, "edba"),
        ({"status": TASK_STATUS_DONE, "done": False}, ""),
        ({"priority": TASK_PRIORITY_HIGH}, "b"),
        ({"assignee": "me"}, "ba"),
        ({"assignee": "NOBODY@example.com"}, ""),
        ({"tag": "release"}, "ca"),
        ({"tag": "RELEASE", "done": False}, "a"),
        ({"tag": "none"}, ""),
        ({"project_slug": "apollo"}, "d"),
        ({"project_slug": "none"}, ""),
        ({"q": "a"}, "a"),
        ({"due_before": datetime(2030, 1, 2, 1, tzinfo=UTC)}, "e"),
        ({"due_before": datetime(2030, 1, 1, 23, tzinfo=UTC)}, ""),
        ({"limit": 2}, "ed"),
    ],
)
async def test_all_that_is_asked_for_holds(filters: dict[str, object], found: str, tenant: Tenant) -> None:
    metadata, me = await signed_in(tenant, tenant.employee), tenant.employee.email
    await tenant.add_project("apollo", members=[tenant.employee])
    for request in (
        CreateTaskRequest(title="a", tags=["Release"], assignee=me),
        CreateTaskRequest(title="b", priority=TASK_PRIORITY_HIGH, assignee=me),
        CreateTaskRequest(title="c", tags=["Release", "x"], done=True, deadline="2030-01-01"),
        CreateTaskRequest(title="d", project_slug="apollo"),
        CreateTaskRequest(title="e", deadline="2030-01-01"),
    ):
        await tasks(tenant).CreateTask(request, metadata=metadata)
    assert "".join(await titles(tenant, metadata, **filters)) == found


async def test_pages_hold_each_task_once_in_every_scope(tenant: Tenant) -> None:
    other = await tenant.add_person()
    metadata = await signed_in(tenant, tenant.employee)
    for number in range(12):
        owner, assignee = [(tenant.employee, tenant.employee), (other, tenant.employee), (other, None), (tenant.employee, other)][
            number % 4
        ]
        await keep_task(tenant, str(number), owner=owner, assignee=assignee, is_private=number % 3 == 0)
    visible: dict[int, Callable[[int], bool]] = {
        0: lambda number: number % 4 != 2,
        TASK_SCOPE_COMPANY: lambda number: number % 4 != 2 or number % 3 != 0,
    }
    for scope, is_visible in visible.items():
        request = ListTasksRequest(limit=2)
        if scope:
            request.scope = TASK_SCOPE_COMPANY
        found: list[str] = []
        while True:
            page = await lists(tenant).ListTasks(request, metadata=metadata)
            assert len(page.tasks) <= 2
            found += [task.title for task in page.tasks]
            if not page.HasField("next_cursor"):
                break
            request.cursor = page.next_cursor
        assert found == [str(number) for number in reversed(range(12)) if is_visible(number)]


async def test_a_cursor_belongs_to_its_filters_and_its_reader(tenant: Tenant) -> None:
    metadata, admin = await signed_in(tenant, tenant.employee), await signed_in(tenant, tenant.admin)
    rows = [await keep_task(tenant) for _ in range(3)]
    page = await lists(tenant).ListTasks(ListTasksRequest(limit=1), metadata=metadata)
    for request, caller in (
        (ListTasksRequest(limit=1, done=False, cursor=page.next_cursor), metadata),
        (ListTasksRequest(limit=1, cursor=page.next_cursor), admin),
    ):
        assert [path for path, _ in (await failure_of(lists(tenant).ListTasks(request, metadata=caller))).faults] == ["cursor"]
    moved = SetTaskStatusRequest(id=str(rows[-1].id), status=TASK_STATUS_IN_PROGRESS)
    await steps(tenant).SetTaskStatus(moved, metadata=metadata)
    following = await lists(tenant).ListTasks(ListTasksRequest(limit=5, cursor=page.next_cursor), metadata=metadata)
    assert len(following.tasks) == 2
