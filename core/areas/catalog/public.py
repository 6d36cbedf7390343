"""What others may use of the catalog."""

from core.areas.catalog.queries import NewItem, grant_item, insert_item

__all__ = ["NewItem", "grant_item", "insert_item"]
