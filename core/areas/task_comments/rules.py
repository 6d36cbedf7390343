"""Who may change a comment."""

from uuid import UUID

from fluxdesk.rpc import Role

from core.errors import Forbidden
from core.rpc.call import Principal


def require_commenter(caller: Principal, author_id: UUID) -> None:
    """Raises Forbidden for everybody else: nobody puts words into the mouth of another."""
    if caller.user_id != author_id:
        message = "Only who wrote a comment changes it."
        raise Forbidden(message)


def require_remover(caller: Principal, author_id: UUID) -> None:
    """Raises Forbidden for who neither wrote the comment nor is an admin."""
    if caller.role < Role.ADMIN and caller.user_id != author_id:
        message = "Only who wrote a comment and admins delete it."
        raise Forbidden(message)
