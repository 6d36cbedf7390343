"""Many tasks are changed in the same way, together, and each for itself."""

from fluxdesk.reasons import Reason
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest
from fluxdesk.v1.task_steps_pb2 import (
    CLEARED_TASK_FIELD_ASSIGNEE,
    CLEARED_TASK_FIELD_DEADLINE,
    TASK_FAILURE_FORBIDDEN,
    TASK_FAILURE_NOT_FOUND,
    TASK_FAILURE_TOO_MANY_TAGS,
    BulkTaskChanges,
    BulkTaskResult,
    BulkUpdateTasksRequest,
)
from fluxdesk.v1.tasks_pb2 import (
    TASK_PRIORITY_CRITICAL,
    TASK_STATUS_BLOCKED,
    TASK_STATUS_DONE,
    TASK_STATUS_OPEN,
    CreateTaskRequest,
    GetTaskRequest,
    Task,
    UpdateTaskRequest,
)

from core.ids import new_id
from tests.core.areas.calls import Metadata, failure_of
from tests.core.areas.statements import Statements
from tests.core.areas.tasks.kept import history, keep_task, signed_in, steps, tasks
from tests.tenants import Tenant


async def change(tenant: Tenant, metadata: Metadata, ids: list[str], changes: BulkTaskChanges) -> list[BulkTaskResult]:
    return list((await steps(tenant).BulkUpdateTasks(BulkUpdateTasksRequest(ids=ids, changes=changes), metadata=metadata)).results)


async def get(tenant: Tenant, metadata: Metadata, task_id: str) -> Task:
    return await tasks(tenant).GetTask(GetTaskRequest(id=task_id), metadata=metadata)


async def test_each_task_has_a_result_of_its_own(tenant: Tenant) -> None:
    other, metadata = await tenant.add_person(), await signed_in(tenant, tenant.employee)
    mine = [str((await keep_task(tenant)).id), str((await keep_task(tenant, status=TASK_STATUS_BLOCKED, blocker="B")).id)]
    theirs = str((await keep_task(tenant, owner=other)).id)
    hidden = str((await keep_task(tenant, owner=other, is_private=True)).id)
    ids = [hidden, mine[1], "no-id", theirs, mine[0], str(new_id())]
    changes = BulkTaskChanges(status=TASK_STATUS_DONE, priority=TASK_PRIORITY_CRITICAL, add_tags=["Release"], assignee=other.email)
    results = await change(tenant, metadata, ids, changes)
    assert [one.id for one in results] == ids
    assert [one.ok for one in results] == [False, True, False, False, True, False]
    unseen = TASK_FAILURE_NOT_FOUND
    assert [one.reason for one in results] == [unseen, 0, unseen, TASK_FAILURE_FORBIDDEN, 0, unseen]
    assert [one.etag.partition("-")[0] for one in results] == ["", "2", "", "1", "2", ""]
    for task_id in mine:
        task = await get(tenant, metadata, task_id)
        assert (task.status, task.done, task.blocker, task.priority) == (TASK_STATUS_DONE, True, "", TASK_PRIORITY_CRITICAL)
        assert (list(task.tags), task.assignee, task.etag) == (["Release"], other.email, results[1].etag)
    again = await change(tenant, metadata, mine, changes)
    assert [(one.ok, one.etag) for one in again] == [(True, results[1].etag)] * 2


async def test_only_what_differs_is_another_version(tenant: Tenant) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    tagged = await tasks(tenant).CreateTask(CreateTaskRequest(title="T", tags=["a", "b"], deadline="2030-01-01"), metadata=metadata)
    plain = await tasks(tenant).CreateTask(CreateTaskRequest(title="T"), metadata=metadata)
    changes = BulkTaskChanges(remove_tags=["B"], clear=[CLEARED_TASK_FIELD_DEADLINE, CLEARED_TASK_FIELD_ASSIGNEE])
    results = await change(tenant, metadata, [tagged.id, plain.id], changes)
    assert [one.etag.partition("-")[0] for one in results] == ["2", "1"]
    task = await get(tenant, metadata, tagged.id)
    assert (list(task.tags), task.HasField("deadline")) == (["a"], False)
    told = await history(tenant).ListTaskHistory(ListTaskHistoryRequest(id=tagged.id), metadata=metadata)
    assert [one.field for one in told.changes[0].fields] == ["deadline", "tags"]
    assert len(told.changes) == 2


