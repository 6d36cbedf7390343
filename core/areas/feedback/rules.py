"""What feedback is about, and who may do what with it."""

from collections.abc import Iterator

from fluxdesk.failures import Fault
from fluxdesk.rpc import Role
from fluxdesk.v1.feedback_pb2 import CreateFeedbackRequest

from core.areas.feedback.rows import FeedbackRow
from core.errors import Forbidden
from core.rpc.call import Principal


def about_faults(request: CreateFeedbackRequest) -> Iterator[Fault]:
    """Feedback is about one thing."""
    if request.HasField("task_id") and request.HasField("delivery_id"):
        yield "delivery_id", "must be left out where a task is named"


def require_author(caller: Principal, feedback: FeedbackRow) -> None:
    """Raises Forbidden for everybody else: nobody puts words into another one's mouth."""
    if caller.user_id != feedback.author_user_id:
        message = "Only its author changes feedback."
        raise Forbidden(message)


def require_resolver(caller: Principal, feedback: FeedbackRow) -> None:
    """Raises Forbidden for whoever is neither its author, nor its recipient, nor an admin."""
    if caller.role < Role.ADMIN and caller.user_id not in (feedback.author_user_id, feedback.recipient_user_id):
        message = "Only its author, its recipient and admins say whether feedback is resolved."
        raise Forbidden(message)


def require_remover(caller: Principal, feedback: FeedbackRow) -> None:
    """Raises Forbidden for whoever is neither its author nor an admin."""
    if caller.role < Role.ADMIN and caller.user_id != feedback.author_user_id:
        message = "Only its author and admins delete feedback."
        raise Forbidden(message)
