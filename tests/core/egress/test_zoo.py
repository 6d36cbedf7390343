"""Receivers that misbehave cost an attempt a bounded time and memory, and what they did is told by one word."""

import asyncio
import gzip
import tracemalloc

import pytest

from core.egress.public import Egress
from tests.core.egress.receivers import FINE, Answer, answers, drips, floods, half_closes, keeps_silent, receiving, resets, stops_reading
from tests.core.egress.sending import opened, sent

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(20_000_000))
GZIP = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB)
# How it answers, what the attempt is called, which status it got, and how much of the body.
WITHOUT_WAITING = {
    "as it should": (answers(FINE), "", 200, b"fine"),
    "with an endless body": (floods(OK + b"\r\n", b"x" * 65_536), "", 200, b"x" * 4096),
    "with an endless chunked body": (floods(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), "", 200, b"x" * 4096),
    "with a body without length, as of old": (answers(b"HTTP/1.0 200 OK\r\n\r\nold"), "", 200, b"old"),
    "and half-closes": (half_closes(FINE), "", 200, b"fine"),
    "with a body packed a thousandfold": (answers(GZIP + BOMB), "", 200, BOMB[:4096]),
    "after an interim reply": (answers(b"HTTP/1.1 103 Early Hints\r\n\r\n", FINE), "", 200, b"fine"),
    "with endless extensions of a chunk": (floods(CHUNKED + b"1;", b"x" * 4096), "", 200, b""),
    "without a body": (answers(b"HTTP/1.1 204 No Content\r\n\r\n"), "", 204, b""),
    "that it is gone": (answers(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"), "status", 410, b""),
    "that it fails": (answers(b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"), "status", 503, b"busy"),
    "that nothing changed": (answers(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "redirect", 304, b""),
    "in another protocol from here on": (answers(b"HTTP/1.1 101 Up\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"), "status", 101, b""),
    "with a flood of fields": (floods(OK, b"a: b\r\n" * 1000), "too_large", None, b""),
    "with an endless field": (floods(OK + b"a: ", b"x" * 65_536), "too_large", None, b""),
    "with an endless reason": (floods(b"HTTP/1.1 200 ", b"x" * 65_536), "too_large", None, b""),
    "with a flood of interim replies": (floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000), "too_large", None, b""),
    "in another language": (answers(b"220 mail.example ESMTP\r\n"), "protocol", None, b""),
    "with nothing": (answers(), "protocol", None, b""),
    "with nothing, and listens": (half_closes(b""), "protocol", None, b""),
    "and resets": (resets(b""), "protocol", None, b""),
    "and resets in its head": (resets(OK + b"a: b"), "protocol", None, b""),
    "and resets in its body": (resets(OK + b"Content-Length: 9\r\n\r\nhalf"), "protocol", 200, b"half"),
    "and ends in its body": (answers(OK + b"Content-Length: 9\r\n\r\nhalf"), "protocol", 200, b"half"),
    "with a wrong chunk": (answers(CHUNKED + b"4\r\nhalf\r\nnot hex\r\n"), "protocol", None, b""),
    "with a chunk that is longer than it says": (answers(CHUNKED + b"2\r\nthree\r\n0\r\n\r\n"), "protocol", None, b""),
    "with two lengths": (answers(OK + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nhalf"), "protocol", None, b""),
}
UNTIL_THE_DEADLINE = {
    "never": (keeps_silent, None),
    "with one byte of its head at a time": (drips(b"", OK + b"a: b\r\n" * 1000), None),
    "with one byte of its body at a time": (drips(OK + b"\r\n", b"x"), 200),
    "with one interim reply at a time": (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), None),
    "never, without reading": (stops_reading, None),
}


@pytest.mark.parametrize("how", WITHOUT_WAITING)
async def test_an_attempt_tells_how_it_was_answered(how: str) -> None:
    answer, error, status, body = WITHOUT_WAITING[how]
    async with receiving(answer) as receiver, opened(connections_max=1) as egress:
        attempted = await sent(egress, f"http://{receiver.address}/hook")
        assert (attempted.error, attempted.status) == (error, status)
        # What comes in one packet with the end may be lost with it.
        assert attempted.body == body or (error == "protocol" and body.startswith(attempted.body))
        await assert_that_the_slot_is_free(egress)


@pytest.mark.parametrize("how", UNTIL_THE_DEADLINE)
async def test_an_attempt_ends_at_its_deadline_and_frees_its_slot(how: str) -> None:
    answer, status = UNTIL_THE_DEADLINE[how]
    # Where an answer begins, a busy machine needs time for that.
    deadline_seconds = 0.5 if status is None else 2
    async with receiving(answer) as receiver, opened(connections_max=1) as egress:
        attempted = await sent(egress, f"http://{receiver.address}/hook", body=bytes(1_000_000), deadline_seconds=deadline_seconds)
        assert (attempted.error, attempted.status, attempted.address) == ("timeout", status, "127.0.0.1")
        await assert_that_the_slot_is_free(egress)


async def test_attempts_beyond_the_connections_wait_on_their_own_time() -> None:
    async with receiving(keeps_silent) as silent, receiving(answers(FINE)) as fine, opened(connections_max=1) as egress:
        first = asyncio.create_task(sent(egress, f"http://{silent.address}", deadline_seconds=2))
        await silent.was_asked.wait()
        second = await sent(egress, f"http://{fine.address}", deadline_seconds=0.2)
        assert (second.error, second.address, fine.connections) == ("timeout", "", 0)
        assert (await first).error == "timeout"


async def test_an_attempt_that_is_cancelled_frees_its_slot() -> None:
    async with receiving(keeps_silent) as silent, opened(connections_max=1) as egress:
        attempt = asyncio.create_task(sent(egress, f"http://{silent.address}"))
        await silent.was_asked.wait()
        attempt.cancel()
        with pytest.raises(asyncio.CancelledError):
            await attempt
        await assert_that_the_slot_is_free(egress)


@pytest.mark.parametrize(
    "answer",
    [
        floods(OK + b"\r\n", b"x" * 65_536),
        floods(OK, b"a: b\r\n" * 10_000),
        floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000),
        floods(GZIP, BOMB),
    ],
)
async def test_twenty_floods_at_once_take_no_more_memory_than_their_bounds(answer: Answer) -> None:
    async with receiving(answer) as receiver, opened() as egress:
        await sent(egress, f"http://{receiver.address}")
        tracemalloc.start()
        try:
            await asyncio.gather(*(sent(egress, f"http://{receiver.address}") for _ in range(20)))
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        # One flood alone would send this in a second; the buffers of the receivers are in it.
        assert peak < 64_000_000


async def assert_that_the_slot_is_free(egress: Egress) -> None:
    async with receiving(answers(FINE)) as fine:
        assert (await sent(egress, f"http://{fine.address}")).error == ""
