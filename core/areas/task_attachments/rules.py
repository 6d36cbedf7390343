"""How many attachments a task may have."""

from typing import Final

from fluxdesk.reasons import Reason

from core.errors import Refusal

ATTACHMENTS_MAX: Final = 50


def require_room(attachments: int) -> None:
    """Raises Refusal when the task has as many as one may have."""
    if attachments >= ATTACHMENTS_MAX:
        message = f"The task has {ATTACHMENTS_MAX} attachments already: delete one first."
        raise Refusal(Reason.CONFLICT, message)
