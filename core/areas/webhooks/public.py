"""What other areas may use of webhooks."""

from core.areas.webhooks.emit import Occurrence, emit
from core.areas.webhooks.inbound import Inbound, inbound_occurrence

__all__ = ["Inbound", "Occurrence", "emit", "inbound_occurrence"]
