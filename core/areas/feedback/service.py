"""Serves feedback: who gives it, who reads it, and how it ends."""

from collections.abc import Iterable
from uuid import UUID

from fluxdesk.failures import Fault
from fluxdesk.rpc import Role
from fluxdesk.services import FeedbackServiceServicer
from fluxdesk.v1.feedback_pb2 import (
    FEEDBACK_STATUS_OPEN,
    CreateFeedbackRequest,
    DeleteFeedbackRequest,
    DeleteFeedbackResponse,
    EditFeedbackRequest,
    Feedback,
    FeedbackDetails,
    GetFeedbackRequest,
    ListFeedbackRequest,
    ListFeedbackResponse,
    MarkFeedbackResolvedRequest,
    ReopenFeedbackRequest,
)
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK

from core.areas.feedback import inputs, queries, rules
from core.areas.feedback.access import get_feedback, lock_feedback
from core.areas.feedback.messages import feedback_message, feedback_messages
from core.areas.feedback.told import tell_of_feedback, tell_of_resolution
from core.areas.feedback_comments.public import comment_message, list_comments
from core.areas.tags.public import drop_tags, set_tags, tag_faults
from core.database.rows import Db
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import tidy_text
from core.rpc.pages import Place


class FeedbackService(FeedbackServiceServicer[Call, Db]):
    """Feedback is what people and agents say about work."""

    async def ListFeedback(self, request: ListFeedbackRequest, call: Call) -> ListFeedbackResponse:
        place, caller, wanted = Place(call), call.caller, await inputs.listed(call, request)
        if wanted is None:
            return ListFeedbackResponse()
        # What somebody wrote or was given is seen by that person, whatever its visibility.
        sees_all = caller.role >= Role.ADMIN or bool(request.mine)
        rows = await queries.list_feedback(
            call.db,
            call.workspace_id,
            wanted,
            viewer_id=None if sees_all else caller.user_id,
            before_id=place.before_id,
            limit=place.row_limit,
        )
        page = place.page(rows, await feedback_messages(call, rows))
        return ListFeedbackResponse(feedback=page.messages, next_cursor=page.next_cursor)

    async def GetFeedback(self, request: GetFeedbackRequest, call: Call) -> FeedbackDetails:
        place = Place(call)
        row = await get_feedback(call, request.feedback_id)
        comments = await list_comments(
            call.db,
            call.workspace_id,
            row.id,
            after_id=UUID(place.position[0]) if place.position else None,
            limit=place.row_limit,
        )
        page = place.page(comments, [comment_message(comment) for comment in comments])
        return FeedbackDetails(feedback=await feedback_message(call, row), comments=page.messages, next_cursor=page.next_cursor)

    def check_create_feedback(self, request: CreateFeedbackRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return [*rules.about_faults(request), *tag_faults("tags", request.tags)]

    async def CreateFeedback(self, request: CreateFeedbackRequest, call: Call) -> Feedback:
        row = await queries.insert_feedback(call.db, call.workspace_id, new_id(), await inputs.new_feedback(call, request))
        await set_tags(call.db, call.workspace_id, ENTITY_TYPE_FEEDBACK, row.id, request.tags)
        await tell_of_feedback(call, row)
        return await feedback_message(call, row)

    def check_edit_feedback(self, request: EditFeedbackRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return tag_faults("tags", request.tags)

    async def EditFeedback(self, request: EditFeedbackRequest, call: Call) -> Feedback:
        row = await lock_feedback(call, request.feedback_id)
        rules.require_author(call.caller, row)
        if "tags" in request.update_mask.paths:
            await set_tags(call.db, call.workspace_id, ENTITY_TYPE_FEEDBACK, row.id, request.tags)
        if changes := inputs.changes(request):
            row = await queries.update_feedback(call.db, call.workspace_id, row.id, changes)
        return await feedback_message(call, row)

    async def DeleteFeedback(self, request: DeleteFeedbackRequest, call: Call) -> DeleteFeedbackResponse:
        row = await lock_feedback(call, request.feedback_id)
        rules.require_remover(call.caller, row)
        await drop_tags(call.db, call.workspace_id, ENTITY_TYPE_FEEDBACK, [row.id])
        await queries.delete_feedback(call.db, call.workspace_id, row.id)
        return DeleteFeedbackResponse()

    async def MarkFeedbackResolved(self, request: MarkFeedbackResolvedRequest, call: Call) -> Feedback:
        row = await lock_feedback(call, request.feedback_id)
        rules.require_resolver(call.caller, row)
        if row.status == FEEDBACK_STATUS_OPEN:
            note = tidy_text(request.note) if request.HasField("note") else None
            row = await queries.resolve_feedback(call.db, call.workspace_id, row.id, user_id=call.caller.user_id, note=note)
            await tell_of_resolution(call, row)
        return await feedback_message(call, row)

    async def ReopenFeedback(self, request: ReopenFeedbackRequest, call: Call) -> Feedback:
        row = await lock_feedback(call, request.feedback_id)
        rules.require_resolver(call.caller, row)
        if row.status != FEEDBACK_STATUS_OPEN:
            row = await queries.reopen_feedback(call.db, call.workspace_id, row.id)
        return await feedback_message(call, row)
