"""Keeps comments on feedback."""

from fluxdesk.services import FeedbackCommentServiceServicer
from fluxdesk.v1.feedback_comments_pb2 import CommentFeedbackRequest, EditFeedbackCommentRequest, FeedbackComment

from core.areas.feedback.public import hold_feedback
from core.areas.feedback_comments import queries, rules
from core.areas.feedback_comments.messages import comment_message
from core.areas.feedback_comments.told import tell_of_comment
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text


class FeedbackCommentService(FeedbackCommentServiceServicer[Call, Db]):
    """Comments are what people and agents say to each other about feedback."""

    async def CommentFeedback(self, request: CommentFeedbackRequest, call: Call) -> FeedbackComment:
        row = await hold_feedback(call, request.feedback_id)
        comment = await queries.insert_comment(
            call.db, call.workspace_id, row.id, new_id(), user_id=call.caller.user_id, body=tidy_text(request.body)
        )
        await tell_of_comment(call, row, comment)
        return comment_message(comment)

    async def EditFeedbackComment(self, request: EditFeedbackCommentRequest, call: Call) -> FeedbackComment:
        feedback_id, comment_id = require_id(request.feedback_id, "feedback"), require_id(request.comment_id, "comment")
        comment = await queries.find_comment(call.db, call.workspace_id, feedback_id, comment_id)
        if comment is None:
            raise NotFound("comment")
        rules.require_commenter(call.caller, comment.user_id)
        changed = await queries.update_comment(call.db, call.workspace_id, feedback_id, comment_id, body=tidy_text(request.body))
        if changed is None:
            raise NotFound("comment")
        return comment_message(changed)
