"""Offers events over gRPC at a rate, whether or not those before are answered, from a process of its own.

`python -m bench.grpc_open_loop` carries out one order, which is a line of JSON, and prints what became of it.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, cast

import grpc
import uvloop
from fluxdesk.failures import read_failure
from fluxdesk.json import JSON
from fluxdesk.v1.events_pb2 import InboundEvent, PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub

from bench.offered import PATIENCE_SECONDS, Offered

if TYPE_CHECKING:
    from fluxdesk.v1.events_pb2_grpc import EventServiceAsyncStub

_CHANNELS = 8
_IN_FLIGHT_MAX = 20_000
_TICK_SECONDS = 0.002


def offer(port: int, tokens: Sequence[str], event: Mapping[str, object], per_second: float, seconds: float, run: str) -> Offered:
    """So many distinct events a second for that long, and then waits for the last answers."""
    order = json.dumps([port, [*tokens], {**event}, per_second, seconds, run])
    done = subprocess.run([sys.executable, "-m", "bench.grpc_open_loop"], input=order, stdout=subprocess.PIPE, text=True, check=True)
    return Offered(**json.loads(done.stdout))


async def _offer(port: int, tokens: Sequence[str], event: Mapping[str, object], per_second: float, seconds: float, run: str) -> Offered:
    options = [("grpc.use_local_subchannel_pool", 1)]
    channels = [grpc.aio.insecure_channel(f"127.0.0.1:{port}", options) for _ in range(_CHANNELS)]
    stubs = [EventServiceStub(channel) for channel in channels]
    callers = [(("authorization", f"Bearer {token}"),) for token in tokens]
    message = cast("InboundEvent", JSON[InboundEvent].decode(dict(event), "", []))
    running: set[asyncio.Task[None]] = set()
    done = Offered()
    await asyncio.gather(*(channel.channel_ready() for channel in channels))
    cpu_started, started = time.process_time(), time.perf_counter()
    while (now := time.perf_counter()) - started < seconds:
        for _ in range(int((now - started) * per_second) - done.calls):
            done.calls += 1
            if len(running) >= _IN_FLIGHT_MAX:
                done.unsent += 1
                continue
            message.event_id = f"{run}-{done.calls:08d}"
            call = _call(stubs[done.calls % _CHANNELS], PublishRequest(event=message), callers[done.calls % len(callers)], done)
            task = asyncio.create_task(call)
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.sleep(_TICK_SECONDS)
    done.end(time.perf_counter() - started)
    await asyncio.gather(*running)
    done.cpu_seconds = time.process_time() - cpu_started
    for channel in channels:
        await channel.close()
    return done


async def _call(stub: "EventServiceAsyncStub", request: PublishRequest, metadata: tuple[tuple[str, str], ...], done: Offered) -> None:
    sent_at = time.perf_counter()
    try:
        await stub.Publish(request, metadata=metadata, timeout=PATIENCE_SECONDS)
        done.accepted_ms.append((time.perf_counter() - sent_at) * 1e3)
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
            done.late += 1
        else:
            is_mute = read_failure(error).retry_after_seconds is None
            done.refuse(error.code().name, (time.perf_counter() - sent_at) * 1e3, is_mute=is_mute)


def main() -> None:
    print(json.dumps(asdict(uvloop.run(_offer(*json.loads(sys.stdin.readline()))))))


if __name__ == "__main__":
    main()
