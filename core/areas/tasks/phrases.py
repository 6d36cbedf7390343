"""Ways to say a day in Dutch and Chinese, and a few in English, that dateparser does not read: each becomes one that it does."""

import calendar
import re
import unicodedata
from datetime import date, timedelta
from typing import Final

_LAST_OF_MONTH: Final = frozenset(
    {"eom", "end of month", "end of the month", "einde maand", "eind van de maand", "einde van de maand", "月底"},
)
_TODAY: Final = frozenset({"eod", "end of day", "end of the day", "einde dag", "einde van de dag"})
# Who works for an office means its last day; on a Saturday that of the week to come.
_LAST_OF_WEEK: Final = frozenset(
    {"eow", "end of week", "end of the week", "einde week", "eind van de week", "einde van de week"},
)
_FRIDAY: Final = 4
_PREPOSITION: Final = re.compile(r"^(?:by|before|on|until|op|voor|tot|uiterlijk) ")
_WITHIN: Final = re.compile(r"\b(?:within|binnen) ")
_WEEKS: Final = re.compile(r"\b(\d{1,3}) ?w\b", re.ASCII)
_POINT_IN_TIME: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?= ?[ap]m\b)", re.ASCII)
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon maandag ma",
            "tuesday tues tue dinsdag di",
            "wednesday wed woensdag wo",
            "thursday thurs thu donderdag do",
            "friday fri vrijdag vr",
            "saturday sat zaterdag za",
            "sunday sun zondag zo",
        )
    )
    for name in names.split()
}
_WEEKDAY_NAMES: Final = "|".join(_WEEKDAYS)
_WEEKS_AWAY: Final = {"this": 0, "deze": 0, "next": 1, "volgende": 1, "komende": 1}
_WEEK_NAMES: Final = f"({'|'.join(_WEEKS_AWAY)}) week"
_WEEKDAY_OF_WEEK: Final = re.compile(rf"\b(?:{_WEEK_NAMES} (?:on |op )?({_WEEKDAY_NAMES})|({_WEEKDAY_NAMES}) (?:of )?{_WEEK_NAMES})\b")

_DUTCH_NEXT_WEEKDAY: Final = re.compile(
    r"\b(?:volgende|komende|aanstaande|aankomende) (?=(?:maan|dins|woens|donder|vrij|zater|zon)dag\b)",
)
_DUTCH_NUMBERS: Final = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien")
_DUTCH_COUNT: Final = re.compile(rf"\bover ({'|'.join(_DUTCH_NUMBERS[1:])}|één) ")
# "over 2 uur" counts hours, all others tell the time.
_DUTCH_TIME: Final = re.compile(r"(?<!over )(?<![\d.,:])(\d{1,2})(?:[.:](\d{2}))? ?uur\b")
_DUTCH_PART_OF_DAY: Final = re.compile(r"\b(van|morgen|\w+dag) ?(ochtend|middag|avond)\b")
_DUTCH_HOURS: Final = {"ochtend": "9:00", "middag": "14:00", "avond": "18:00"}

