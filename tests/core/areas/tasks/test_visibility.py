"""Who sees a task and who changes it, by every way there is."""

from collections.abc import Mapping

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest
from fluxdesk.v1.task_lists_pb2 import TASK_SCOPE_COMPANY, TASK_SCOPE_OWN, ListTasksRequest
from fluxdesk.v1.task_steps_pb2 import (
    TASK_FAILURE_FORBIDDEN,
    BulkTaskChanges,
    BulkUpdateTasksRequest,
    DispatchTaskRequest,
    SetTaskStatusRequest,
)
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_HIGH,
    TASK_STATUS_DONE,
    TASK_VISIBILITY_COMPANY,
    TASK_VISIBILITY_PRIVATE,
    CreateTaskRequest,
    DeleteTaskRequest,
    GetTaskRequest,
    TaskVisibility,
    UpdateTaskRequest,
)
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from tests.core.areas.calls import Metadata, failure_of
from tests.core.areas.tasks.kept import history, keep_task, lists, signed_in, steps, tasks
from tests.tenants import Person, Tenant


@pytest.fixture
async def people(tenant: Tenant) -> Mapping[str, Person]:
    return {
        "owner": tenant.employee,
        "assignee": await tenant.add_person(),
        "other": await tenant.add_person(),
        "hr admin": tenant.people[Role.HR_ADMIN],
        "admin": tenant.admin,
    }


@pytest.fixture
async def callers(tenant: Tenant, people: Mapping[str, Person]) -> Mapping[str, Metadata]:
    return {name: await signed_in(tenant, person) for name, person in people.items()}


@pytest.mark.parametrize("is_private", [True, False], ids=["private", "company"])
async def test_who_sees_and_changes_a_task(
    is_private: bool,  # noqa: FBT001  # a parameter of the test
    tenant: Tenant,
    people: Mapping[str, Person],
    callers: Mapping[str, Metadata],
) -> None:
    row = await keep_task(tenant, "Unseen words", owner=people["owner"], assignee=people["assignee"], is_private=is_private)
    task_id = str(row.id)
    writers, removers = {"owner", "assignee", "admin"}, {"owner", "admin"}
    readers = writers if is_private else set(callers)
    for name, metadata in callers.items():
        unseen = None if name in readers else Reason.NOT_FOUND
        refused = unseen or (None if name in writers else Reason.FORBIDDEN)
        listed = await lists(tenant).ListTasks(ListTasksRequest(scope=TASK_SCOPE_COMPANY), metadata=metadata)
        found = await lists(tenant).ListTasks(ListTasksRequest(scope=TASK_SCOPE_COMPANY, q="unseen WORD"), metadata=metadata)
        own = await lists(tenant).ListTasks(ListTasksRequest(scope=TASK_SCOPE_OWN), metadata=metadata)
        ids = [task_id] if name in readers else []
        assert [task.id for task in listed.tasks] == [task.id for task in found.tasks] == ids, name
        assert [task.id for task in own.tasks] == ([task_id] if name in {"owner", "assignee"} else []), name
        default = await lists(tenant).ListTasks(ListTasksRequest(), metadata=metadata)
        assert default.tasks == (listed if name == "admin" else own).tasks
        shown = tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=metadata)
        told = history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=task_id), metadata=metadata)
        if unseen is None:
            assert ((await shown).id, (await told).next_cursor) == (task_id, "")
        else:
            assert [(await failure_of(call)).reason for call in (shown, told)] == [unseen, unseen]
        bulk = BulkUpdateTasksRequest(ids=[task_id], changes=BulkTaskChanges(priority=TASK_PRIORITY_HIGH))
        [result] = (await steps(tenant).BulkUpdateTasks(bulk, metadata=metadata)).results
        assert result.ok == (refused is None)
        updated = UpdateTaskRequest(id=task_id, description=f"By {name}.")
        moved = SetTaskStatusRequest(id=task_id, status=TASK_STATUS_DONE)
        if refused:
            assert (await failure_of(tasks(tenant).UpdateTask(updated, metadata=metadata))).reason is refused, name
            assert (await failure_of(steps(tenant).SetTaskStatus(moved, metadata=metadata))).reason is refused, name
        else:
            assert (await tasks(tenant).UpdateTask(updated, metadata=metadata)).description == f"By {name}."
            assert (await steps(tenant).SetTaskStatus(moved, metadata=metadata)).done
    for name in ("other", "hr admin", "assignee"):
        expected = Reason.NOT_FOUND if name not in readers else Reason.FORBIDDEN
        assert name not in removers
        assert (await failure_of(tasks(tenant).DeleteTask(DeleteTaskRequest(id=task_id), metadata=callers[name]))).reason is expected
    assert (await tasks(tenant).DeleteTask(DeleteTaskRequest(id=task_id), metadata=callers["admin"])).success


