"""How tests of this area call it."""

from typing import TYPE_CHECKING

from fluxdesk.v1.feedback_comments_pb2 import CommentFeedbackRequest, FeedbackComment
from fluxdesk.v1.feedback_comments_pb2_grpc import FeedbackCommentServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.feedback_comments_pb2_grpc import FeedbackCommentServiceAsyncStub


def stub(tenant: Tenant) -> "FeedbackCommentServiceAsyncStub":
    return FeedbackCommentServiceStub(tenant.core.channel)


async def comment(tenant: Tenant, person: Person, feedback_id: str, body: str = "So it is.") -> FeedbackComment:
    request = CommentFeedbackRequest(feedback_id=feedback_id, body=body)
    return await stub(tenant).CommentFeedback(request, metadata=bearer(await tenant.sign_in(person)))
