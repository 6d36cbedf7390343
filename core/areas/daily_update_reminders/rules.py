"""Weekdays as the database keeps them."""

from collections.abc import Sequence
from typing import Final

from fluxdesk.v1.daily_update_reminders_pb2 import (
    WEEKDAY_FRIDAY,
    WEEKDAY_MONDAY,
    WEEKDAY_SATURDAY,
    WEEKDAY_SUNDAY,
    WEEKDAY_THURSDAY,
    WEEKDAY_TUESDAY,
    WEEKDAY_WEDNESDAY,
    Weekday,
)

# In the order of their bits, the lowest first.
_WEEK: Final = (
    WEEKDAY_MONDAY,
    WEEKDAY_TUESDAY,
    WEEKDAY_WEDNESDAY,
    WEEKDAY_THURSDAY,
    WEEKDAY_FRIDAY,
    WEEKDAY_SATURDAY,
    WEEKDAY_SUNDAY,
)


def weekday_mask(weekdays: Sequence["Weekday"]) -> int:
    """A bit for each."""
    return sum(1 << position for position, weekday in enumerate(_WEEK) if weekday in weekdays)


def masked_weekdays(mask: int) -> list["Weekday"]:
    """The weekdays of the mask, from Monday on."""
    return [weekday for position, weekday in enumerate(_WEEK) if mask >> position & 1]
