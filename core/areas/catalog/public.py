"""What others may use of the catalog."""

from core.areas.catalog.queries import NewItem, insert_item

__all__ = ["NewItem", "insert_item"]
