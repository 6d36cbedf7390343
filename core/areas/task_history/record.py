"""Records what was changed of tasks, and what was said about them."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from core.areas.task_history import queries, rules
from core.areas.task_history.rows import FieldChange, NewChange
from core.ids import new_id
from core.rpc.call import Call


async def record_changes(call: Call, changed: Sequence[tuple[UUID, Sequence[FieldChange]]], *, note: str | None = None) -> None:
    """A row of history for each of the tasks, which the transaction has locked or made."""
    rows = [NewChange(task_id, new_id(), orjson.dumps([change._asdict() for change in changes]).decode()) for task_id, changes in changed]
    source = rules.next_source(call.caller)
    await queries.insert_changes(call.db, call.workspace_id, rows, user_id=call.caller.user_id, source=source, note=note)


async def record_note(call: Call, task_id: UUID, note: str) -> None:
    """What was said about the locked task while nothing of it changed. Said again it stands there once."""
    source = rules.next_source(call.caller)
    await queries.insert_note(call.db, call.workspace_id, task_id, new_id(), user_id=call.caller.user_id, source=source, note=note)
