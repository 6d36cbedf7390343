"""Where the secrets of a webhook are kept, sealed."""

from typing import Literal
from uuid import UUID

from core.vault.vault import Place


def secret_place(workspace_id: UUID, webhook_id: UUID, column: Literal["secret", "previous_secret"]) -> Place:
    """What was sealed for one webhook or column opens for no other."""
    return Place(workspace_id, "webhooks", (str(webhook_id),), column)
