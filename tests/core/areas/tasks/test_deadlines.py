"""Dates and date-times of RFC 3339, and when they have passed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.areas.tasks.deadlines import read_deadline

UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("text", "zone", "canonical", "at"),
    [
        ("2026-12-01", "UTC", "2026-12-01", "2026-12-02T00:00:00"),
        ("2026-12-01", "Europe/Amsterdam", "2026-12-01", "2026-12-01T23:00:00"),
        ("2026-12-01", "Asia/Shanghai", "2026-12-01", "2026-12-01T16:00:00"),
        ("2026-12-01", "America/Los_Angeles", "2026-12-01", "2026-12-02T08:00:00"),
        ("2028-02-29", "UTC", "2028-02-29", "2028-03-01T00:00:00"),
        ("0001-01-01", "Asia/Shanghai", "0001-01-01", "0001-01-01T15:54:17"),
        ("9999-12-30", "Pacific/Honolulu", "9999-12-30", "9999-12-31T10:00:00"),
        # The next day is none that anything here can hold.
        ("9999-12-31", "Pacific/Honolulu", "9999-12-31", "9999-12-31T23:59:59"),
        ("9999-12-31T23:59:59Z", "Asia/Shanghai", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
        ("0002-01-01", "Asia/Shanghai", "0002-01-01", "0002-01-01T15:54:17"),
        ("9998-12-31", "Pacific/Honolulu", "9998-12-31", "9999-01-01T10:00:00"),
        # Days whose end the clocks do not show, or show twice, and days of 23 and 25 hours.
        ("2018-11-03", "America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00"),
        ("2026-03-29", "Europe/Amsterdam", "2026-03-29", "2026-03-29T22:00:00"),
        ("2026-10-25", "Europe/Amsterdam", "2026-10-25", "2026-10-25T23:00:00"),
        ("2026-12-01T15:00:00Z", "Asia/Shanghai", "2026-12-01T15:00:00Z", "2026-12-01T15:00:00"),
        ("2026-12-01t15:00:00z", "UTC", "2026-12-01T15:00:00Z", "2026-12-01T15:00:00"),
        ("2026-12-01T15:00:00+08:00", "UTC", "2026-12-01T07:00:00Z", "2026-12-01T07:00:00"),
        ("2026-12-01T15:00:00.123456789-00:30", "UTC", "2026-12-01T15:30:00Z", "2026-12-01T15:30:00"),
        ("0002-01-01T00:00:00+08:00", "UTC", "0001-12-31T16:00:00Z", "0001-12-31T16:00:00"),
    ],
)
def test_a_deadline_is_read_as_it_is_written(text: str, zone: str, canonical: str, at: str) -> None:
    read = read_deadline(text, ZoneInfo(zone))
    assert read == (canonical, datetime.fromisoformat(at).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        *("", "tomorrow", "2026", "2026-12", "20261201", "2026-W49-2", "2026-335", "2026-13-01", "2026-02-29", "2026-12-00"),
        *("2026-12-01T15:00:00", "2026-12-01T15:00Z", "2026-12-01 15:00:00Z", "2026-12-01T24:00:00Z", "2026-12-01T15:60:00Z"),
        *(
            "2026-12-01T15:00:00+24:00",
            "2026-12-01T15:00:00+0100",
            "2026-12-01T15:00:00,5Z",
            " 2026-12-01",
            "2026-12-01\n",
            "\uff12\uff10\uff12\uff16-12-01",
        ),
        *("0000-01-01", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00", "2026-12-01T15:00:00.Z"),
    ],
)
def test_nothing_else_is_a_deadline(text: str) -> None:
    assert read_deadline(text, UTC_ZONE) is None


@given(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.timezones(no_cache=True)))  # noqa: DTZ001
def test_an_instant_is_the_same_when_it_is_read_again(instant: datetime) -> None:
    sent = instant.astimezone(UTC).replace(microsecond=0)
    read = read_deadline(sent.isoformat(), UTC_ZONE)
    assert read is not None
    assert read.at == sent
    assert read_deadline(read.text, ZoneInfo("Asia/Tokyo")) == read


@given(st.dates(datetime(1, 1, 1).date(), datetime(9999, 12, 31).date()), st.timezone_keys())  # noqa: DTZ001
def test_a_day_ends_within_26_hours_of_its_end_anywhere(day: datetime, key: str) -> None:
    read = read_deadline(day.isoformat(), ZoneInfo(key))
    anywhere = read_deadline(day.isoformat(), UTC_ZONE)
    assert read
    assert anywhere
    assert read.text == day.isoformat()
    assert abs((read.at - anywhere.at).total_seconds()) <= 26 * 3600
