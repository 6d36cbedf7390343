"""Logs how long tasks take."""

from fluxdesk.json.time_logs import TIME_LOG_PHASE
from fluxdesk.services import TimeLogServiceServicer
from fluxdesk.v1.time_logs_pb2 import (
    AddTimeLogRequest,
    DeleteTimeLogRequest,
    DeleteTimeLogResponse,
    ListTimeLogsRequest,
    ListTimeLogsResponse,
    LoggedTime,
    TimeLog,
)

from core.areas.automations.public import count_log, logged_time, uncount_log
from core.areas.task_history.public import FieldChange
from core.areas.tasks.public import get_task, lock_task, require_part_remover, touch_task
from core.areas.time_logs import queries
from core.areas.time_logs.queries import NewTimeLog, TimeLogRow
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id
from core.rpc.pages import Place


class TimeLogService(TimeLogServiceServicer[Call, Db]):
    """Time logs say how long a task took one time."""

    async def ListTimeLogs(self, request: ListTimeLogsRequest, call: Call) -> ListTimeLogsResponse:
        place, task = Place(call), await get_task(call, request.id)
        rows = await queries.list_logs(call.db, call.workspace_id, task.id, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [_message(row) for row in rows])
        logged = await logged_time(call.db, call.workspace_id, task.id)
        return ListTimeLogsResponse(
            time_logs=page.messages,
            before=_logged(logged.before_minutes, logged.before_count),
            after=_logged(logged.after_minutes, logged.after_count),
            next_cursor=page.next_cursor,
        )

    async def AddTimeLog(self, request: AddTimeLogRequest, call: Call) -> TimeLog:
        task = await lock_task(call, request.id)
        log = NewTimeLog(
            id=new_id(),
            task_id=task.id,
            user_id=call.caller.user_id,
            phase=request.phase,
            # Zero has a sign here, which nobody means.
            minutes=abs(request.minutes),
            note=request.note if request.HasField("note") else None,
        )
        row = await queries.insert_log(call.db, call.workspace_id, log)
        changes = await count_log(call.db, call.workspace_id, task.id, phase=row.phase, minutes=row.minutes)
        await touch_task(call, task, *changes, FieldChange("time_logs", None, _shown(row)))
        return _message(row)

    async def DeleteTimeLog(self, request: DeleteTimeLogRequest, call: Call) -> DeleteTimeLogResponse:
        task = await lock_task(call, request.id)
        row = await queries.find_log(call.db, call.workspace_id, task.id, require_id(request.log_id, "log"))
        if row is None:
            raise NotFound("log")
        require_part_remover(call.caller, task, row.user_id)
        await queries.delete_log(call.db, call.workspace_id, task.id, row.id)
        await uncount_log(call.db, call.workspace_id, task.id, phase=row.phase, minutes=row.minutes)
        await touch_task(call, task, FieldChange("time_logs", _shown(row), None))
        return DeleteTimeLogResponse(success=True)


def _message(row: TimeLogRow) -> TimeLog:
    return TimeLog(
        id=str(row.id),
        task_id=str(row.task_id),
        phase=row.phase,
        minutes=row.minutes,
        note=row.note,
        user=row.email,
        created_at=row.created_at,
    )


def _logged(minutes: float, logs: int) -> LoggedTime:
    return LoggedTime(logs=logs, mean_minutes=minutes / logs if logs else None)


def _shown(row: TimeLogRow) -> dict[str, object]:
    """As the history of a task tells it."""
    return {"phase": TIME_LOG_PHASE.names[row.phase], "minutes": row.minutes}
