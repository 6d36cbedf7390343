"""Shows the history of a task."""

from collections.abc import Collection, Sequence
from typing import cast
from uuid import UUID

from fluxdesk.services import TaskHistoryServiceServicer
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest, ListTaskHistoryResponse, TaskChange
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Value

from core.areas.task_history import queries, rules
from core.areas.task_history.rows import HistoryRow
from core.areas.tasks.public import can_write, get_task, seen_tasks
from core.database.rows import Db
from core.rpc.call import Call
from core.rpc.pages import Place


class TaskHistoryService(TaskHistoryServiceServicer[Call, Db]):
    """The history of a task says who changed what of it, and when."""

    async def ListTaskHistory(self, request: ListTaskHistoryRequest, call: Call) -> ListTaskHistoryResponse:
        place, task = Place(call), await get_task(call, request.id)
        # Who sees a task only because all do sees what became of it since they do.
        since = None if can_write(call.caller, task) else task.company_since
        rows = await queries.list_changes(
            call.db, call.workspace_id, task.id, since=since, before_id=place.before_id, limit=place.row_limit
        )
        if since is not None:
            rows = [row._replace(changes=rules.public_changes(row.changes)) for row in rows]
        named_ids = _parent_ids(rows)
        hidden = {str(task_id) for task_id in named_ids.difference(await seen_tasks(call, named_ids))}
        page = place.page(rows, [_message(row, hidden) for row in rows])
        return ListTaskHistoryResponse(changes=page.messages, next_cursor=page.next_cursor)


def _parent_ids(rows: Sequence[HistoryRow]) -> set[UUID]:
    """Of all tasks that the rows name as parents."""
    named = (change[when] for row in rows for change in row.changes if change["field"] == "parent_id" for when in ("before", "after"))
    return {UUID(str(task_id)) for task_id in named if task_id}


def _message(row: HistoryRow, hidden: Collection[str]) -> TaskChange:
    """Without the ids of tasks that are hidden from the reader."""
    message = TaskChange(id=str(row.id), user=row.email, source=row.source, note=row.note)
    message.at.FromDatetime(row.at)
    for change in row.changes:
        field, ids = str(change["field"]), hidden if change["field"] == "parent_id" else ()
        before, after = (_value(None if change[when] in ids else change[when]) for when in ("before", "after"))
        message.fields.add(field=field, before=before, after=after)
    return message


def _value(json: object) -> Value:
    # The stubs know of objects alone.
    return ParseDict(cast("dict[str, object]", json), Value())
