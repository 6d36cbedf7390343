"""What other areas may use of webhooks."""

from core.areas.webhooks.emit import Occurrence, emit, emit_callback, emit_test, lock_heads
from core.areas.webhooks.inbound import Inbound, inbound_occurrence
from core.areas.webhooks.keep import require_webhook
from core.areas.webhooks.queries import delete_deliveries_above
from core.areas.webhooks.rows import optional_timestamp
from core.areas.webhooks.rules import type_faults
from core.areas.webhooks.secrets import NewSecret, replace_secret
from core.areas.webhooks.subscribed import WEBHOOKS_OF

__all__ = [
    "WEBHOOKS_OF",
    "Inbound",
    "NewSecret",
    "Occurrence",
    "delete_deliveries_above",
    "emit",
    "emit_callback",
    "emit_test",
    "inbound_occurrence",
    "lock_heads",
    "optional_timestamp",
    "replace_secret",
    "require_webhook",
    "type_faults",
]
