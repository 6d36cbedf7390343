"""Valid calls of the service of comments on feedback."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.feedback_comments_pb2 import CommentFeedbackRequest, EditFeedbackCommentRequest

from tests.core.areas.feedback.giving import give
from tests.core.areas.feedback_comments.said import comment
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _comment_feedback(tenant: Tenant) -> Sample:
    request = CommentFeedbackRequest(feedback_id=(await give(tenant)).id, body="So it is.")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _edit_feedback_comment(tenant: Tenant) -> Sample:
    made = await comment(tenant, tenant.employee, (await give(tenant)).id)
    request = EditFeedbackCommentRequest(feedback_id=made.feedback_id, comment_id=made.id, body="So it was.")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.FeedbackCommentService/CommentFeedback": _comment_feedback,
    "/fluxdesk.v1.FeedbackCommentService/EditFeedbackComment": _edit_feedback_comment,
}
