"""One list of scenarios over both doors: whatever a caller can see of a call is equal."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
import pytest
import pytest_asyncio
from fluxdesk.failures import read_failure
from grpc import aio
from scenarios.v1 import scenarios_pb2_grpc
from scenarios.v1.scenarios_pb2 import CountRequest, EchoRequest, FailRequest, IssueSecretRequest

from core.demo import Credentials
from core.server import Core
from tests.eventually import eventually
from tests.scenarios.service import ScenarioService

# A stub of grpcio is one class for both kinds of channel, which its types tell apart: scenarios take it untyped.
Scenario = Callable[[Any, str], Awaitable[object]]


@pytest_asyncio.fixture(scope="session")
async def network(scenario_core: Core) -> AsyncIterator[aio.Channel]:
    server, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel
    await server.stop(0)


def bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {token}"), ("x-request-id", "same-on-both"))


async def outcome(call: Any) -> object:
    """What the caller of a unary call sees of its failure."""
    try:
        return await call
    except aio.AioRpcError as error:
        trailers = sorted(key for key, _ in error.trailing_metadata() or ())
        return error.code(), error.details(), trailers, read_failure(error)
    except asyncio.CancelledError:
        return "cancelled", await call.code(), call.cancelled(), call.done()


async def echo(stub: Any, _: str) -> object:
    call = stub.Echo(EchoRequest(text="hé", times=2, pieces=["!"]))
    reply = await call
    trailers = dict(await call.trailing_metadata())
    return reply, await call.code(), await call.details(), trailers["x-letters"], call.done(), call.cancelled()


async def unary_fails(stub: Any, token: str) -> object:
    hows = ("NOT_FOUND", "CONFLICT", "RATE_LIMITED", "UNAVAILABLE", "PRECONDITION_FAILED")
    return [await outcome(stub.Fail(FailRequest(how=how), metadata=bearer(token))) for how in hows]


async def handler_raises(stub: Any, token: str) -> object:
    return [await outcome(stub.Fail(FailRequest(how=how), metadata=bearer(token))) for how in ("exception", "timeout")]


async def refused(stub: Any, token: str) -> object:
    return [
        await outcome(stub.Fail(FailRequest(how="NOT_FOUND"), metadata=(("x-request-id", "r1"),))),
        await outcome(stub.Fail(FailRequest(), metadata=bearer(token))),
        await outcome(stub.Echo(EchoRequest(text="x" * 200, times=10, pieces=["\0"]), metadata=(("x-request-id", "r1"),))),
        await outcome(stub.Fail(FailRequest(how="NOT_FOUND"), metadata=bearer(token[:-1]))),
    ]


async def deadline(stub: Any, token: str) -> object:
    call = stub.Fail(FailRequest(how="hang"), metadata=bearer(token), timeout=0.05)
    seen = await outcome(call)
    return seen, call.cancelled(), call.done()


async def cancel_by_caller(stub: Any, token: str) -> object:
    call = stub.Fail(FailRequest(how="hang"), metadata=bearer(token))
    return call.cancel(), await outcome(call), call.cancel()


async def caller_cancelled(stub: Any, token: str) -> object:
    call = stub.Fail(FailRequest(how="hang"), metadata=bearer(token))

    async def wait() -> object:
        return await call

    task = asyncio.create_task(wait())
    done, _ = await asyncio.wait([task], timeout=0.05)
    task.cancel()
    await asyncio.wait([task])
    return bool(done), task.cancelled(), await call.code()


async def server_stream(stub: Any, _: str) -> object:
    call = stub.Count(CountRequest(up_to=40))
    read = [event async for event in call]
    return read, await call.code(), [key for key, _ in await call.trailing_metadata()]


async def server_stream_by_read(stub: Any, _: str) -> object:
    call = stub.Count(CountRequest(up_to=1))
    return [await call.read(), await call.read(), await call.read() is aio.EOF, await call.read() is aio.EOF]


async def server_stream_refused(stub: Any, _: str) -> object:
    call = stub.Count(CountRequest(up_to=5000), metadata=(("x-request-id", "r1"),))
    try:
        return [event async for event in call]
    except aio.AioRpcError as error:
        return error.code(), error.details(), read_failure(error)


async def stream_cancelled(stub: Any, _: str) -> object:
    call = stub.Count(CountRequest(up_to=5, hang_after=2))
    read = [await call.read(), await call.read()]
    call.cancel()
    try:
        await call.read()
    except asyncio.CancelledError:
        return read, "cancelled", await call.code()
    return "read on"


async def stream_deadline(stub: Any, _: str) -> object:
    call = stub.Count(CountRequest(up_to=5, hang_after=2), timeout=0.5)
    read = [await call.read(), await call.read()]
    try:
        await call.read()
    except aio.AioRpcError as error:
        return read, error.code()
    return "no deadline"


async def chat_by_iterator(stub: Any, _: str) -> object:
    async def texts() -> AsyncIterator[EchoRequest]:
        for text in ("a", "bb", "ccc"):
            yield EchoRequest(text=text)

    call = stub.Chat(texts())
    return [reply async for reply in call], await call.code()


async def chat_by_write(stub: Any, _: str) -> object:
    call = stub.Chat()
    replies: list[object] = []
    for text in ("a", "bb"):
        await call.write(EchoRequest(text=text))
        replies.append(await call.read())
    await call.done_writing()
    return replies, await call.read() is aio.EOF, await call.code()


async def chat_with_a_bad_message(stub: Any, _: str) -> object:
    call = stub.Chat(metadata=(("x-request-id", "r1"),))
    await call.write(EchoRequest(text="a"))
    first = await call.read()
    await call.write(EchoRequest(text="x" * 101))
    try:
        await call.read()
    except aio.AioRpcError as error:
        return first, error.code(), error.details(), read_failure(error)
    return "accepted"


SCENARIOS: tuple[Scenario, ...] = (
    echo,
    unary_fails,
    handler_raises,
    refused,
    deadline,
    cancel_by_caller,
    caller_cancelled,
    server_stream,
    server_stream_by_read,
    server_stream_refused,
    stream_cancelled,
    stream_deadline,
    chat_by_iterator,
    chat_by_write,
    chat_with_a_bad_message,
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_a_caller_sees_the_same_through_both_doors(
    scenario: Scenario, scenario_core: Core, network: aio.Channel, workspace: Credentials
) -> None:
    beside = await scenario(scenarios_pb2_grpc.ScenarioServiceStub(scenario_core.channel), workspace["agent_key"])
    remote = await scenario(scenarios_pb2_grpc.ScenarioServiceStub(network), workspace["agent_key"])
    assert beside == remote


async def test_an_unknown_method_is_unimplemented_on_both_doors(scenario_core: Core, network: aio.Channel) -> None:
    for channel in (scenario_core.channel, network):
        with pytest.raises(aio.AioRpcError) as caught:
            await channel.unary_unary("/scenarios.v1.ScenarioService/Nothing")(b"")
        assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED


async def test_the_caller_learns_nothing_of_an_exception_but_the_request_id(scenario_core: Core, workspace: Credentials) -> None:
    stub = scenarios_pb2_grpc.ScenarioServiceStub(scenario_core.channel)
    with pytest.raises(aio.AioRpcError) as caught:
        await stub.Fail(FailRequest(how="exception"), metadata=bearer(workspace["agent_key"]))
    assert "must not reach" not in str(caught.value)
    assert "same-on-both" in read_failure(caught.value).detail


async def test_cancelling_a_call_cancels_its_handler(
    scenario_core: Core, network: aio.Channel, scenarios_service: ScenarioService, workspace: Credentials
) -> None:
    for channel in (scenario_core.channel, network):
        before = scenarios_service.cancelled
        stub = scenarios_pb2_grpc.ScenarioServiceStub(channel)
        stream = stub.Count(CountRequest(up_to=2, hang_after=1))
        await stream.read()
        stream.cancel()
        unary = stub.Fail(FailRequest(how="hang"), metadata=bearer(workspace["agent_key"]), timeout=1)
        with pytest.raises(aio.AioRpcError):
            await unary
        await eventually(lambda before=before: scenarios_service.cancelled == before + 2)


async def test_a_writer_learns_that_the_call_has_ended(scenario_core: Core, network: aio.Channel) -> None:
    for channel in (scenario_core.channel, network):
        call = scenarios_pb2_grpc.ScenarioServiceStub(channel).Chat()
        call.cancel()
        with pytest.raises((asyncio.CancelledError, asyncio.InvalidStateError)):
            await write_on(call)


async def write_on(call: Any) -> None:
    for _ in range(50):
        await call.write(EchoRequest(text="a"))


async def test_the_channel_takes_no_call_credentials(scenario_core: Core) -> None:
    stub = scenarios_pb2_grpc.ScenarioServiceStub(scenario_core.channel)
    with pytest.raises(NotImplementedError):
        stub.Echo(EchoRequest(), wait_for_ready=True)
    with pytest.raises(NotImplementedError):
        scenario_core.channel.stream_unary("/x/Y")


async def test_a_secret_reaches_its_caller_and_nobody_else(scenario_core: Core, workspace: Credentials) -> None:
    stub = scenarios_pb2_grpc.ScenarioServiceStub(scenario_core.channel)
    reply = await stub.IssueSecret(IssueSecretRequest(label="mine"), metadata=bearer(workspace["agent_key"]))
    assert reply.secret