_IS_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_SIMPLIFIED: Final = str.maketrans("後點號週個禮兩時鐘這內", "后点号周个礼两时钟这内")
_CHINESE_DIGITS: Final = "零一二三四五六七八九十"
# Up to 99, before what is counted: the numbers of weekdays stand behind it, and stay.
_CHINESE_COUNT: Final = re.compile(
    r"(?:([一二三四五六七八九]?)十([一二三四五六七八九]?)|([一二两三四五六七八九]))(?=[天日号个周小分点月年])"
)
_CHINESE_WEEKS: Final = re.compile(r"(?<=\d)个(?:星期|礼拜)")
_CHINESE_AFTER: Final = re.compile(r"(?:之后|以后|之内|以内|内)$")
_CHINESE_WEEKDAY: Final = re.compile(r"(上|下|本|这)?个?(?:周|星期|礼拜)([一二三四五六日天])")
_CHINESE_WEEKS_AWAY: Final = {"上": -1, "本": 0, "这": 0, "下": 1}
_CHINESE_DAY: Final = re.compile(r"(?:(?<!\d)(\d{4}|[去今明后])年|(?<![\d年]))(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_CHINESE_YEARS_AWAY: Final = {"去": -1, "今": 0, "明": 1, "后": 2}
_CHINESE_DAY_OF_MONTH: Final = re.compile(r"(本|这个?|下个?)月(\d{1,2})[日号]", re.ASCII)
_CHINESE_TIME: Final = re.compile(
    r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?(\d{1,2})(?:[点时](?:(\d{1,2})分?|(半)|整)?钟?|:(\d{2}))(?!后)",
)
_CHINESE_AFTERNOON: Final = frozenset({"中午", "下午", "傍晚", "晚上", "晚"})
_CHINESE_NOON: Final = frozenset({None, "上午", "中午", "下午"})
_NOON: Final = 12


def tidy_phrase(text: str, today: date) -> str:
    """The same in words that dateparser knows. `today` is the person's."""
    phrase = _PREPOSITION.sub("", " ".join(unicodedata.normalize("NFKC", text).lower().split()))
    if phrase in _TODAY:
        return today.isoformat()
    if phrase in _LAST_OF_MONTH:
        return today.replace(day=calendar.monthrange(today.year, today.month)[1]).isoformat()
    if phrase in _LAST_OF_WEEK:
        return (today + timedelta(days=(_FRIDAY - today.weekday()) % 7)).isoformat()
    return _chinese(phrase, today) if _IS_CHINESE.search(phrase) else _dutch(_western(phrase, today))


def _western(phrase: str, today: date) -> str:
    """What English and Dutch have in common."""
    phrase = _WEEKS.sub(r"\1 weeks", _WITHIN.sub("in ", phrase))
    phrase = _POINT_IN_TIME.sub(r"\1:\2", phrase)
    return _WEEKDAY_OF_WEEK.sub(lambda found: _weekday_of_week(found, today).isoformat(), phrase)


def _weekday_of_week(found: re.Match[str], today: date) -> date:
    """Of the named week, which begins on Monday."""
    week, weekday = found[1] or found[4], found[2] or found[3]
    return today + timedelta(days=_WEEKDAYS[weekday] - today.weekday(), weeks=_WEEKS_AWAY[week])


def _dutch(phrase: str) -> str:
    phrase = _DUTCH_NEXT_WEEKDAY.sub("", phrase)
    phrase = _DUTCH_COUNT.sub(lambda found: f"over {_dutch_number(found[1])} ", phrase)
    phrase = _DUTCH_TIME.sub(lambda found: f"{found[1]}:{found[2] or '00'}", phrase)
    return _DUTCH_PART_OF_DAY.sub(lambda found: f"{'vandaag' if found[1] == 'van' else found[1]} {_DUTCH_HOURS[found[2]]}", phrase)


def _dutch_number(word: str) -> int:
    return 1 if word == "één" else _DUTCH_NUMBERS.index(word)


def _chinese(phrase: str, today: date) -> str:
    phrase = phrase.translate(_SIMPLIFIED).replace(" ", "").replace("半小时", "30分钟")
    phrase = _CHINESE_COUNT.sub(_chinese_number, phrase)
    phrase = _CHINESE_AFTER.sub("后", _CHINESE_WEEKS.sub("周", phrase))
    phrase = phrase.replace("今晚", "今天晚").replace("明晚", "明天晚")
    phrase = phrase + "8点" if phrase.endswith(("晚", "晚上")) else phrase
    phrase = _CHINESE_WEEKDAY.sub(lambda found: _weekday(found, today).isoformat(), phrase)
    phrase = _CHINESE_DAY_OF_MONTH.sub(lambda found: _day_of_month(found[1], int(found[2]), today), phrase)
    phrase = _CHINESE_DAY.sub(lambda found: _chinese_day(found[1], int(found[2]), int(found[3]), today), phrase)
    return _CHINESE_TIME.sub(_chinese_time, phrase).strip()


def _chinese_number(found: re.Match[str]) -> str:
    tens, ones, digit = found.groups()
    if digit:
        return "2" if digit == "两" else str(_CHINESE_DIGITS.index(digit))
    return str(_CHINESE_DIGITS.index(tens or "一") * 10 + _CHINESE_DIGITS.index(ones or "零"))


def _weekday(found: re.Match[str], today: date) -> date:
    """Of the named week, which begins on Monday; without one the next day of the name."""
    wanted = "一二三四五六日".index(found[2].replace("天", "日"))
    if found[1]:
        return today + timedelta(days=wanted - today.weekday(), weeks=_CHINESE_WEEKS_AWAY[found[1]])
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _chinese_day(named: str | None, month: int, day: int, today: date) -> str:
    """Of the year that is named; else the next such day, today among them. One that no year has stays one, and nobody reads it."""
    if named is None:
        year = today.year + ((month, day) < (today.month, today.day))
    else:
        year = int(named) if named.isdecimal() else today.year + _CHINESE_YEARS_AWAY[named]
    return f"{year:04}-{month:02}-{day:02}"


def _day_of_month(named: str, day: int, today: date) -> str:
    """Of this month or the next."""
    months = today.year * 12 + today.month - 1 + named.startswith("下")
    return f"{months // 12:04}-{months % 12 + 1:02}-{day:02}"


def _chinese_time(found: re.Match[str]) -> str:
    """Twelve is noon, unless it is said to be at night: that stays what it is, since people mean either end of the day."""
    part, digits, minutes, half, seconds = found.groups()
    hour = int(digits)
    if hour == _NOON and part not in _CHINESE_NOON:
        return found[0]
    is_late = part in _CHINESE_AFTERNOON and hour < _NOON and not (part == "中午" and hour == _NOON - 1)
    return f" {hour + _NOON * is_late}:{'30' if half else (minutes or seconds or '0').zfill(2)}"
