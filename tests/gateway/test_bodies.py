"""Bodies are counted while they come in, and never cut."""

import json
from collections.abc import AsyncIterator

import httpx2
import pytest

from core.rpc.call import Call
from core.server import Core
from gateway.limits import BODY_BYTES_MAX, Limits
from tests.gateway.conftest import Served, serve_gateway
from tests.gateway.wire import Wire, chunk, connect

FAIL = "/api/scenarios/fail"
NOBODY = b"POST /api/scenarios/fail HTTP/1.1\r\nhost: a\r\n"
WELL = b'{"how": "well"}'


@pytest.fixture(scope="session")
def head(bearer: str) -> bytes:
    """The beginning of a request with a good credential."""
    return NOBODY + f"authorization: {bearer}\r\n".encode()


@pytest.fixture
async def wire(served: Served) -> AsyncIterator[Wire]:
    async with connect(served.port) as made:
        yield made


def body_of(size: int) -> bytes:
    return WELL + b" " * (size - len(WELL))


async def test_a_body_of_the_greatest_size_is_read_whole(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    assert (await http.post(FAIL, content=body_of(BODY_BYTES_MAX))).status_code == 200
    assert len(calls) == 1


async def test_one_byte_more_is_too_large(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    answer = await http.post(FAIL, content=body_of(BODY_BYTES_MAX + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")
    assert answer.headers["x-request-id"] == answer.json()["requestId"]
    assert not calls


async def test_an_announced_length_is_refused_before_a_byte_is_read(wire: Wire, head: bytes) -> None:
    await wire.say(head, b"content-length: 262145\r\nexpect: 100-continue\r\n\r\n")
    heard = await wire.hear()
    assert (heard.status, heard.headers["connection"]) == (413, "close")


async def test_a_chunked_body_is_refused_while_it_is_sent(wire: Wire, head: bytes) -> None:
    await wire.say(head, b"transfer-encoding: chunked\r\n\r\n")
    for _ in range(5):
        await wire.say(chunk(b" " * 65_536))
    heard = await wire.hear()
    assert (heard.status, json.loads(heard.body)["status"]) == (413, 413)
    # The answer came although the body has not ended, and the rest of it is still taken, so that nothing is reset.
    await wire.say(chunk(b" " * 65_536), chunk(b""))
    assert await wire.is_closed()


async def test_a_client_that_never_ends_its_body_is_left(calls: list[Call], scenario_core: Core, head: bytes) -> None:
    async with serve_gateway(scenario_core.channel, Limits(linger_seconds_max=0.01)) as served, connect(served.port) as wire:
        await wire.say(head, b"transfer-encoding: chunked\r\n\r\n", chunk(b" " * (BODY_BYTES_MAX + 1)))
        assert (await wire.hear()).status == 413
        assert await wire.is_closed()
    assert not calls


async def test_a_body_in_small_pieces_is_put_together(wire: Wire, head: bytes) -> None:
    await wire.say(head, b"transfer-encoding: chunked\r\n\r\n")
    for byte in WELL:
        await wire.say(chunk(bytes([byte])))
    await wire.say(chunk(b""))
    assert (await wire.hear()).status == 200


async def test_a_body_that_does_not_arrive_is_not_waited_for(calls: list[Call], scenario_core: Core, head: bytes) -> None:
    async with serve_gateway(scenario_core.channel, Limits(body_seconds_max=0.01)) as served, connect(served.port) as wire:
        await wire.say(head, b"content-length: 15\r\n\r\n", WELL[:5])
        heard = await wire.hear()
        assert (heard.status, json.loads(heard.body)["code"]) == (504, "deadline_exceeded")
    assert not calls


async def test_a_missing_credential_is_refused_before_the_body_is_read(wire: Wire, calls: list[Call], head: bytes) -> None:
    await wire.say(NOBODY, b"content-length: 15\r\n\r\n")
    assert (await wire.hear()).status == 401
    assert not calls
    # The connection stays usable once the small body has passed.
    await wire.say(WELL, head, b"content-length: 15\r\n\r\n", WELL)
    assert (await wire.hear()).status == 200


async def test_a_missing_credential_is_refused_before_a_body_is_too_large(wire: Wire) -> None:
    await wire.say(NOBODY, b"content-length: 99999999\r\n\r\n")
    heard = await wire.hear()
    assert (heard.status, heard.headers["connection"]) == (401, "close")


async def test_white_space_around_header_values_does_not_matter(wire: Wire, calls: list[Call], head: bytes) -> None:
    padded = b'idempotency-key:  "k" \r\nx-request-id: id-1 \r\ncontent-type: application/json \t\r\n'
    await wire.say(head[:-2], b"  \r\n", padded, b"content-length: 15\r\n\r\n", WELL)
    heard = await wire.hear()
    assert (heard.status, heard.headers["x-request-id"]) == (200, "id-1")
    assert calls[0].metadata["idempotency-key"] == '"k"'


async def test_a_client_that_leaves_amid_its_body_makes_no_call(served: Served, head: bytes, calls: list[Call]) -> None:
    async with connect(served.port) as wire:
        await wire.say(head, b"content-length: 15\r\n\r\n", WELL[:5])
    async with connect(served.port) as wire:
        await wire.say(head, b"content-length: 15\r\n\r\n", WELL)
        assert (await wire.hear()).status == 200
    assert len(calls) == 1
