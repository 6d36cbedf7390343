"""What other areas may use of deliveries."""

from core.areas.deliveries.filters import Filter, delivery_filter, filter_faults
from core.areas.deliveries.rows import DELIVERY_COLUMNS, FIRE_COUNT, DeliveryRow, delivery_message
from core.areas.deliveries.supplements import supplements_of

__all__ = [
    "DELIVERY_COLUMNS",
    "FIRE_COUNT",
    "DeliveryRow",
    "Filter",
    "delivery_filter",
    "delivery_message",
    "filter_faults",
    "supplements_of",
]
