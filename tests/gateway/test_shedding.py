"""What HTTP answers while there is too much to do, however the request is written."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.protocol import BoundedProtocol
from gateway.shedding import refusal
from tests.eventually import eventually
from tests.gateway.host import serve_app
from tests.gateway.wire import chunk, connect

HOST = b"host: a\r\n"
PLAIN = b"POST /api/v1/events?a=b HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nX-Request-ID: mine\r\n\r\n{}"


@dataclass
class Work:
    """What a process has in work, and whether that is too much."""

    is_full: bool = False
    in_work: int = 0
    refused: int = 0
    most: int = 0

    def refuse(self) -> None:
        self.refused += 1

    def began(self) -> None:
        self.in_work += 1
        self.most = max(self.most, self.in_work)

    def ended(self) -> None:
        self.in_work -= 1


def protocol_of(work: Work) -> type[BoundedProtocol]:
    class Protocol(BoundedProtocol):
        load = work
        exempt = frozenset({b"/health"})

    return Protocol


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await PlainTextResponse("well")(scope, receive, send)


async def test_a_refusal_says_when_to_come_again_and_leaves_the_connection_open() -> None:
    work = Work(is_full=True)
    async with serve_app(answer, protocol_of(work)) as port, connect(port) as wire:
        for _ in range(2):
            await wire.say(PLAIN)
            heard = await wire.hear()
            told = json.loads(heard.body)
            assert (heard.status, heard.headers["retry-after"], heard.headers["x-request-id"]) == (503, "1", "mine")
            assert heard.headers["content-type"] == "application/problem+json"
            assert (told["code"], told["instance"], told["requestId"]) == ("overloaded", "/api/v1/events", "mine")
        work.is_full = False
        await wire.say(PLAIN)
        assert (await wire.hear()).body == b"well"
    assert (work.refused, work.in_work) == (2, 0)


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /a HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n" + chunk(b"a") + chunk(b""),
        b"POST /a HTTP/1.1\r\n" + HOST + b"content-length: 1\r\nexpect: 100-continue\r\n\r\na",
        b"GET /a HTTP/1.1\r\n" + HOST + b"connection: close\r\n\r\n",
        b"GET /%C3%A9 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /a HTTP/1.0\r\n\r\n",
    ],
)
async def test_what_is_unusual_is_refused_all_the_same(sent: bytes) -> None:
    async with serve_app(answer, protocol_of(Work(is_full=True))) as port, connect(port) as wire:
        await wire.say(sent)
        assert (await wire.hear()).status == 503


async def test_a_request_in_pieces_and_two_in_one_are_each_refused_once() -> None:
    work = Work(is_full=True)
    async with serve_app(answer, protocol_of(work)) as port, connect(port) as wire, connect(port) as other:
        await wire.say(PLAIN[:50])
        # By the time at which another one is answered, the half has been read.
        await other.say(PLAIN)
        assert (await other.hear()).status == 503
        await wire.say(PLAIN[50:])
        assert (await wire.hear()).status == 503
        await wire.say(PLAIN, PLAIN)
        assert [(await wire.hear()).status for _ in range(2)] == [503, 503]
    assert work.refused == 4


async def test_a_request_whose_body_has_not_come_is_no_work() -> None:
    work = Work()
    async with serve_app(answer, protocol_of(work)) as port, connect(port) as slow, connect(port) as wire:
        await slow.say(PLAIN[:-1])
        await wire.say(PLAIN)
        assert (await wire.hear()).body == b"well"
        assert work.most == 1
        await slow.say(PLAIN[-1:])
        assert (await slow.hear()).body == b"well"
    assert (work.most, work.in_work) == (1, 0)


async def test_a_client_that_leaves_takes_its_request_out_of_work() -> None:
    work, left = Work(), asyncio.Event()

    async def wait(scope: Scope, receive: Receive, _: Send) -> None:
        if scope["type"] == "http":
            while (await receive())["type"] != "http.disconnect":
                pass
            left.set()

    async with serve_app(wait, protocol_of(work)) as port:
        async with connect(port) as wire:
            await wire.say(PLAIN)
            await eventually(lambda: work.in_work == 1)
        await left.wait()
        await eventually(lambda: work.in_work == 0)


async def test_a_refusal_comes_behind_the_end_of_the_answer_before_it() -> None:
    work = Work()

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        async def pieces() -> AsyncIterator[str]:
            yield "first"
            work.is_full = True

        if scope["type"] == "http":
            await StreamingResponse(pieces())(scope, receive, send)

    async with serve_app(stream, protocol_of(work)) as port, connect(port) as wire:
        await wire.say(b"GET / HTTP/1.1\r\n", HOST, b"\r\n", PLAIN)
        assert (await wire.hear_until(b"0\r\n\r\n")).endswith(b"first\r\n0\r\n\r\n")
        assert (await wire.hear()).status == 503


async def test_whoever_watches_the_process_is_answered() -> None:
    async with serve_app(answer, protocol_of(Work(is_full=True))) as port, connect(port) as wire:
        await wire.say(b"GET /health HTTP/1.1\r\n", HOST, b"\r\n")
        assert (await wire.hear()).body == b"well"


async def test_a_request_is_in_work_until_its_answer_begins() -> None:
    work, go_on = Work(), asyncio.Event()

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        async def pieces() -> AsyncIterator[str]:
            yield "first"
            await go_on.wait()

        if scope["type"] == "http":
            assert work.in_work == 1
            await StreamingResponse(pieces())(scope, receive, send)

    async with serve_app(stream, protocol_of(work)) as port, connect(port) as wire:
        await wire.say(b"GET / HTTP/1.1\r\n", HOST, b"\r\n")
        await wire.hear_until(b"first")
        assert work.in_work == 0
        go_on.set()
        await wire.hear_until(b"0\r\n\r\n")
    assert work.in_work == 0


class Reader:
    """What a parser of HTTP makes of bytes."""

    def __init__(self) -> None:
        self.url, self.body, self.messages = b"", b"", 0

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_body(self, body: bytes) -> None:
        self.body += body

    def on_message_complete(self) -> None:
        self.messages += 1


LINES = st.sampled_from(
    [
        *(b"content-length: %d" % length for length in (0, 1, 2, 3)),
        *(b"Content-Length : 1", b"content-length:2", b"Transfer-Encoding: chunked", b"transfer-encoding : chunked", b"connection: close"),
        *(b"a: b\rtransfer-encoding: chunked", b"\x0btransfer-encoding: chunked", b"a: \0", b"a b: 1", b"no colon", b": c"),
        *(b"a: b", b" folded: content-length: 2", b"a: b\ncontent-length: 2", b"x-request-id: mine", b"expect: 100-continue", b""),
    ]
)


@given(
    method=st.sampled_from([b"GET", b"POST", b"HEAD"]),
    target=st.sampled_from([b"/a", b"/a?b", b"*", b"/a b"]),
    lines=st.lists(LINES, max_size=4),
    body=st.binary(max_size=4),
)
@example(method=b"POST", target=b"/a?b", lines=[b"a: b", b"content-length: 2"], body=b"{}")
@example(method=b"POST", target=b"/a", lines=[b"a: b\rtransfer-encoding: chunked"], body=b"")
@example(method=b"POST", target=b"/a", lines=[b"\x0btransfer-encoding: chunked"], body=b"")
@example(method=b"GET", target=b"/a", lines=[b"a: \0"], body=b"")
@example(method=b"GET", target=b"/a", lines=[b"a b: 1"], body=b"")
def test_what_is_taken_for_one_plain_request_is_one_for_a_reader_of_http(
    method: bytes, target: bytes, lines: list[bytes], body: bytes
) -> None:
    data = b"%b %b HTTP/1.1\r\n%b\r\n%b" % (method, target, b"".join(line + b"\r\n" for line in lines), body)
    if refusal(data, (), ()):
        reader = Reader()
        parser = httptools.HttpRequestParser(reader)
        parser.feed_data(data)
        assert (reader.messages, reader.url, reader.body, parser.should_keep_alive()) == (1, target, body, True)


def test_the_usual_request_is_plain() -> None:
    assert refusal(PLAIN, (), ())
    assert refusal(PLAIN, (b"/api/v1/events",), ()) is None