async def test_a_hundred_take_as_many_statements_as_two(tenant: Tenant, statements: Statements) -> None:
    metadata = await signed_in(tenant, tenant.employee)
    changes = [
        BulkTaskChanges(status=status, add_tags=[f"tag {status}"], assignee=tenant.admin.email)
        for status in (TASK_STATUS_OPEN, TASK_STATUS_DONE)
    ]
    ids = [str((await keep_task(tenant)).id) for _ in range(100)]
    numbers: list[int] = []
    for some, wanted in ((ids[:2], changes[0]), (ids, changes[1])):
        results = await change(tenant, metadata, some, wanted)
        assert all(one.ok for one in results)
        numbers.append(len(statements.of_handler("SELECT FROM tasks WHERE")))
    assert numbers[0] == numbers[1]


async def test_what_none_of_them_can_be_is_refused(tenant: Tenant) -> None:
    metadata, task_id = await signed_in(tenant, tenant.employee), str((await keep_task(tenant)).id)
    await tenant.add_project("apollo")
    for changes, path in (
        (BulkTaskChanges(assignee="nobody@example.com"), "changes.assignee"),
        (BulkTaskChanges(project_slug="no-such"), "changes.project_slug"),
        (BulkTaskChanges(deadline="soon"), "changes.deadline"),
        (BulkTaskChanges(deadline="2030-01-01", clear=[CLEARED_TASK_FIELD_DEADLINE]), "changes.clear[0]"),
        (BulkTaskChanges(), "changes"),
    ):
        request = BulkUpdateTasksRequest(ids=[task_id], changes=changes)
        failure = await failure_of(steps(tenant).BulkUpdateTasks(request, metadata=metadata))
        assert [found for found, _ in failure.faults] == [path]
    blocked = BulkUpdateTasksRequest(ids=[task_id], changes=BulkTaskChanges(status=TASK_STATUS_BLOCKED))
    told = (await failure_of(steps(tenant).BulkUpdateTasks(blocked, metadata=metadata))).faults
    assert told == (("changes.status", "must be one of open, in_progress, done"),)
    twice = BulkUpdateTasksRequest(ids=[task_id, task_id.upper()], changes=BulkTaskChanges(priority=TASK_PRIORITY_CRITICAL))
    assert (await failure_of(steps(tenant).BulkUpdateTasks(twice, metadata=metadata))).faults == (("ids", "must name each task once"),)
    closed = BulkUpdateTasksRequest(ids=[task_id], changes=BulkTaskChanges(project_slug="apollo"))
    assert (await failure_of(steps(tenant).BulkUpdateTasks(closed, metadata=metadata))).reason is Reason.CROSS_PROJECT_BLOCKED


async def test_a_task_never_has_more_tags_than_can_be_sent_back(tenant: Tenant) -> None:
    metadata, names = await signed_in(tenant, tenant.employee), [f"tag {number:02}" for number in range(50)]
    full = await tasks(tenant).CreateTask(CreateTaskRequest(title="T", tags=names), metadata=metadata)
    plain = await tasks(tenant).CreateTask(CreateTaskRequest(title="T"), metadata=metadata)
    results = await change(tenant, metadata, [full.id, plain.id], BulkTaskChanges(add_tags=["one more"], priority=TASK_PRIORITY_CRITICAL))
    assert [(one.ok, one.reason) for one in results] == [(False, TASK_FAILURE_TOO_MANY_TAGS), (True, 0)]
    assert await get(tenant, metadata, full.id) == full
    more = tasks(tenant).UpdateTask(UpdateTaskRequest(id=full.id, title="T #more"), metadata=metadata)
    assert (await failure_of(more)).faults == (("title", "would give the task more than 50 tags"),)
    # One that it has already, and one in the place of another.
    same = BulkTaskChanges(add_tags=["TAG 00", "another"], remove_tags=["Tag 49"])
    [result] = await change(tenant, metadata, [full.id], same)
    updated = await tasks(tenant).UpdateTask(UpdateTaskRequest(id=full.id, title="U #another"), metadata=metadata)
    assert (result.ok, list(updated.tags)) == (True, ["another", *names[:49]])
    back = await tasks(tenant).UpdateTask(UpdateTaskRequest(id=full.id, tags=updated.tags, if_match=updated.etag), metadata=metadata)
    assert back == updated
