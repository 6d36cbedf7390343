"""What whoever watches an inbox waits for."""

from uuid import UUID


def inbox_topic(user_id: UUID) -> str:
    """What is marked once something was delivered to the user: whoever watches the inbox looks again."""
    return f"inbox/{user_id}"
