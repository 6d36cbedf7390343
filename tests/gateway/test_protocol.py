"""What comes before a request is bounded, in bytes and in time."""

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from gateway.protocol import HEAD_BYTES_MAX, BoundedProtocol
from tests.eventually import eventually
from tests.gateway.host import serve_app
from tests.gateway.wire import connect

REQUEST = b"GET / HTTP/1.1\r\nhost: a\r\n"


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await PlainTextResponse("well")(scope, receive, send)


class Hasty(BoundedProtocol):
    head_seconds_max = 0.05


@pytest.mark.parametrize("endless", [b"a: b\r\n" * 1000, b"a: " + b"b" * 1000, b"c" * 1000])
async def test_headers_without_end_are_refused(endless: bytes) -> None:
    async with serve_app(answer) as port, connect(port) as wire:
        await wire.say(REQUEST, endless)
        for _ in range(HEAD_BYTES_MAX // 1000 + 1):
            await wire.say(b"b" * 1000 if endless[-1:] != b"\n" else endless[:1000])
        assert (await wire.hear()).status == 431
        assert await wire.is_closed()


async def test_many_headers_and_many_requests_are_taken() -> None:
    async with serve_app(answer) as port, connect(port) as wire:
        for _ in range(40):
            await wire.say(REQUEST, b"a: b\r\n" * 300, b"\r\n")
            assert (await wire.hear()).body == b"well"


@pytest.mark.parametrize("sent", [b"", b"GET /", REQUEST])
async def test_headers_that_do_not_come_are_not_waited_for(sent: bytes) -> None:
    async with serve_app(answer, Hasty) as port, connect(port) as wire:
        await wire.say(sent)
        assert await wire.is_closed()


async def answer_late(scope: Scope, receive: Receive, send: Send) -> None:
    """Once the body has come."""
    while scope["type"] == "http" and (await receive()).get("more_body"):
        pass
    await answer(scope, receive, send)


async def test_a_client_that_leaves_ends_a_request_behind_which_another_one_waits() -> None:
    ended: list[str] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        """Until the client is gone."""
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"first", "more_body": True})
            while (await receive())["type"] != "http.disconnect":
                pass
            await send({"type": "http.response.body", "body": b"last"})
            ended.append(scope["path"])

    async with serve_app(stream) as port:
        async with connect(port) as wire:
            await wire.say(b"GET /a HTTP/1.1\r\nhost: a\r\n\r\n", b"GET /b HTTP/1.1\r\nhost: a\r\n\r\n")
            await wire.hear_until(b"first")
        await eventually(lambda: ended == ["/a"])


async def test_a_body_may_take_longer_than_a_head() -> None:
    async with serve_app(answer_late, Hasty) as port, connect(port) as wire, connect(port) as silent:
        await wire.say(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\n")
        # By then the time for a head has passed.
        assert await silent.is_closed()
        await wire.say(b"x")
        assert (await wire.hear()).body == b"well"
