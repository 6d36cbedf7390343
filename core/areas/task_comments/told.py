"""Tells of comments those whom the task concerns."""

from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.tasks_pb2 import TASK_VISIBILITY_PRIVATE

from core.areas.inbox.public import TASK_COMMENT, TOLD_MAX, Notice, send_notices
from core.areas.task_comments import queries
from core.areas.task_comments.queries import CommentRow
from core.areas.tasks.public import TaskRow
from core.rpc.call import Call


async def tell_of_comment(call: Call, task: TaskRow, comment: CommentRow) -> None:
    """Its owner, its assignee and who wrote the latest comments and sees it still find it in their inbox; who wrote this one does not."""
    is_private = task.visibility == TASK_VISIBILITY_PRIVATE
    commenters = await queries.list_commenters(call.db, call.workspace_id, task.id, is_private=is_private, comments_max=TOLD_MAX)
    people = (task.owner_user_id, task.assignee_user_id, *(commenter.id for commenter in commenters))
    notice = Notice(
        event_type=TASK_COMMENT,
        recipient_ids=[user_id for user_id in people if user_id and user_id != comment.user_id],
        title=f"{comment.email} commented on {task.title}",
        summary=comment.body,
        labels={"taskId": str(task.id), "commentId": str(comment.id)},
        actor=Actor(email=comment.email),
    )
    call.wakes += await send_notices(call.db, call.workspace_id, [notice])
