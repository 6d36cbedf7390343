"""Shows the history of a task."""

from typing import cast

from fluxdesk.services import TaskHistoryServiceServicer
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest, ListTaskHistoryResponse, TaskChange
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Value

from core.areas.task_history import queries
from core.areas.task_history.rows import HistoryRow
from core.areas.tasks.public import get_task
from core.database.rows import Db
from core.rpc.call import Call
from core.rpc.pages import Place


class TaskHistoryService(TaskHistoryServiceServicer[Call, Db]):
    """The history of a task says who changed what of it, and when."""

    async def ListTaskHistory(self, request: ListTaskHistoryRequest, call: Call) -> ListTaskHistoryResponse:
        place, task = Place(call), await get_task(call, request.id)
        rows = await queries.list_changes(call.db, call.workspace_id, task.id, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [_message(row) for row in rows])
        return ListTaskHistoryResponse(changes=page.messages, next_cursor=page.next_cursor)


def _message(row: HistoryRow) -> TaskChange:
    message = TaskChange(id=str(row.id), user=row.email, source=row.source, note=row.note)
    message.at.FromDatetime(row.at)
    for change in row.changes:
        message.fields.add(field=str(change["field"]), before=_value(change["before"]), after=_value(change["after"]))
    return message


def _value(json: object) -> Value:
    # The stubs know of objects alone.
    return ParseDict(cast("dict[str, object]", json), Value())
