"""The event types of the product itself, which no integrator may send."""

from typing import Final

# What the product tells of, by the names that webhooks have for it; contracts/fluxdesk.md "Outbound webhooks".
WEBHOOK_EVENT_TYPES: Final = (
    "task_assigned",
    "task_status",
    "review",
    "blocker",
    "feedback_comment",
    "feedback_resolved",
    "daily_update",
    "inbound_event",
    "inbound_resolved",
    "read_receipt",
    "team_support.requested",
    "team_support.approved",
    "team_support.rejected",
    "team_support.revoked",
    "onboarding.completed",
    "inbound.action",
)
INTERNAL_EVENT_TYPES: Final[tuple[str, ...]] = tuple(sorted(f"internal-os.{happening}" for happening in WEBHOOK_EVENT_TYPES))
# Of a notice that no webhook is told of: one of them was switched off.
WEBHOOK_DISABLED: Final = "internal-os.webhook.disabled"
