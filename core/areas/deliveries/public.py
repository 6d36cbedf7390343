"""What other areas may use of deliveries."""

from core.areas.deliveries.rows import DELIVERY_COLUMNS, DeliveryRow, delivery_message

__all__ = ["DELIVERY_COLUMNS", "DeliveryRow", "delivery_message"]
