"""Reads and changes the automations of tasks, for those who serve the tasks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from fluxdesk.v1.automations_pb2 import TaskAutomation, TaskAutomationInput

from core.areas.automations import queries, rules
from core.areas.automations.queries import LoggedRow
from core.areas.automations.rows import Settings, automation_message
from core.areas.task_history.public import FieldChange
from core.database.rows import Db
from core.errors import Invalid

# The field of a task that holds it.
_FIELD: Final = "automation"
_WITHIN: Final = f"{_FIELD}."


async def automations_of(db: Db, workspace_id: UUID, task_ids: Sequence[UUID]) -> Mapping[UUID, TaskAutomation]:
    """Those of the tasks that have one. One statement, and none for no tasks."""
    rows = await queries.list_automations(db, workspace_id, task_ids) if task_ids else ()
    return {row.task_id: automation_message(row) for row in rows}


async def put_automation(
    db: Db, workspace_id: UUID, task_id: UUID, sent: TaskAutomationInput, paths: Collection[str] | None = None
) -> Sequence[FieldChange]:
    """Changes the automation of a task that the transaction has locked or made, and says what of it was changed.

    `paths` are those of a completed update mask, of which "automation.stage" and the like name what becomes as it was sent, and
    "automation" removes it; None changes every field that was sent. Raises Invalid for what would be measured by nothing.
    """
    names = _sent(sent) if paths is None else [path.removeprefix(_WITHIN) for path in paths if path.startswith(_WITHIN)]
    is_removed = paths is not None and _FIELD in paths
    if paths is not None and not names and not is_removed:
        return ()
    found = await queries.list_automations(db, workspace_id, [task_id])
    before = found[0] if found else None
    if is_removed:
        await queries.delete_automation(db, workspace_id, task_id)
        return rules.changed_fields(before and before.settings, None)
    settings = rules.next_settings(before and before.settings, sent, names)
    if before is None:
        await _insert(db, workspace_id, task_id, settings)
    else:
        _require_measure(settings, before.logged_after_count)
        await queries.update_automation(db, workspace_id, task_id, settings, is_automated=rules.is_automated(settings))
    return rules.changed_fields(before and before.settings, settings)


async def count_log(db: Db, workspace_id: UUID, task_id: UUID, *, phase: int, minutes: float) -> Sequence[FieldChange]:
    """Counts a time log that was stored for a task that the transaction has locked.

    A task that has no automation yet gets one, which the answer says.
    """
    if await queries.add_to_sums(db, workspace_id, task_id, phase=phase, minutes=minutes, logs=1):
        return ()
    await _insert(db, workspace_id, task_id, rules.NEW)
    return rules.changed_fields(None, rules.NEW)


async def uncount_log(db: Db, workspace_id: UUID, task_id: UUID, *, phase: int, minutes: float) -> None:
    """Counts one out that was deleted. Raises Refusal for the last one by which a task is measured."""
    await queries.add_to_sums(db, workspace_id, task_id, phase=phase, minutes=minutes, logs=-1)
    for row in await queries.list_automations(db, workspace_id, [task_id]):
        rules.require_still_measured(row.settings, row.logged_after_count)


async def logged_time(db: Db, workspace_id: UUID, task_id: UUID) -> LoggedRow:
    """Of all time logs of a task. They themselves are read only where its automation was removed and they stayed."""
    return await queries.find_sums(db, workspace_id, task_id) or await queries.sum_logs(db, workspace_id, task_id)


async def _insert(db: Db, workspace_id: UUID, task_id: UUID, settings: Settings) -> None:
    """With what was logged while there was none."""
    logged = await queries.sum_logs(db, workspace_id, task_id)
    _require_measure(settings, logged.after_count)
    await queries.insert_automation(db, workspace_id, task_id, settings, logged, is_automated=rules.is_automated(settings))


def _require_measure(settings: Settings, logs_after: int) -> None:
    if faults := [*rules.measured_faults(settings, logs_after)]:
        raise Invalid(faults)


def _sent(sent: TaskAutomationInput) -> list[str]:
    return [field.name for field, _ in sent.ListFields()]
