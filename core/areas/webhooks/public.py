"""What other areas may use of webhooks."""

from core.areas.webhooks.emit import Occurrence, emit, emit_callback, lock_heads
from core.areas.webhooks.event_types import WEBHOOK_EVENT_TYPES
from core.areas.webhooks.inbound import Inbound, inbound_occurrence
from core.areas.webhooks.keep import require_webhook
from core.areas.webhooks.log import delivery_of, page_of
from core.areas.webhooks.rows import optional_timestamp
from core.areas.webhooks.rules import type_faults
from core.areas.webhooks.secrets import NewSecret, replace_secret
from core.areas.webhooks.subscribed import WEBHOOKS_OF

__all__ = [
    "WEBHOOKS_OF",
    "WEBHOOK_EVENT_TYPES",
    "Inbound",
    "NewSecret",
    "Occurrence",
    "delivery_of",
    "emit",
    "emit_callback",
    "inbound_occurrence",
    "lock_heads",
    "optional_timestamp",
    "page_of",
    "replace_secret",
    "require_webhook",
    "type_faults",
]
