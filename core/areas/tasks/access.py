"""Which tasks a caller sees, and which ones it may change."""

from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from core.areas.tags.public import tag_names
from core.areas.tasks import queries, rules
from core.areas.tasks.rows import TaskRow
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id


async def get_task(call: Call, task_id: str) -> TaskRow:
    """Raises NotFound where there is no such task, and where the caller does not see it."""
    row = await queries.find_task(call.db, call.workspace_id, require_id(task_id, "task"))
    if row is None:
        raise NotFound("task")
    return row


async def seen_tasks(call: Call, task_ids: Collection[UUID]) -> Collection[UUID]:
    """Those that the caller sees: the ids of others are shown to nobody. One statement, and none for no ids."""
    return {row.id for row in await queries.list_seen_tasks(call.db, call.workspace_id, sorted(task_ids))} if task_ids else ()


async def hold_task(call: Call, task_id: str) -> TaskRow:
    """The task, which nobody deletes until the end of the transaction: for what is added to it. Raises NotFound as `get_task` does."""
    await queries.hold_task(call.db, call.workspace_id, require_id(task_id, "task"))
    return await get_task(call, task_id)


async def lock_task(call: Call, task_id: str, *, if_match: str = "") -> TaskRow:
    """The task, locked until the end of the transaction.

    Raises NotFound as `get_task` does, Forbidden for who may not change it, and Refusal where it has none of the versions of `if_match`.
    """
    await queries.lock_tasks(call.db, call.workspace_id, [require_id(task_id, "task")])
    return await _get_locked(call, task_id, if_match)


class Family(NamedTuple):
    """A task and the ids of its steps, also of those that the caller does not see."""

    task: TaskRow
    step_ids: Sequence[UUID]


async def lock_family(call: Call, task_id: str, *, if_match: str = "") -> Family:
    """The task, locked with its steps until the end of the transaction: for its deletion, which changes them.

    Raises as `lock_task` does.
    """
    await queries.lock_places(call.db, call.workspace_id)
    rows = await queries.lock_family(call.db, call.workspace_id, require_id(task_id, "task"))
    task = await _get_locked(call, task_id, if_match)
    return Family(task, [row.id for row in rows if row.id != task.id])


async def _get_locked(call: Call, task_id: str, if_match: str) -> TaskRow:
    row = await get_task(call, task_id)
    rules.require_writer(call.caller, row)
    if if_match:
        tags = await tag_names(call.db, call.workspace_id, ENTITY_TYPE_TASK, [row.id])
        rules.require_version(row, tags[row.id], if_match)
    return row
