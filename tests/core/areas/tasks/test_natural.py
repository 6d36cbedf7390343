"""Deadlines in words of three languages, said on Wednesday, 25 November 2026, at half past two in Amsterdam."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fluxdesk.reasons import Reason
from hypothesis import given, settings
from hypothesis import strategies as st

from core.areas.tasks.deadlines import Deadline
from core.areas.tasks.natural import WAITING_MAX, read_phrase
from core.errors import Refusal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 25, 13, 30, 17, 123456, tzinfo=UTC)


async def read(text: str, *, zone: ZoneInfo = AMSTERDAM, now: datetime = NOW) -> str | None:
    deadline = await read_phrase(text, zone, now)
    return deadline and deadline.text


ENGLISH = {
    "today": "2026-11-25",
    "tomorrow": "2026-11-26",
    "Day after tomorrow": "2026-11-27",
    "yesterday": "2026-11-24",
    "3 days ago": "2026-11-22",
    "friday": "2026-11-27",
    "fri": "2026-11-27",
    "wednesday": "2026-12-02",
    "next friday": "2026-11-27",
    "by friday": "2026-11-27",
    "next week": "2026-12-02",
    "next week friday": "2026-12-04",
    "friday next week": "2026-12-04",
    "next week fri 3pm": "2026-12-04T14:00:00Z",
    "this week monday": "2026-11-23",
    "end of week": "2026-11-27",
    "2w": "2026-12-09",
    "3d": "2026-11-28",
    "next month": "2026-12-25",
    "in 3 days": "2026-11-28",
    "in two weeks": "2026-12-09",
    "within 2 days": "2026-11-27",
    "2 weeks": "2026-12-09",
    "eod": "2026-11-25",
    "end of month": "2026-11-30",
    "dec 1": "2026-12-01",
    "December 1st": "2026-12-01",
    "1 December 2027": "2027-12-01",
    "nov 25": "2026-11-25",
    "feb 29": "2028-02-29",
    "31/12/2026": "2026-12-31",
    "2026/12/01": "2026-12-01",
    "in 2 hours": "2026-11-25T15:30:17Z",
    "in an hour": "2026-11-25T14:30:17Z",
    "now": "2026-11-25T13:30:17Z",
    "15:00": "2026-11-25T14:00:00Z",
    "9am": "2026-11-26T08:00:00Z",
    "friday 3pm": "2026-11-27T14:00:00Z",
    "friday at 15:00": "2026-11-27T14:00:00Z",
    "tomorrow at noon": "2026-11-26T11:00:00Z",
    "tonight": "2026-11-25T19:00:00Z",
    "saturday morning": "2026-11-28T08:00:00Z",
    "tomorrow 3pm EST": "2026-11-26T20:00:00Z",
    "tomorrow 3.15pm": "2026-11-26T14:15:00Z",
    "tomorrow 15:00 -05:00": "2026-11-26T20:00:00Z",
    "31/12 3pm": "2026-12-31T14:00:00Z",
    "2026-12-01 15:00": "2026-12-01T14:00:00Z",
    "2026-12-01T15:00": "2026-12-01T14:00:00Z",
}
DUTCH = {
    "vandaag": "2026-11-25",
    "morgen": "2026-11-26",
    "overmorgen": "2026-11-27",
    "gisteren": "2026-11-24",
    "vrijdag": "2026-11-27",
    "volgende vrijdag": "2026-11-27",
    "Aanstaande maandag": "2026-11-30",
    "op vrijdag": "2026-11-27",
    "volgende week": "2026-12-02",
    "volgende week vrijdag": "2026-12-04",
    "volgende week maandag": "2026-11-30",
    "vrijdag volgende week": "2026-12-04",
    "eind van de week": "2026-11-27",
    "volgende maand": "2026-12-25",
    "over 3 dagen": "2026-11-28",
    "over twee weken": "2026-12-09",
    "over een week": "2026-12-02",
    "binnen 2 dagen": "2026-11-27",
    "1 maart": "2027-03-01",
    "eind van de maand": "2026-11-30",
    "over 2 uur": "2026-11-25T15:30:17Z",
    "over één uur": "2026-11-25T14:30:17Z",
    "vrijdag om 15:00": "2026-11-27T14:00:00Z",
    "vrijdag 15 uur": "2026-11-27T14:00:00Z",
    "morgen 9.30 uur": "2026-11-26T08:30:00Z",
    "morgenochtend": "2026-11-26T08:00:00Z",
    "vanavond": "2026-11-25T17:00:00Z",
    "vrijdagmiddag": "2026-11-27T13:00:00Z",
}
CHINESE = {
    "今天": "2026-11-25",
    "明天": "2026-11-26",
    "后天": "2026-11-27",
    "大后天": "2026-11-28",
    "昨天": "2026-11-24",
    "周五": "2026-11-27",
    "星期天": "2026-11-29",
    "周三": "2026-12-02",
    "本周五": "2026-11-27",
    "下周五": "2026-12-04",
    "下星期一": "2026-11-30",
    "下个星期五": "2026-12-04",
    "下週五": "2026-12-04",
    "下周": "2026-12-02",
    "下个月": "2026-12-25",
    "3天后": "2026-11-28",
    "三天后": "2026-11-28",
    "二十一天后": "2026-12-16",
    "两周后": "2026-12-09",
    "两个星期后": "2026-12-09",
    "三個月後": "2027-02-25",
    "三天内": "2026-11-28",
    "12月1日": "2026-12-01",
    "十二月一日": "2026-12-01",
    "1月5号": "2027-01-05",
    "11月25日": "2026-11-25",
    "2026年12月1日": "2026-12-01",
    "明年1月1日": "2027-01-01",
    "今年十二月三十一日": "2026-12-31",
    "本月30日": "2026-11-30",
    "下个月5号": "2026-12-05",
    "月底": "2026-11-30",
    "2小时后": "2026-11-25T15:30:17Z",
    "半小时后": "2026-11-25T14:00:17Z",
    "明天下午3点": "2026-11-26T14:00:00Z",
    "明天下午三点半": "2026-11-26T14:30:00Z",
    "周五 下午3点15分": "2026-11-27T14:15:00Z",
    "明天上午10\uff1a30": "2026-11-26T09:30:00Z",
    "明天中午12点": "2026-11-26T11:00:00Z",
    "今晚": "2026-11-25T19:00:00Z",
    "明天早上9點": "2026-11-26T08:00:00Z",
}


@pytest.mark.parametrize(("text", "canonical"), [*ENGLISH.items(), *DUTCH.items(), *CHINESE.items()])
async def test_people_say_a_deadline_as_they_speak(text: str, canonical: str) -> None:
    assert await read(text) == canonical


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "foo",
            "soon",
            "later",
            "_^",
            "...",
            "a",
            "one",
            "may",
            "december",
            "2027",
            "5",
            "1.5",
            "10/10",
            "3,5",
            "1733011200",
            "20261201",
        ),
        # What could be two days, or two hours.
        *("12/1/2026", "1-12-2026", "01.12.2026", "1/12 3pm", "tomorrow at 5", "friday at 5", "this week", "明天晚上12点"),
        # What looks like a day or a time, and is none.
        *("2026-13-01", "2026-31-12", "2026/14/02", "2026.13.01", "by 2026-13-01", "2026-13-05T10:00", "2026-12-01T25:00", "2026-13-1st"),
        *("31/02 3pm", "13/13 3pm", "friday 26-12-01", "2026-12-01-05", "13月1日", "2026年13月1日", "明年2月30日", "本月31日"),
        *("tomorrow 25:00", "morgen 24:00", "tomorrow 9:75", "tomorrow 9:5", "tomorrow 13pm", "tomorrow 0am", "morgen 25 uur", "明天25点"),
        *("tomorrow 25h", "tomorrow 9h", "tomorrow 123", "dec 1 - 3"),
        # Spans that lead back, unless they are named as such.
        *("in -3 days", "-3d", "in \u22123 days", "- 2 weeks", "tomorrow -3 days", "-3天后", "over -3 dagen"),
        *("feb 30", "2026-02-30", "2月30日", "25:00", "in 99999 years", "in 99999999999 days", "9 uur 30", "tomorrow " + "and " * 20),
        "\ufdfa" * 40,
    ],
)
async def test_what_is_no_day_or_could_be_two_is_none(text: str) -> None:
    assert await read(text) is None


@pytest.mark.parametrize(
    ("text", "zone", "now", "canonical"),
    [
        # It is another day there.
        ("tomorrow", "Asia/Shanghai", "2026-11-25T16:00:00", "2026-11-27"),
        ("tomorrow", "America/Los_Angeles", "2026-11-25T07:59:59", "2026-11-25"),
        ("月底", "Pacific/Kiritimati", "2026-11-30T10:00:00", "2026-12-31"),
        ("9am", "Asia/Shanghai", "2026-11-25T00:30:00", "2026-11-25T01:00:00Z"),
        # Hours pass while clocks are changed; a time of day is what the clock shows.
        ("in 2 hours", "Europe/Amsterdam", "2026-03-29T00:30:00", "2026-03-29T02:30:00Z"),
        ("over 2 uur", "Europe/Amsterdam", "2026-10-25T00:30:00", "2026-10-25T02:30:00Z"),
        ("tomorrow 9am", "Europe/Amsterdam", "2026-03-28T12:00:00", "2026-03-29T07:00:00Z"),
        # A time that clocks skip is the one as long after midnight; of one that they show twice it is the first.
        ("tomorrow 2:30am", "Europe/Amsterdam", "2026-03-28T12:00:00", "2026-03-29T01:30:00Z"),
        ("tomorrow 2:30am", "Europe/Amsterdam", "2026-10-24T12:00:00", "2026-10-25T00:30:00Z"),
        ("friday", "Europe/Amsterdam", "2026-11-27T12:00:00", "2026-12-04"),
        ("dec 31", "Europe/Amsterdam", "2026-12-31T22:59:00", "2026-12-31"),
        ("dec 31", "Europe/Amsterdam", "2026-12-31T23:01:00", "2027-12-31"),
        ("end of week", "Europe/Amsterdam", "2026-11-28T12:00:00", "2026-12-04"),
        ("eow", "Europe/Amsterdam", "2026-11-27T12:00:00", "2026-11-27"),
        ("下个月5号", "Europe/Amsterdam", "2026-12-31T12:00:00", "2027-01-05"),
        ("next month", "Europe/Amsterdam", "2027-01-31T12:00:00", "2027-02-28"),
    ],
)
async def test_it_is_meant_where_and_when_the_person_is(text: str, zone: str, now: str, canonical: str) -> None:
    assert await read(text, zone=ZoneInfo(zone), now=datetime.fromisoformat(now).replace(tzinfo=UTC)) == canonical


async def test_who_would_wait_too_long_is_told_to_try_again() -> None:
    readings = (read_phrase("tomorrow", AMSTERDAM, NOW) for _ in range(WAITING_MAX + 1))
    *found, refused = await asyncio.gather(*readings, return_exceptions=True)
    assert all(isinstance(one, Deadline) for one in found)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.UNAVAILABLE
    assert isinstance(await read_phrase("tomorrow", AMSTERDAM, NOW), Deadline)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99), st.sampled_from("-/."), st.sampled_from(("", " 15:00", "t15:00")))
async def test_a_day_of_numbers_is_that_day_or_none(year: int, month: int, day: int, sign: str, time: str) -> None:
    text = f"{year:04}{sign}{month:02}{sign}{day:02}"
    try:
        wanted: date | None = date(year, month, day)
    except ValueError:
        wanted = None
    deadline = await read_phrase(text + time, AMSTERDAM, NOW)
    assert deadline is None or (wanted and deadline.at.astimezone(AMSTERDAM).date() - wanted <= timedelta(days=1))
    assert deadline is None or time or deadline.text == str(wanted)


PIECES = ("in", "over", "3", "days", "uur", "周", "十", "下", "点", "半", ":", "-", ".", " ", "mon", "at", "0", "9999")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join) | st.text(max_size=40))
async def test_nothing_that_is_written_breaks_it(text: str) -> None:
    deadline = await read_phrase(text, AMSTERDAM, NOW)
    assert deadline is None or deadline.at.tzinfo is UTC
