"""Tells owners that their webhook was switched off."""

from collections.abc import Sequence
from typing import Final

from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN, TONE_NEGATIVE

from core.areas.inbox.public import WEBHOOK_DISABLED, Notice, send_notices
from core.areas.webhooks.queries import list_admins
from core.database.rows import Db
from core.delivery.queries import DisabledRow

_REASONS: Final = {
    "gone": "Its server answered 410: it wants no more.",
    "failing": "Ten attempts or more have failed in a row.",
}


async def tell_disabled(db: Db, disabled: Sequence[DisabledRow]) -> list[str]:
    """A notice for the owner of each, which for one of the workspace are the admins. Returns the topics to mark after the commit.

    Two statements for each workspace: a webhook that is switched off is sent nothing, so those of one batch are few.
    """
    topics: list[str] = []
    for workspace_id in sorted({row.workspace_id for row in disabled}):
        rows = [row for row in disabled if row.workspace_id == workspace_id]
        admins = [one.id for one in await list_admins(db, workspace_id)] if any(row.user_id is None for row in rows) else []
        notices = [
            Notice(
                event_type=WEBHOOK_DISABLED,
                recipient_ids=[row.user_id] if row.user_id else admins,
                title=f"Webhook {row.url} was switched off",
                summary=f"{_REASONS[row.disabled_reason]} What happens meanwhile is held for 7 days. Switch it on again to receive it.",
                severity=SEVERITY_WARN,
                tone=TONE_NEGATIVE,
                labels={"webhookId": str(row.webhook_id)},
            )
            for row in rows
        ]
        topics += await send_notices(db, workspace_id, notices)
    return topics
