"""Deadlines: a day or an instant, as callers read it and as the database compares it."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple, Self

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
# The last day that there is ends in a year of five digits, which nothing here can hold.
_LAST: Final = datetime.max.replace(microsecond=0, tzinfo=UTC)


class Deadline(NamedTuple):
    """`text` is "2026-12-01" for a day, and "2026-12-01T15:00:00Z" for an instant. `at` is when it has passed: that instant, or the end of
    the day where the person is, in UTC.
    """

    text: str
    at: datetime

    @classmethod
    def of_day(cls, day: date, zone: tzinfo) -> Self:
        """It ends when the next day begins."""
        if day == date.max:
            return cls(day.isoformat(), _LAST)
        following = day + timedelta(days=1)
        return cls(day.isoformat(), datetime(following.year, following.month, following.day, tzinfo=zone).astimezone(UTC))

    @classmethod
    def of_instant(cls, instant: datetime) -> Self:
        """Of a time with its zone or offset; seconds are the least that counts. Raises OverflowError outside the years 1 to 9999 of UTC."""
        at = instant.astimezone(UTC).replace(microsecond=0)
        return cls(at.isoformat().replace("+00:00", "Z"), at)


def read_deadline(text: str, zone: tzinfo) -> Deadline | None:
    """A date or a date-time of RFC 3339, the latter with Z or an offset; None for anything else. `zone` is the person's."""
    try:
        if _DAY.fullmatch(text):
            return Deadline.of_day(date.fromisoformat(text), zone)
        if found := _INSTANT.fullmatch(text):
            day, time, offset = found.groups()
            return Deadline.of_instant(datetime.fromisoformat(f"{day}T{time}{offset.upper()}"))
    except (OverflowError, ValueError):
        # The form is right, and there is no such day or time, or none of UTC.
        pass
    return None
