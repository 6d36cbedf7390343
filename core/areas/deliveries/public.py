"""What other areas may use of deliveries."""

from core.areas.deliveries.filters import FILTERS, filter_faults, filter_params
from core.areas.deliveries.rows import DELIVERY_COLUMNS, DeliveryRow, delivery_message
from core.areas.deliveries.supplements import supplements_of

__all__ = ["DELIVERY_COLUMNS", "FILTERS", "DeliveryRow", "delivery_message", "filter_faults", "filter_params", "supplements_of"]
