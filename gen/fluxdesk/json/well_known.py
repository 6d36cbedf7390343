"""JSON of protobuf's own messages that declarations use: times, durations, and JSON of any shape."""

import re
from datetime import UTC, datetime, timedelta
from typing import cast

from fluxdesk.json import values
from fluxdesk.json.runtime import DEPTH_MAX, NESTED_TOO_DEEPLY, Faults, elements, entries, wrong
from google.protobuf.duration_pb2 import Duration
from google.protobuf.struct_pb2 import NULL_VALUE, ListValue, Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMESTAMP_SECONDS_MIN = int(datetime(1, 1, 1, tzinfo=UTC).timestamp())
_TIMESTAMP_SECONDS_MAX = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
# Bound of google.protobuf.Duration: 10,000 years.
_DURATION_SECONDS_MAX = 315_576_000_000
# Whole numbers up to this size stand exactly in a double, and are written as integers.
_EXACT_MAX = 2**53

_TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_DURATION = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,9}))?s")


def fill_timestamp(message: Timestamp, data: object, path: str, faults: Faults, _depth: int, /) -> None:
    """RFC 3339 with an offset, in the years 1 to 9999 of UTC."""
    message.SetInParent()
    found = _TIMESTAMP.fullmatch(data) if type(data) is str else None
    seconds = _seconds(found) if found else None
    if found is None or seconds is None:
        wrong(data, path, "", faults, "must be an RFC 3339 time with an offset, such as 2026-05-21T10:00:00+08:00")
        return
    message.seconds = seconds
    message.nanos = _nanos(found[3])


def encode_timestamp(message: Timestamp) -> str:
    """RFC 3339 in UTC, with no more digits than the time has."""
    text = (_EPOCH + timedelta(seconds=message.seconds)).isoformat()
    return f"{text[:19]}{_fraction(message.nanos)}Z"


def fill_duration(message: Duration, data: object, path: str, faults: Faults, _depth: int, /) -> None:
    """Seconds with up to nine digits behind the point, as "1.5s"."""
    message.SetInParent()
    found = _DURATION.fullmatch(data) if type(data) is str else None
    seconds, nanos = (int(found[2]), _nanos(found[3])) if found else (0, 0)
    if found is None or (seconds, nanos) > (_DURATION_SECONDS_MAX, 0):
        wrong(data, path, "", faults, f'must be a duration of at most {_DURATION_SECONDS_MAX} seconds, such as "1.5s"')
        return
    sign = -1 if found[1] else 1
    message.seconds, message.nanos = sign * seconds, sign * nanos


def encode_duration(message: Duration) -> str:
    """Seconds, with no more digits than the duration has."""
    sign = "-" if message.seconds < 0 or message.nanos < 0 else ""
    return f"{sign}{abs(message.seconds)}{_fraction(abs(message.nanos))}s"


def fill_struct(message: Struct, data: object, path: str, faults: Faults, depth: int, /) -> None:
    """An object of any shape."""
    message.SetInParent()
    fields = message.fields
    for key, place, item in entries(values.string, data, path, faults, depth=depth):
        fill_value(fields[key], item, place, faults, depth)


def encode_struct(message: Struct) -> dict[str, object]:
    """The object, in order of its keys."""
    return {key: encode_value(item) for key, item in sorted(message.fields.items(), key=_key)}


def fill_list_value(message: ListValue, data: object, path: str, faults: Faults, depth: int, /) -> None:
    """A list of any shape."""
    message.SetInParent()
    if depth > DEPTH_MAX:
        faults.add(path, NESTED_TOO_DEEPLY)
        return
    for place, item in elements(data, path, faults):
        fill_value(message.values.add(), item, place, faults, depth)


def encode_list_value(message: ListValue) -> list[object]:
    """The list, in its own order."""
    return [encode_value(item) for item in message.values]


def fill_value(message: Value, data: object, path: str, faults: Faults, depth: int, /) -> None:
    """JSON of any shape, null included. The depth is that of the object or list around it."""
    if data is None:
        message.null_value = NULL_VALUE
    elif type(data) is bool:
        message.bool_value = data
    elif type(data) is str:
        message.string_value = values.string(data, path, "", faults)
    elif isinstance(data, dict):
        fill_struct(message.struct_value, cast("object", data), path, faults, depth + 1)
    elif isinstance(data, list):
        fill_list_value(message.list_value, cast("object", data), path, faults, depth + 1)
    else:
        message.number_value = values.number(data, path, "", faults)


def encode_value(message: Value) -> object:
    """Whatever JSON the value is; whole numbers that a double holds exactly are written as integers."""
    match message.WhichOneof("kind"):
        case "struct_value":
            return encode_struct(message.struct_value)
        case "list_value":
            return encode_list_value(message.list_value)
        case "number_value":
            number = message.number_value
            return int(number) if abs(number) <= _EXACT_MAX and number.is_integer() else number
        case "string_value":
            return message.string_value
        case "bool_value":
            return message.bool_value
        case _:
            return None


def _seconds(found: re.Match[str]) -> int | None:
    """Seconds since 1970; None where no calendar has such a moment or protobuf cannot hold it."""
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{found[4].upper()}")
    except ValueError:
        return None
    seconds = int(moment.timestamp())
    return seconds if _TIMESTAMP_SECONDS_MIN <= seconds <= _TIMESTAMP_SECONDS_MAX else None


def _nanos(digits: str | None) -> int:
    return int(digits.ljust(9, "0")) if digits else 0


def _fraction(nanos: int) -> str:
    """Nothing, or 3, 6 or 9 digits, as protobuf writes them."""
    if not nanos:
        return ""
    digits = f"{nanos:09}"
    return f".{digits[:3] if digits.endswith('000000') else digits[:6] if digits.endswith('000') else digits}"


def _key(pair: tuple[str, object]) -> str:
    return pair[0]
