"""What other areas may use of the inbox."""

from core.areas.inbox.internal_types import DAILY_UPDATE_REMINDER, INTERNAL_EVENT_TYPES, TASK_COMMENT, WEBHOOK_DISABLED
from core.areas.inbox.notices import TOLD_MAX, Notice, send_notices
from core.areas.inbox.numbers import INBOX_HEADS, INBOX_NUMBER, NUMBERED_ROWS
from core.areas.inbox.topics import inbox_topic

__all__ = [
    "DAILY_UPDATE_REMINDER",
    "INBOX_HEADS",
    "INBOX_NUMBER",
    "INTERNAL_EVENT_TYPES",
    "NUMBERED_ROWS",
    "TASK_COMMENT",
    "TOLD_MAX",
    "WEBHOOK_DISABLED",
    "Notice",
    "inbox_topic",
    "send_notices",
]
