"""The event types of the product itself, which no integrator may send."""

from typing import Final

from fluxdesk.webhook_events import WEBHOOK_EVENTS

# What webhooks are told of, under names that no integrator can have.
INTERNAL_EVENT_TYPES: Final[tuple[str, ...]] = tuple(sorted(f"internal-os.{happening}" for happening in WEBHOOK_EVENTS))
# Of notices that no webhook is told of: one of them was switched off, somebody commented on a task, a day has no update yet.
WEBHOOK_DISABLED: Final = "internal-os.webhook.disabled"
TASK_COMMENT: Final = "internal-os.task_comment"
DAILY_UPDATE_REMINDER: Final = "internal-os.daily_update.reminder"
# All that notices may be of.
NOTICE_TYPES: Final = frozenset({*INTERNAL_EVENT_TYPES, WEBHOOK_DISABLED, TASK_COMMENT, DAILY_UPDATE_REMINDER})
