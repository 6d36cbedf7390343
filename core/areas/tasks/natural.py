"""Deadlines in words of English, Dutch and Chinese."""

import asyncio
import re
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, tzinfo
from typing import Final

from fluxdesk.reasons import Reason

from core.areas.tasks.deadlines import Deadline
from core.areas.tasks.phrases import tidy_phrase
from core.errors import Refusal

# What is longer is no deadline, and could keep the thread busy.
_CHARACTERS_MAX: Final = 60
_LANGUAGES: Final = ["en", "nl", "zh"]
# Less than a pool has connections, of which each holds one meanwhile. Who comes later is told to try again.
WAITING_MAX: Final = 8
# Loading dateparser takes 80 ms and its first phrase 160 ms more; later ones take one. None of it holds up the loop.
_thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="phrases")
# Whoever waits for it, and who is in it.
_waiting = 0

_LETTER: Final = re.compile(r"[^\W\d_]")
# Numbers alone are a deadline only where they tell a time, or a year with its month and day.
_TIME: Final = re.compile(r"\d{1,2}:\d{2}", re.ASCII)
_FULL_DAY: Final = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: \d{1,2}:\d{2})?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", re.ASCII)
_TWO_NUMBERS: Final = re.compile(r"(?<![\d:./-])(\d{1,2})[-/.](\d{1,2})(?![\d:])", re.ASCII)
# "tomorrow at 5" leaves open which half of the day is meant, and dateparser passes over the number.
_BARE_HOUR: Final = re.compile(r"(?<![\d:])\d{1,3}$", re.ASCII)
# Numbers that look like a day or a time: dateparser takes them for another one, or passes over them, where there is none such.
_DAY_NUMBERS: Final = re.compile(r"(?<![\d:])\d++(?:[-/.]\d++)++", re.ASCII)
_TIME_NUMBERS: Final = re.compile(r"(?<!\d)\d++(?::\d*+)++", re.ASCII)
_TIME_OF_DAY: Final = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", re.ASCII)
_HALF_DAY_HOUR: Final = re.compile(r"(\d++)(?::\d++)*+ ?[ap]\.?m\b", re.ASCII)
_HALF_DAY_HOURS: Final = range(1, 13)
# Hours that are added to a day, or a time of it: dateparser adds them.
_HOURS_OF_DAY: Final = re.compile(r"\b(?:today|tomorrow|vandaag|(?:over)?morgen) (?:at |om )?\d+ ?h\b", re.ASCII)
# An offset of hours and minutes has a minus too.
_NEGATIVE: Final = re.compile(r"(?:^|\s)[-\u2013\u2212]\s?\d{1,3}(?![\d:])", re.ASCII)
_YEAR_DIGITS: Final = 4
_MONTHS_MAX: Final = 12
# What dateparser calls the length of what it has read, where that is less than a day.
_TIMES: Final = frozenset({"time", "part_of_day"})


async def read_phrase(text: str, zone: tzinfo, now: datetime) -> Deadline | None:
    """A day, or an instant where a time is named: the next one of what is said, as the person in `zone` means it at `now`.

    Past ones are read as well where they are named as such. None for what is no deadline, and for what could mean two. Raises
    Refusal(UNAVAILABLE) where too many wait for the thread.
    """
    global _waiting  # noqa: PLW0603  # the one thread of the process has one queue
    if _waiting >= WAITING_MAX:
        raise Refusal(Reason.UNAVAILABLE, "Too many deadlines in words are read at this moment.", retry_after_seconds=1)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, _read, text, zone, now)
    finally:
        _waiting -= 1


def _read(text: str, zone: tzinfo, now: datetime) -> Deadline | None:
    if len(text) > _CHARACTERS_MAX:
        return None
    # The microsecond goes on into what is counted from now, and not into a time of day that is named.
    local = now.astimezone(zone).replace(tzinfo=None, microsecond=1)
    try:
        phrase = tidy_phrase(text, local.date())
        # One sign may stand for many, so the length is that of the phrase too.
        is_readable = len(phrase) <= _CHARACTERS_MAX and not _is_ambiguous(phrase)
        return _deadline(phrase, local, zone, now) if is_readable else None
    except (OverflowError, ValueError):
        # So far away that there is no such day.
        return None


def _is_ambiguous(phrase: str) -> bool:
    """Whether numbers could mean another day, or no day at all."""
    if not _LETTER.search(phrase) and not (_TIME.fullmatch(phrase) or _FULL_DAY.fullmatch(phrase)):
        return True
    if _NEGATIVE.search(phrase) or not all(map(_TIME_OF_DAY.fullmatch, _TIME_NUMBERS.findall(phrase))):
        return True
    if _HOURS_OF_DAY.search(phrase) or any(int(hour) not in _HALF_DAY_HOURS for hour in _HALF_DAY_HOUR.findall(phrase)):
        return True
    return any(a != b and int(a) <= _MONTHS_MAX and int(b) <= _MONTHS_MAX for a, b in _TWO_NUMBERS.findall(phrase))


def _deadline(phrase: str, local: datetime, zone: tzinfo, now: datetime) -> Deadline | None:
    found, period = (None, "") if _BARE_HOUR.search(phrase) else _parse(phrase, local, "relative-time")
    if found is None:
        found, period = _absolute(phrase, local)
    elif period in {"week", "month", "year"} and found.date() == local.date():
        # "this week" is no day.
        return None
    if found is None or not all(found.date() in _days(numbers, found.year) for numbers in _DAY_NUMBERS.findall(phrase)):
        return None
    if period not in _TIMES:
        if _TIME_NUMBERS.search(phrase) or _HALF_DAY_HOUR.search(phrase):
            return None
        return Deadline.of_day(found.date(), zone)
    if found.tzinfo is None and found.microsecond == local.microsecond:
        # Hours are counted as they pass, also where clocks are changed meanwhile.
        return Deadline.of_instant(now + (found - local))
    return Deadline.of_instant(found if found.tzinfo else found.replace(tzinfo=zone))


def _days(numbers: str, year: int) -> Collection[date]:
    """Those that the numbers of a date can mean: a year of four digits at either end, or that year where they name none."""
    parts = [int(part) for part in re.split("[-/.]", numbers)]
    match [len(part) == _YEAR_DIGITS for part in re.split("[-/.]", numbers)]:
        case [True, False, False]:
            return _existing(*parts)
        case [False, False, True]:
            return [*_existing(parts[2], parts[1], parts[0]), *_existing(parts[2], parts[0], parts[1])]
        case [False, False]:
            return [*_existing(year, parts[1], parts[0]), *_existing(year, parts[0], parts[1])]
        case _:
            return ()


def _existing(year: int, month: int, day: int) -> Collection[date]:
    """The day, if there is one."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _absolute(phrase: str, local: datetime) -> tuple[datetime | None, str]:
    """The next day or time of the name; a month or a year is neither. A date without a year may be today's."""
    found, period = _parse(phrase, local, "absolute-time")
    if found is None or period not in {"day", *_TIMES}:
        return None, ""
    is_anniversary = period == "day" and (found.month, found.day) == (local.month, local.day) and str(found.year) not in phrase
    return local if is_anniversary else found, period


def _parse(phrase: str, local: datetime, parser: str) -> tuple[datetime | None, str]:
    # Who never writes a deadline in words never loads it.
    from dateparser.date import DateDataParser  # noqa: PLC0415

    settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": local, "RETURN_TIME_AS_PERIOD": True, "PARSERS": [parser]}
    data = DateDataParser(languages=_LANGUAGES, settings=settings).get_date_data(phrase)
    return data.date_obj, data.period or ""
