"""What other areas may use of the inbox."""

from uuid import UUID

from core.areas.inbox.internal_types import INTERNAL_EVENT_TYPES

__all__ = ["INTERNAL_EVENT_TYPES", "inbox_topic"]


def inbox_topic(user_id: UUID) -> str:
    """What is marked once something was delivered to the user: whoever watches the inbox looks again."""
    return f"inbox/{user_id}"
