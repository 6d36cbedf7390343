"""Changes tasks: each change comes with its version, its row of history, what the task is found by, and the news of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from fluxdesk.v1.automations_pb2 import TaskAutomationInput
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from core.areas.automations.public import put_automation
from core.areas.tags.public import drop_tags, hold_tags, set_tags, tag_names
from core.areas.task_history.public import FieldChange, record_changes, record_note
from core.areas.tasks import queries, rules
from core.areas.tasks.access import Family
from core.areas.tasks.references import require_place
from core.areas.tasks.rows import NewTask, TaskRow
from core.areas.tasks.search import text_words
from core.areas.tasks.told import Effect, tell
from core.ids import new_id
from core.rpc.call import Call

# What a task is found by.
_TEXTS: Final = frozenset({"title", "description"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a task is to be: columns by their names, None for tags that stay, and then tags that come to those.

    The paths are those of an update mask, and `if_match` is what the task was locked with.
    """

    columns: Mapping[str, object] = field(default_factory=dict[str, object])
    tags: Sequence[str] | None = None
    more_tags: Sequence[str] = ()
    if_match: str = ""
    automation: TaskAutomationInput = field(default_factory=TaskAutomationInput)
    automation_paths: Collection[str] = ()


async def create_task(call: Call, task: NewTask, *, tags: Sequence[str], automation: TaskAutomationInput | None) -> TaskRow:
    """Raises Invalid where the task cannot be a step of its parent, and for an automation that cannot be."""
    if task.parent_id is not None:
        await require_place(call, None, task.parent_id)
    row = await queries.insert_task(call.db, call.workspace_id, new_id(), task)
    await queries.put_words(call.db, call.workspace_id, row.id, text_words(row.title, row.description or ""))
    changes = rules.changed_fields(None, row)
    if tags:
        changes += rules.tag_changes([], await set_tags(call.db, call.workspace_id, ENTITY_TYPE_TASK, row.id, tags))
    if automation is not None:
        changes += await put_automation(call.db, call.workspace_id, row.id, automation)
    await record_changes(call, [(row.id, changes)])
    await tell(call, [Effect(None, row)])
    return row


async def change_task(call: Call, task: TaskRow, wanted: Wanted, *, note: str | None = None) -> TaskRow:
    """The locked task as it is then. What it is already changes nothing and is told to nobody; a note stands in its history all the same.

    Raises Forbidden for what an assignee does not decide, Refusal where a tag was renamed meanwhile, and Invalid as `create_task` does.
    """
    columns = rules.tidy_columns(task, wanted.columns)
    rules.require_changer(call.caller, task, columns)
    if isinstance(parent_id := columns.get("parent_id"), UUID):
        await require_place(call, task.id, parent_id)
    changes = await _tag(call, task, wanted)
    changes += await put_automation(call.db, call.workspace_id, task.id, wanted.automation, wanted.automation_paths)
    if not columns and not changes:
        if note:
            await record_note(call, task.id, note)
        return task
    [row] = await queries.update_tasks(call.db, call.workspace_id, [task.id], columns, user_id=call.caller.user_id)
    if columns.keys() & _TEXTS:
        await queries.put_words(call.db, call.workspace_id, row.id, text_words(row.title, row.description or ""))
    await record_changes(call, [(row.id, rules.changed_fields(task, row) + changes)], note=note)
    await tell(call, [Effect(task, row, note)])
    return row


async def touch_task(call: Call, task: TaskRow, *changes: FieldChange) -> TaskRow:
    """The locked task after something that belongs to it was changed: it has a new version, and its history says what was changed."""
    [row] = await queries.update_tasks(call.db, call.workspace_id, [task.id], {}, user_id=call.caller.user_id)
    await record_changes(call, [(row.id, changes)])
    return row


async def remove_task(call: Call, family: Family) -> None:
    """Deletes the task, which is locked with its steps, and all that belongs to it. The history of the steps says that they lost it."""
    task = family.task
    if family.step_ids:
        await record_changes(call, [(step_id, [FieldChange("parent_id", str(task.id), None)]) for step_id in family.step_ids])
    await drop_tags(call.db, call.workspace_id, ENTITY_TYPE_TASK, [task.id])
    await queries.delete_task(call.db, call.workspace_id, task.id)


async def _tag(call: Call, task: TaskRow, wanted: Wanted) -> list[FieldChange]:
    if wanted.tags is None and not wanted.more_tags:
        return []
    # Names are read again where none can change any more: a tag may have been renamed since the version was compared.
    await hold_tags(call.db, call.workspace_id)
    before = (await tag_names(call.db, call.workspace_id, ENTITY_TYPE_TASK, [task.id]))[task.id]
    rules.require_version(task, before, wanted.if_match)
    rules.require_room(before, wanted.more_tags)
    names = [*before, *wanted.more_tags] if wanted.tags is None else wanted.tags
    return rules.tag_changes(before, await set_tags(call.db, call.workspace_id, ENTITY_TYPE_TASK, task.id, names))
