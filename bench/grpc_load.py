"""Publishes events over gRPC from a process of its own, and looks at every reply.

`python -m bench.grpc_load` carries out an order, a line of JSON, and answers it with a line, until its input ends.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import grpc
import uvloop
from fluxdesk.json import JSON
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import InboundEvent, PublishRequest, PublishStreamRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub

from bench.load import Sample, UnexpectedReply

if TYPE_CHECKING:
    from fluxdesk.v1.events_pb2_grpc import EventServiceAsyncStub

# The workers of a server share its port by connections, so there are more of those than workers.
_CHANNELS = 8
# What the product reads ahead of a stream.
_STREAM_IN_FLIGHT = 64


@dataclass(frozen=True, slots=True)
class Order:
    """Distinct events to the port for so long: one call at a time for each token, or a stream for each. `run` makes their ids differ."""

    port: int
    tokens: Sequence[str]
    event: Mapping[str, object]
    is_streaming: bool = False
    seconds: float = 0.0
    run: str = "once"


class Answer(NamedTuple):
    """What became of an order; `reply` is one of the replies in hexadecimal digits."""

    latencies_ms: Sequence[float]
    seconds: float
    cpu_seconds: float
    reply: str
    problem: str = ""


class GrpcLoad:
    """The process that loads."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def publish(self, order: Order, seconds: float, run: str) -> Sample:
        """The order for so long, as that run. Raises as `carry_out` does."""
        answer = self.carry_out(replace(order, seconds=seconds, run=run))
        return Sample.of(answer.latencies_ms, answer.seconds, answer.cpu_seconds)

    def carry_out(self, order: Order) -> Answer:
        """Raises UnexpectedReply for the first event that is not accepted as new."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        answer = Answer(*json.loads(self._process.stdout.readline()))
        if answer.problem:
            raise UnexpectedReply(answer.problem)
        return answer


@contextmanager
def grpc_load() -> Generator[GrpcLoad]:
    """For the block."""
    command = [sys.executable, "-m", "bench.grpc_load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield GrpcLoad(process)
        finally:
            # The end of its input ends it.
            assert process.stdin
            process.stdin.close()


async def _serve_orders() -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await _carry_out(Order(**json.loads(line)))), flush=True)


async def _carry_out(order: Order) -> Answer:
    latencies_ms: list[float] = []
    event = cast("InboundEvent", JSON[InboundEvent].decode(dict(order.event), "", []))
    options = [("grpc.use_local_subchannel_pool", 1)]
    channels = [grpc.aio.insecure_channel(f"127.0.0.1:{order.port}", options) for _ in range(min(_CHANNELS, len(order.tokens)))]
    try:
        await asyncio.gather(*(channel.channel_ready() for channel in channels))
        cpu_started, started = time.process_time(), time.perf_counter()
        work = _stream if order.is_streaming else _call
        last, *_ = await asyncio.gather(
            *(
                work(EventServiceStub(channels[number % len(channels)]), _Caller(order, event, number, started, latencies_ms))
                for number in range(len(order.tokens))
            )
        )
        return Answer(latencies_ms, time.perf_counter() - started, time.process_time() - cpu_started, last.SerializeToString().hex())
    except (UnexpectedReply, grpc.aio.AioRpcError) as problem:
        return Answer([], 0, 0, "", repr(problem))
    finally:
        for channel in channels:
            await channel.close()


class _Caller:
    """One token: which events it sends, and until when."""

    def __init__(self, order: Order, event: InboundEvent, number: int, started: float, latencies_ms: list[float]) -> None:
        self.metadata = (("authorization", f"Bearer {order.tokens[number]}"),)
        self.latencies_ms = latencies_ms
        self._event, self._ends = event, started + order.seconds
        self._name = f"{order.run}-{number:02d}"
        self._sent = 0

    def next_event(self) -> InboundEvent | None:
        """None once the time is over; there is one at least."""
        if self._sent and time.perf_counter() > self._ends:
            return None
        self._event.event_id = f"{self._name}-{self._sent:08d}"
        self._sent += 1
        return self._event

    def note(self, reply: Delivery, sent_at: float) -> None:
        if reply.deduped or not reply.delivery_id:
            message = f"not a new delivery: {reply}"
            raise UnexpectedReply(message)
        self.latencies_ms.append((time.perf_counter() - sent_at) * 1e3)


async def _call(stub: "EventServiceAsyncStub", caller: _Caller) -> Delivery:
    reply = Delivery()
    while event := caller.next_event():
        sent_at = time.perf_counter()
        reply = await stub.Publish(PublishRequest(event=event), metadata=caller.metadata)
        caller.note(reply, sent_at)
    return reply


async def _stream(stub: "EventServiceAsyncStub", caller: _Caller) -> Delivery:
    stream: Any = cast("Any", stub).PublishStream(metadata=caller.metadata)
    sent, room, reply = deque[float](), asyncio.Semaphore(_STREAM_IN_FLIGHT), Delivery()

    async def write() -> None:
        while event := caller.next_event():
            await room.acquire()
            sent.append(time.perf_counter())
            await stream.write(PublishStreamRequest(event=event))
        await stream.done_writing()

    writing = asyncio.create_task(write())
    async for answer in stream:
        if not answer.HasField("delivery"):
            message = f"not accepted: {answer}"
            raise UnexpectedReply(message)
        reply = answer.delivery
        caller.note(reply, sent.popleft())
        room.release()
    await writing
    return reply


if __name__ == "__main__":
    uvloop.run(_serve_orders())
