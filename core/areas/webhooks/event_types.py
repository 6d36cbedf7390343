"""The event types of webhooks: what the product tells of."""

from typing import Final

# contracts/fluxdesk.md "Outbound webhooks".
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
