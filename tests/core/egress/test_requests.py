"""What is sent, and what of the answer is kept."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from core.clock import Clock
from tests.core.egress.receivers import FINE, answers, receiving
from tests.core.egress.sending import opened, sent

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


class StoppedClock(Clock):
    def unix_seconds(self) -> float:
        return NOW.timestamp()


async def test_what_is_sent_is_what_was_given_and_little_else() -> None:
    async with receiving(answers(FINE)) as receiver, opened() as egress:
        headers = {"Content-Type": "application/json", "webhook-id": "1"}
        attempted = await egress.post(f"http://{receiver.address}/a?b=c#d", headers=headers, body=b'{"a":"\xc3\xbc"}', deadline_seconds=20)
    first, *fields = receiver.heads[0].decode().removesuffix("\r\n\r\n").split("\r\n")
    assert (attempted.error, first) == ("", "POST /a?b=c HTTP/1.1")
    assert dict(field.split(": ", 1) for field in fields) == {
        "Host": receiver.address,
        "User-Agent": "FluxDesk",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Content-Length": "10",
        "Content-Type": "application/json",
        "webhook-id": "1",
    }


async def test_nothing_of_one_answer_is_sent_with_the_next_request() -> None:
    async with (
        receiving(answers(b"HTTP/1.1 200 OK\r\nConnection: close\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")) as receiver,
        opened() as egress,
    ):
        for _ in range(2):
            assert (await sent(egress, f"http://{receiver.address}/")).error == ""
        assert receiver.heads[0] == receiver.heads[1]
        assert receiver.connections == 2


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"120", 120.0),
        (b" 0 ", 0.0),
        (b"9999999999", 9_999_999_999.0),
        (format_datetime(NOW + timedelta(minutes=2), usegmt=True).encode(), 120.0),
        (format_datetime(NOW - timedelta(days=2), usegmt=True).encode(), 0.0),
        (b"Thursday, 26-Nov-26 12:01:00 GMT", 60.0),
        (b"Thu Nov 26 12:01:00 2026", 60.0),
        (b"-1", None),
        (b"1.5", None),
        (b"10000000001", 1e10),
        (b"9" * 5000, 1e10),
        (b"0" * 5000 + b"7", 7.0),
        (b"soon", None),
        (b"\xff\xfe", None),
        (b"", None),
        (b"Thu, 26 Nov 99999 12:00:00 GMT", None),
        ("١٢".encode(), None),
    ],
)
async def test_retry_after_is_read_in_seconds_and_as_a_date(said: bytes, seconds: float | None) -> None:
    reply = b"HTTP/1.1 503 Busy\r\nRetry-After: " + said + b"\r\nContent-Length: 0\r\n\r\n"
    async with receiving(answers(reply)) as receiver, opened(clock=StoppedClock()) as egress:
        attempted = await sent(egress, f"http://{receiver.address}/")
    assert (attempted.error, attempted.retry_after_seconds) == ("status", seconds)


@pytest.mark.parametrize(("length", "error"), [(0, ""), (100_000, ""), (100_001, "too_large"), (10_000_000, "too_large")])
async def test_what_must_come_whole_is_too_large_beyond_its_bound(length: int, error: str) -> None:
    for framed in (b"Content-Length: %d\r\n\r\n" % length + b"x" * length, b"\r\n" + b"x" * length):
        async with receiving(answers(b"HTTP/1.1 200 OK\r\n" + framed)) as receiver, opened() as egress:
            attempted = await egress.get(f"http://{receiver.address}/", deadline_seconds=20, body_bytes_max=100_000)
        assert receiver.heads[0].startswith(b"GET / HTTP/1.1\r\n")
        assert (attempted.error, len(attempted.body)) == (error, min(length, 100_000))
