"""What other areas may use of webhooks."""

from core.areas.webhooks.emit import Occurrence, emit, emit_callback
from core.areas.webhooks.inbound import Inbound, inbound_occurrence
from core.areas.webhooks.keep import require_webhook
from core.areas.webhooks.log import delivery_of, page_of

__all__ = ["Inbound", "Occurrence", "delivery_of", "emit", "emit_callback", "inbound_occurrence", "page_of", "require_webhook"]