async def test_an_assignee_does_not_hand_on_a_private_task(
    tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]
) -> None:
    row = await keep_task(tenant, assignee=people["assignee"], is_private=True)
    task_id, other = str(row.id), people["other"].email
    dispatch = DispatchTaskRequest(id=task_id, assignee=other)
    refused = await failure_of(steps(tenant).DispatchTask(dispatch, metadata=callers["assignee"]))
    assert (refused.reason, "hand on a private one" in refused.detail) == (Reason.FORBIDDEN, True)
    bulk = BulkUpdateTasksRequest(ids=[task_id], changes=BulkTaskChanges(assignee=other))
    [result] = (await steps(tenant).BulkUpdateTasks(bulk, metadata=callers["assignee"])).results
    assert not result.ok
    handed = await steps(tenant).DispatchTask(dispatch, metadata=callers["owner"])
    assert (handed.assignee, handed.visibility) == (other, TASK_VISIBILITY_PRIVATE)


@pytest.mark.parametrize("visibility", [TASK_VISIBILITY_COMPANY, TASK_VISIBILITY_PRIVATE])
async def test_who_sees_a_task_is_for_its_owner_and_for_admins(
    visibility: TaskVisibility, tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]
) -> None:
    is_private = visibility == TASK_VISIBILITY_COMPANY
    for name in ("assignee", "owner", "admin"):
        row = await keep_task(tenant, assignee=people["assignee"], is_private=is_private)
        other = await keep_task(tenant, assignee=people["assignee"], is_private=is_private)
        for assignee in ("assignee", "other"):
            update = UpdateTaskRequest(id=str(row.id), visibility=visibility, assignee=people[assignee].email)
            changes = BulkTaskChanges(visibility=visibility, assignee=people[assignee].email)
            bulk = BulkUpdateTasksRequest(ids=[str(other.id)], changes=changes)
            updated = tasks(tenant).UpdateTask(update, metadata=callers[name])
            [result] = (await steps(tenant).BulkUpdateTasks(bulk, metadata=callers[name])).results
            if name == "assignee":
                assert (await failure_of(updated)).reason is Reason.FORBIDDEN
                assert result.reason == TASK_FAILURE_FORBIDDEN
            else:
                assert (await updated).visibility == visibility
                assert result.ok
    # What it is already changes nothing.
    same = UpdateTaskRequest(id=str((await keep_task(tenant, assignee=people["assignee"])).id), visibility=TASK_VISIBILITY_COMPANY)
    assert (await tasks(tenant).UpdateTask(same, metadata=callers["assignee"])).etag == "1"


async def test_a_project_is_open_to_its_members_and_to_admins(
    tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]
) -> None:
    await tenant.add_project("apollo", members=[people["owner"]])
    for name, metadata in callers.items():
        create = tasks(tenant).CreateTask(CreateTaskRequest(title="T", project_slug="apollo"), metadata=metadata)
        if name in {"owner", "admin"}:
            assert (await create).visibility == TASK_VISIBILITY_COMPANY
        else:
            assert (await failure_of(create)).reason is Reason.CROSS_PROJECT_BLOCKED, name


