"""Where an update stands in a list: the sort key that the next page begins behind."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, Self
from uuid import UUID

from core.areas.daily_updates.rows import UpdateRow


class DayKey(NamedTuple):
    """The day, and of one day the id."""

    day: date
    id: UUID

    @classmethod
    def read(cls, position: Sequence[str] | None) -> Self | None:
        """The key behind a position; None on the first page."""
        return None if position is None else cls(date.fromisoformat(position[0]), UUID(position[1]))


def day_position(row: UpdateRow) -> list[str]:
    """The texts that DayKey reads."""
    return [row.day.isoformat(), str(row.id)]
