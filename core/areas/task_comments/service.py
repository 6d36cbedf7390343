"""Keeps comments on tasks."""

from fluxdesk.services import TaskCommentServiceServicer
from fluxdesk.v1.task_comments_pb2 import (
    CreateTaskCommentRequest,
    DeleteTaskCommentRequest,
    DeleteTaskCommentResponse,
    ListTaskCommentsRequest,
    ListTaskCommentsResponse,
    TaskComment,
    UpdateTaskCommentRequest,
)

from core.areas.task_comments import queries, rules
from core.areas.task_comments.queries import CommentRow
from core.areas.task_comments.told import tell_of_comment
from core.areas.tasks.public import get_task, hold_task
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text
from core.rpc.pages import Place


class TaskCommentService(TaskCommentServiceServicer[Call, Db]):
    """Comments are what people and agents say about a task to each other."""

    async def ListTaskComments(self, request: ListTaskCommentsRequest, call: Call) -> ListTaskCommentsResponse:
        place, task = Place(call), await get_task(call, request.id)
        rows = await queries.list_comments(call.db, call.workspace_id, task.id, before_id=place.before_id, limit=place.row_limit)
        page = place.page(rows, [_message(row) for row in rows])
        return ListTaskCommentsResponse(comments=page.messages, next_cursor=page.next_cursor)

    async def CreateTaskComment(self, request: CreateTaskCommentRequest, call: Call) -> TaskComment:
        task = await hold_task(call, request.id)
        row = await queries.insert_comment(
            call.db, call.workspace_id, task.id, new_id(), user_id=call.caller.user_id, body=tidy_text(request.body)
        )
        await tell_of_comment(call, task, row)
        return _message(row)

    async def UpdateTaskComment(self, request: UpdateTaskCommentRequest, call: Call) -> TaskComment:
        row = await _lock(call, request.id, request.comment_id)
        rules.require_commenter(call.caller, row.user_id)
        body = tidy_text(request.body)
        edited = await queries.update_comment(call.db, call.workspace_id, row.task_id, row.id, body=body)
        return _message(row._replace(body=body, edited_at=edited.edited_at))

    async def DeleteTaskComment(self, request: DeleteTaskCommentRequest, call: Call) -> DeleteTaskCommentResponse:
        row = await _lock(call, request.id, request.comment_id)
        rules.require_remover(call.caller, row.user_id)
        await queries.delete_comment(call.db, call.workspace_id, row.task_id, row.id)
        return DeleteTaskCommentResponse(success=True)


async def _lock(call: Call, task_id: str, comment_id: str) -> CommentRow:
    """Raises NotFound where the caller does not see the task, or there is no such comment on it."""
    task = await hold_task(call, task_id)
    row = await queries.lock_comment(call.db, call.workspace_id, task.id, require_id(comment_id, "comment"))
    if row is None:
        raise NotFound("comment")
    return row


def _message(row: CommentRow) -> TaskComment:
    return TaskComment(
        id=str(row.id), task_id=str(row.task_id), user=row.email, body=row.body, created_at=row.created_at, edited_at=row.edited_at
    )