async def test_a_parent_that_is_not_seen_is_none(tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]) -> None:
    hidden = str((await keep_task(tenant, owner=people["other"], is_private=True)).id)
    for call in (
        tasks(tenant).CreateTask(CreateTaskRequest(title="T", parent_id=hidden), metadata=callers["owner"]),
        lists(tenant).ListTasks(ListTasksRequest(parent_id=hidden), metadata=callers["owner"]),
    ):
        assert [path for path, _ in (await failure_of(call)).faults] == ["parent_id"]


async def test_who_is_not_active_is_assigned_nothing(tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]) -> None:
    async with tenant.core.resources.database.system_transaction() as db:
        await db.run("UPDATE users SET is_active = false WHERE workspace_id = %(ws)s AND id = %(id)s", ws=tenant.id, id=people["other"].id)
    create = tasks(tenant).CreateTask(CreateTaskRequest(title="T", assignee=people["other"].email), metadata=callers["owner"])
    assert [path for path, _ in (await failure_of(create)).faults] == ["assignee"]


async def test_a_parent_that_its_reader_does_not_see_is_none(
    tenant: Tenant, people: Mapping[str, Person], callers: Mapping[str, Metadata]
) -> None:
    parent = str((await keep_task(tenant, owner=people["owner"], is_private=True)).id)
    create = CreateTaskRequest(title="T", parent_id=parent, assignee=people["assignee"].email)
    step = await tasks(tenant).CreateTask(create, metadata=callers["owner"])
    for name, shown in (("owner", parent), ("admin", parent), ("assignee", "")):
        found = await tasks(tenant).GetTask(GetTaskRequest(id=step.id), metadata=callers[name])
        [listed] = [one for one in (await lists(tenant).ListTasks(ListTasksRequest(), metadata=callers[name])).tasks if one.id == step.id]
        [made] = (await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=step.id), metadata=callers[name])).changes
        assert (found.parent_id, listed.parent_id) == (shown, shown)
        assert [one.after.string_value for one in made.fields if one.field == "parent_id"] == [shown]
    # Whoever changes the task takes it out from there though it does not see where that is.
    out = UpdateTaskRequest(id=step.id, update_mask=FieldMask(paths=["parent_id"]))
    await tasks(tenant).UpdateTask(out, metadata=callers["assignee"])
    assert (await tasks(tenant).GetTask(GetTaskRequest(id=step.id), metadata=callers["owner"])).parent_id == ""


async def test_what_a_task_refers_to_already_can_be_sent_back(
    tenant: Tenant, owner: AsyncConnection, people: Mapping[str, Person], callers: Mapping[str, Metadata]
) -> None:
    project_id = await tenant.add_project("apollo", members=[people["owner"]])
    parent = await keep_task(tenant, owner=people["other"])
    task_id = str((await keep_task(tenant, assignee=people["assignee"], project_id=project_id, parent_id=parent.id)).id)
    task = await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=callers["owner"])
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (people["assignee"].id,))
    await owner.execute("UPDATE tasks SET visibility = 1 WHERE id = %s", (parent.id,))
    await owner.execute("DELETE FROM project_members WHERE project_id = %s", (project_id,))
    back = UpdateTaskRequest(
        id=task_id, title="Other", parent_id=task.parent_id.upper(), assignee=task.assignee.upper(), project_slug=task.project_slug
    )
    sent = await tasks(tenant).UpdateTask(back, metadata=callers["owner"])
    assert (sent.title, sent.assignee, sent.project_slug) == ("Other", task.assignee, "apollo")
    assert (await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=callers["admin"])).parent_id == task.parent_id
    cleared = FieldMask(paths=["parent_id", "assignee", "project_slug"])
    await tasks(tenant).UpdateTask(UpdateTaskRequest(id=task_id, update_mask=cleared), metadata=callers["owner"])
    # What it has no more is asked about.
    refused = await failure_of(tasks(tenant).UpdateTask(back, metadata=callers["owner"]))
    assert {path for path, _ in refused.faults} == {"parent_id", "assignee"}
