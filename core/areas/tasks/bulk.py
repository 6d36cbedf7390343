"""Changes many tasks in the same way, with as many statements for all of them as for one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, cast
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK
from fluxdesk.v1.task_steps_pb2 import (
    CLEARED_TASK_FIELD_ASSIGNEE,
    CLEARED_TASK_FIELD_DEADLINE,
    CLEARED_TASK_FIELD_PROJECT_SLUG,
    TASK_FAILURE_FORBIDDEN,
    TASK_FAILURE_NOT_FOUND,
    TASK_FAILURE_TOO_MANY_TAGS,
    BulkTaskChanges,
    BulkTaskResult,
    BulkUpdateTasksRequest,
    TaskFailure,
)

from core.areas.tags.public import add_tags, hold_tags, remove_tags, tag_faults, tag_names
from core.areas.task_history.public import FieldChange, record_changes
from core.areas.tasks import queries, rules
from core.areas.tasks.deadlines import read_deadline
from core.areas.tasks.inputs import deadline_faults
from core.areas.tasks.references import hold_references
from core.areas.tasks.rows import TaskRow
from core.areas.tasks.rules import AskedState
from core.areas.tasks.told import Effect, tell
from core.areas.users.public import user_zone
from core.ids import parse_id
from core.rpc.call import Call

_CLEARED = {
    CLEARED_TASK_FIELD_ASSIGNEE: "assignee",
    CLEARED_TASK_FIELD_DEADLINE: "deadline",
    CLEARED_TASK_FIELD_PROJECT_SLUG: "project_slug",
}
_COLUMNS_OF = {"assignee": ("assignee_user_id",), "deadline": ("deadline", "deadline_at"), "project_slug": ("project_id",)}


def bulk_faults(request: BulkUpdateTasksRequest) -> Iterator[Fault]:
    """What is wrong with it whatever there is already."""
    changes = request.changes
    yield from tag_faults("changes.add_tags", changes.add_tags)
    yield from tag_faults("changes.remove_tags", changes.remove_tags)
    # The same id in small letters and in capitals.
    if len({text.lower() for text in request.ids}) < len(set(request.ids)):
        yield "ids", "must name each task once"
    yield from deadline_faults("changes.deadline", changes.deadline if changes.HasField("deadline") else None)
    for index, field in enumerate(changes.clear):
        name = _CLEARED.get(field)
        if name and changes.HasField(cast("Literal['assignee']", name)):
            yield f"changes.clear[{index}]", f"contradicts {name}"
    if not changes.ListFields():
        yield "changes", "must hold something to change"


async def change_tasks(call: Call, task_ids: Sequence[str], changes: BulkTaskChanges) -> list[BulkTaskResult]:
    """What became of each of the tasks. Raises as `hold_references` does: what cannot be done to any is refused."""
    columns = await _columns(call, changes)
    ids = {text: parse_id(text) for text in task_ids}
    known = [id_ for id_ in ids.values() if id_]
    await queries.lock_tasks(call.db, call.workspace_id, known)
    found = await queries.get_tasks(call.db, call.workspace_id, known)
    tasks = {task.id: task for task in found}
    had = await _tags(call, list(tasks), changes)
    failures = {task.id: failure for task in found if (failure := _failure(call, task, columns, had[task.id], changes))}
    open_tasks = [task for task in found if task.id not in failures]
    has = {**had, **await _tag(call, [task.id for task in open_tasks], changes)}
    tasks |= await _change(call, open_tasks, columns, {task.id: rules.tag_changes(had[task.id], has[task.id]) for task in open_tasks})
    etags = {task.id: rules.etag(task, has[task.id]) for task in tasks.values()}
    return [_result(text, etags.get(id_) if id_ else None, failures.get(id_) if id_ else None) for text, id_ in ids.items()]


async def _columns(call: Call, changes: BulkTaskChanges) -> dict[str, object]:
    """The same values for all of the tasks."""
    references = await hold_references(
        call,
        assignee=changes.assignee if changes.HasField("assignee") else None,
        project_slug=changes.project_slug if changes.HasField("project_slug") else None,
        path="changes.",
    )
    columns: dict[str, object] = {column: None for field in changes.clear for column in _COLUMNS_OF[_CLEARED[field]]}
    if changes.HasField("status"):
        # None of these is the state of what is blocked, so it is the same one for all, whatever they were.
        columns |= rules.next_state(rules.NEW, AskedState(status=changes.status))._asdict()
    if changes.HasField("priority"):
        columns["priority"] = changes.priority
    if changes.HasField("visibility"):
        columns["visibility"] = changes.visibility
    if references.assignee_user_id:
        columns["assignee_user_id"] = references.assignee_user_id
    if references.project_id:
        columns["project_id"] = references.project_id
    if changes.HasField("deadline"):
        deadline = read_deadline(changes.deadline, await user_zone(call.db, call.workspace_id, call.caller.user_id))
        columns |= {"deadline": deadline and deadline.text, "deadline_at": deadline and deadline.at}
    return columns


def _failure(call: Call, task: TaskRow, columns: Mapping[str, object], tags: Sequence[str], changes: BulkTaskChanges) -> TaskFailure | None:
    """Why the task cannot be changed so."""
    if not (rules.can_write(call.caller, task) and rules.can_change(call.caller, task, rules.tidy_columns(task, columns))):
        return TASK_FAILURE_FORBIDDEN
    return None if rules.has_room(tags, changes.add_tags, changes.remove_tags) else TASK_FAILURE_TOO_MANY_TAGS


async def _change(
    call: Call, tasks: Sequence[TaskRow], columns: Mapping[str, object], of_tags: Mapping[UUID, list[FieldChange]]
) -> dict[UUID, TaskRow]:
    """Those of the locked tasks that differ from what they are to be, as they are then."""
    moved = [task for task in tasks if of_tags[task.id] or rules.tidy_columns(task, columns)]
    if not moved:
        return {}
    rows = await queries.update_tasks(call.db, call.workspace_id, [task.id for task in moved], columns, user_id=call.caller.user_id)
    # Both in the order of their ids.
    pairs = list(zip(moved, rows, strict=True))
    await record_changes(call, [(row.id, rules.changed_fields(task, row) + of_tags[row.id]) for task, row in pairs])
    await tell(call, [Effect(task, row) for task, row in pairs])
    return {row.id: row for row in rows}


async def _tags(call: Call, task_ids: Sequence[UUID], changes: BulkTaskChanges) -> dict[UUID, list[str]]:
    """The names of each of the tasks, which stay if there are to be others."""
    if changes.add_tags or changes.remove_tags:
        await hold_tags(call.db, call.workspace_id)
    return {**await tag_names(call.db, call.workspace_id, ENTITY_TYPE_TASK, task_ids)}


async def _tag(call: Call, task_ids: Sequence[UUID], changes: BulkTaskChanges) -> Mapping[UUID, list[str]]:
    """The names of each of the tasks whose tags are changed, as they are then."""
    if not (changes.add_tags or changes.remove_tags):
        return {}
    if changes.remove_tags:
        await remove_tags(call.db, call.workspace_id, ENTITY_TYPE_TASK, task_ids, changes.remove_tags)
    if changes.add_tags:
        await add_tags(call.db, call.workspace_id, ENTITY_TYPE_TASK, task_ids, changes.add_tags)
    return await tag_names(call.db, call.workspace_id, ENTITY_TYPE_TASK, task_ids)


def _result(text: str, etag: str | None, failure: TaskFailure | None) -> BulkTaskResult:
    if etag is None:
        return BulkTaskResult(id=text, reason=TASK_FAILURE_NOT_FOUND)
    return BulkTaskResult(id=text, ok=failure is None, reason=failure, etag=etag)
