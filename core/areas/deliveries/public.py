"""What other areas may use of deliveries."""

from core.areas.deliveries.details import (
    ACTIONS_COLUMN,
    ACTOR_COLUMN,
    FORWARDED_DETAILS,
    Details,
    decode_actions,
    decode_actor,
    decode_details,
    encode_details,
)
from core.areas.deliveries.filters import Filter, delivery_filter, filter_faults
from core.areas.deliveries.rows import DELIVERY_COLUMNS, FIRE_COUNT, DeliveryRow, delivery_message
from core.areas.deliveries.supplements import supplements_of

__all__ = [
    "ACTIONS_COLUMN",
    "ACTOR_COLUMN",
    "DELIVERY_COLUMNS",
    "FIRE_COUNT",
    "FORWARDED_DETAILS",
    "DeliveryRow",
    "Details",
    "Filter",
    "decode_actions",
    "decode_actor",
    "decode_details",
    "delivery_filter",
    "delivery_message",
    "encode_details",
    "filter_faults",
    "supplements_of",
]
