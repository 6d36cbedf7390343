"""Where an item stands in a list: the sort key that the next page begins behind."""

from collections.abc import Sequence
from typing import NamedTuple, Self
from uuid import UUID

from core.areas.catalog.rows import ItemRow


class OrderKey(NamedTuple):
    """In the lists of those who keep the catalog."""

    display_order: int
    name: str
    id: UUID

    @classmethod
    def read(cls, position: Sequence[str] | None) -> Self | None:
        """The key behind a position; None on the first page."""
        return None if position is None else cls(int(position[0]), position[1], UUID(position[2]))


class BrowseKey(NamedTuple):
    """In what employees browse, where pinned items come first."""

    is_unpinned: bool
    order: OrderKey

    @classmethod
    def read(cls, position: Sequence[str] | None) -> Self | None:
        """The key behind a position; None on the first page."""
        order = OrderKey.read(position[1:] if position else None)
        return cls(position[0] == "unpinned", order) if position and order else None


def order_position(row: ItemRow) -> list[str]:
    """The texts that OrderKey reads."""
    return [str(row.display_order), row.name, str(row.id)]


def browse_position(row: ItemRow) -> list[str]:
    """The texts that BrowseKey reads."""
    return ["pinned" if row.is_pinned else "unpinned", *order_position(row)]
