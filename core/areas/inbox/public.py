"""What other areas may use of the inbox."""

from core.areas.inbox.internal_types import INTERNAL_EVENT_TYPES
from core.areas.inbox.notices import Notice, send_notices
from core.areas.inbox.topics import inbox_topic

__all__ = ["INTERNAL_EVENT_TYPES", "Notice", "inbox_topic", "send_notices"]
