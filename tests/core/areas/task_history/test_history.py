"""The history of a task says who changed what, and through whom."""

import asyncio

from fluxdesk.rpc import Credential
from fluxdesk.v1.automations_pb2 import AUTOMATION_STAGE_AUTOMATED, TaskAutomationInput
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest, TaskChange
from fluxdesk.v1.task_steps_pb2 import DispatchTaskRequest, SetTaskStatusRequest
from fluxdesk.v1.tasks_pb2 import (
    TASK_SOURCE_AGENT,
    TASK_SOURCE_MANUAL,
    TASK_STATUS_OPEN,
    TASK_VISIBILITY_COMPANY,
    TASK_VISIBILITY_PRIVATE,
    CreateTaskRequest,
    UpdateTaskRequest,
)
from google.protobuf.json_format import MessageToDict
from psycopg import AsyncConnection

from tests.core.areas.calls import Metadata, bearer
from tests.core.areas.locks import until_waiting
from tests.core.areas.tasks.kept import history, keep_task, signed_in, steps, tasks
from tests.tenants import Tenant


def fields(change: TaskChange) -> list[tuple[str, object, object]]:
    return [(one.field, MessageToDict(one.before), MessageToDict(one.after)) for one in change.fields]


async def changes_of(tenant: Tenant, metadata: Metadata, task_id: str) -> list[TaskChange]:
    return list((await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=task_id), metadata=metadata)).changes)


async def test_each_change_is_told_with_what_was_before(tenant: Tenant) -> None:
    person, agent = await signed_in(tenant, tenant.employee), bearer(tenant.bearer(Credential.AGENT_KEY))
    created = await tasks(tenant).CreateTask(CreateTaskRequest(title="T #a", deadline="2030-01-01"), metadata=agent)
    automation = TaskAutomationInput(stage=AUTOMATION_STAGE_AUTOMATED)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=created.id, title="U", tags=["b"], automation=automation), metadata=person)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=created.id, title="U"), metadata=person)
    dispatch = DispatchTaskRequest(id=created.id, assignee=tenant.admin.email, note="Yours.")
    await steps(tenant).DispatchTask(dispatch, metadata=person)
    handed, changed, made = await changes_of(tenant, person, created.id)
    assert fields(made) == [
        ("title", None, "T"),
        ("priority", None, "medium"),
        ("deadline", None, "2030-01-01"),
        ("status", None, "open"),
        ("visibility", None, "private"),
        ("tags", [], ["a"]),
    ]
    assert fields(changed) == [("title", "T", "U"), ("tags", ["a"], ["b"]), ("automation.stage", None, "automated")]
    assert fields(handed) == [("assignee", None, tenant.admin.email)]
    assert [one.note for one in (handed, changed, made)] == ["Yours.", "", ""]
    assert [one.source for one in (handed, changed, made)] == [TASK_SOURCE_MANUAL, TASK_SOURCE_MANUAL, TASK_SOURCE_AGENT]
    assert {one.user for one in (handed, changed, made)} == {tenant.employee.email}


async def test_it_is_read_page_by_page(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    task = await tasks(tenant).CreateTask(CreateTaskRequest(title="0"), metadata=metadata)
    for number in range(1, 5):
        await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task.id, title=str(number)), metadata=metadata)
    found: list[object] = []
    request = ListTaskHistoryRequest(id=task.id, limit=2)
    while True:
        page = await history(tenant).ListTaskHistory(request, metadata=metadata)
        found += [MessageToDict(change.fields[0].after) for change in page.changes]
        if not page.HasField("next_cursor"):
            break
        request.cursor = page.next_cursor
    assert found == ["4", "3", "2", "1", "0"]


async def test_what_is_said_stands_there_though_nothing_changes(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    create = CreateTaskRequest(title="T", assignee=tenant.admin.email)
    task = await tasks(tenant).CreateTask(create, metadata=metadata)
    for number in (1, 2, 2):
        dispatch = DispatchTaskRequest(id=task.id, assignee=tenant.admin.email, note=f"Still yours {number}.")
        assert await steps(tenant).DispatchTask(dispatch, metadata=metadata) == task
    opened = SetTaskStatusRequest(id=task.id, status=TASK_STATUS_OPEN, note="Not begun.")
    assert await steps(tenant).SetTaskStatus(opened, metadata=metadata) == task
    assert await steps(tenant).SetTaskStatus(SetTaskStatusRequest(id=task.id, status=TASK_STATUS_OPEN), metadata=metadata) == task
    *said, made = await changes_of(tenant, metadata, task.id)
    assert [(one.note, fields(one)) for one in said] == [("Not begun.", []), ("Still yours 2.", []), ("Still yours 1.", [])]
    assert fields(made)


async def test_what_was_private_stays_with_those_who_saw_it(tenant: Tenant) -> None:
    owner, assignee = await signed_in(tenant, tenant.employee), await tenant.add_person()
    private = CreateTaskRequest(title="Fire Bob", assignee=assignee.email)
    task_id = (await tasks(tenant).CreateTask(private, metadata=owner)).id
    seen = {"assignee": assignee, "owner": tenant.employee, "admin": tenant.admin, "other": await tenant.add_person()}
    readers = {name: await signed_in(tenant, person) for name, person in seen.items()}
    for title, visibility in (("A", TASK_VISIBILITY_COMPANY), ("B", TASK_VISIBILITY_PRIVATE), ("C", TASK_VISIBILITY_COMPANY)):
        await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task_id, title=f"Hire {title}", visibility=visibility), metadata=owner)
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task_id, title="Hire Eve"), metadata=owner)
    for name in ("assignee", "owner", "admin"):
        assert len(await changes_of(tenant, readers[name], task_id)) == 5, name
    renamed, published = await changes_of(tenant, readers["other"], task_id)
    assert fields(renamed) == [("title", "Hire C", "Hire Eve")]
    assert fields(published) == [("visibility", "private", "company")]
    made = await tasks(tenant).CreateTask(CreateTaskRequest(title="T", visibility=TASK_VISIBILITY_COMPANY), metadata=owner)
    [created] = await changes_of(tenant, readers["other"], made.id)
    assert ("title", None, "T") in fields(created)


async def test_a_change_that_publishing_waited_for_is_of_what_was_private(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata, other = await signed_in(tenant, tenant.employee), await signed_in(tenant, await tenant.add_person())
    task_id = str((await keep_task(tenant, is_private=True)).id)
    publish = UpdateTaskRequest(id=task_id, title="Public", visibility=TASK_VISIBILITY_COMPANY)
    async with owner.transaction():
        await owner.execute("SELECT FROM tasks WHERE id = %s FOR UPDATE", (task_id,))
        # The transaction of who publishes begins first, and waits for the one that is let in before it.
        published = asyncio.ensure_future(tasks(tenant).UpdateTask(publish, metadata=metadata))
        await until_waiting(owner, 1)
        await owner.execute("UPDATE tasks SET title = 'Secret', version = version + 1 WHERE id = %s", (task_id,))
        await owner.execute(
            """
            INSERT INTO task_changes (workspace_id, task_id, id, user_id, source, changes)
            VALUES (%s, %s, gen_random_uuid(), %s, 1, '[{"field": "title", "before": "A task", "after": "Secret"}]')
            """,
            (tenant.id, task_id, tenant.employee.id),
        )
    assert (await published).title == "Public"
    [change] = await changes_of(tenant, other, task_id)
    assert fields(change) == [("visibility", "private", "company")]
