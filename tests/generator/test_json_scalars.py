"""What texts and numbers the codecs take for times, durations, bytes and numbers."""

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from scenarios.v1.scenarios_pb2 import Thing

from tests.generator.codecs import decode, faults_of, read
from tests.generator.test_json_requests import DURATION, TIME


@pytest.mark.parametrize(
    ("text", "seconds", "nanos"),
    [
        ("2026-05-21T10:00:00+08:00", 1779328800, 0),
        ("2026-05-21t02:00:00z", 1779328800, 0),
        ("1970-01-01T00:00:00-00:00", 0, 0),
        ("1970-01-01T00:00:00.123456789Z", 0, 123456789),
        ("1969-12-31T23:59:59.5Z", -1, 500000000),
        ("0001-01-01T00:00:00Z", -62135596800, 0),
        ("9999-12-31T23:59:59.999999999Z", 253402300799, 999999999),
        ("2024-02-29T00:00:00Z", 1709164800, 0),
    ],
)
def test_a_time_is_read_with_its_offset(text: str, seconds: int, nanos: int) -> None:
    message, found = decode(Thing, {"at": text})
    assert not found
    assert message.at == Timestamp(seconds=seconds, nanos=nanos)
    assert message.HasField("at")


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-21T10:00:00",
        "2026-05-21 10:00:00Z",
        "2026-05-21",
        "20260521T100000Z",
        "2026-W21-4T10:00:00Z",
        "2026-05-21T10:00Z",
        "2026-05-21T10:00:00.Z",
        "2026-05-21T10:00:00.1234567890Z",
        "2026-05-21T10:00:00,5Z",
        "2026-05-21T24:00:00Z",
        "2026-05-21T10:00:60Z",
        "2023-02-29T10:00:00Z",
        "2026-05-21T10:00:00+24:00",
        "2026-05-21T10:00:00+08",
        "2026-05-21T10:00:00+0800",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "٢٠٢٦-05-21T10:00:00Z",
        "2026-05-21T10:00:00Z\n",
        "",
    ],
)
def test_what_is_no_moment_of_the_years_1_to_9999_is_refused(text: str) -> None:
    message, found = decode(Thing, {"at": text})
    assert found == [("at", TIME)]
    assert message.HasField("at"), "a faulty field still counts as sent"


@pytest.mark.parametrize(
    ("text", "seconds", "nanos"),
    [("1.5s", 1, 500000000), ("-0.000000001s", 0, -1), ("-2s", -2, 0), ("0s", 0, 0), ("315576000000s", 315576000000, 0)],
)
def test_a_duration_is_read_in_seconds(text: str, seconds: int, nanos: int) -> None:
    message, found = decode(Thing, {"lasting": text})
    assert not found
    assert (message.lasting.seconds, message.lasting.nanos) == (seconds, nanos)


@pytest.mark.parametrize("text", ["1", "1.s", ".5s", "1,5s", "1.0000000000s", "315576000000.1s", "999999999999s", "1m", "+1s", "s", ""])
def test_what_is_no_duration_is_refused(text: str) -> None:
    assert faults_of(Thing, {"lasting": text}) == [("lasting", DURATION)]


@pytest.mark.parametrize(("text", "value"), [("+/+/", b"\xfb\xff\xbf"), ("-_-_", b"\xfb\xff\xbf"), ("QQ==", b"A"), ("", b"")])
def test_bytes_come_in_either_alphabet(text: str, value: bytes) -> None:
    message, found = decode(Thing, {"data": text})
    assert not found
    assert message.data == value


@pytest.mark.parametrize(("sent", "value"), [(2**63 - 1, 2**63 - 1), ("-9223372036854775808", -(2**63)), ("0", 0), (-1, -1)])
def test_an_integer_of_64_bits_comes_as_a_number_or_as_digits(sent: object, value: int) -> None:
    message, found = decode(Thing, {"large": sent})
    assert not found
    assert message.large == value


@pytest.mark.parametrize(("field", "sent", "value"), [("small", 1.0, 1), ("small", -0.0, 0), ("large", 2.0**53, 2**53)])
def test_a_whole_number_with_a_decimal_point_is_an_integer(field: str, sent: float, value: int) -> None:
    message, found = decode(Thing, {field: sent})
    assert not found
    assert getattr(message, field) == value


def test_a_number_that_no_field_can_hold_is_a_fault_and_no_exception() -> None:
    _, found = read(Thing, f'{{"small": 1{"0" * 5000}, "large": 1e400, "ratio": -1e400, "larger": 1{"0" * 100}, "extra": {{"a": 1e999}}}}')
    assert [path for path, _ in found] == ["small", "large", "larger", "ratio", 'extra["a"]']


def test_an_integer_will_do_for_a_ratio() -> None:
    message, found = decode(Thing, {"ratio": 3})
    assert not found
    assert message.ratio == 3.0
