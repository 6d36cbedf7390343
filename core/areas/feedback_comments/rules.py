"""Who may change a comment on feedback."""

from uuid import UUID

from core.errors import Forbidden
from core.rpc.call import Principal


def require_commenter(caller: Principal, author_id: UUID) -> None:
    """Raises Forbidden for everybody else: nobody puts words into another one's mouth."""
    if caller.user_id != author_id:
        message = "Only its author changes a comment."
        raise Forbidden(message)
