"""The channel to FluxDesk: who calls, which failures pass, and how long to wait for the next try."""

import random
import sys
from types import TracebackType
from typing import Self

import grpc
from grpc import aio

# The server takes a ping every five minutes from a connection on which nothing else moves, and drops those that send more.
_PING_MILLISECONDS = 310_000
_PAUSE_SECONDS_MIN, _PAUSE_SECONDS_MAX = 0.25, 15.0
# Calling again with the same credential and the same request gives the same answer.
_FINAL = frozenset(
    {
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)


class Refused(Exception):
    """FluxDesk will not answer otherwise until a person changes something."""


class Connection:
    """One channel with its credential. gRPC connects when it is used, and again after it broke."""

    def __init__(self, server: str, token: str, *, is_tls: bool) -> None:
        options = [
            ("grpc.keepalive_time_ms", _PING_MILLISECONDS),
            # The pauses between sessions are ours: the channel need not add its own, of up to two minutes.
            ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", 1_000),
        ]
        if is_tls:
            self.channel = aio.secure_channel(server, grpc.ssl_channel_credentials(), options)
        else:
            self.channel = aio.insecure_channel(server, options)
        self.metadata = (("authorization", f"Bearer {token}"),)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self.channel.close()


class Pauses:
    """How long to wait before each next try: twice as long each time, less a part by chance so that clients do not come back together."""

    def __init__(self) -> None:
        self._seconds = _PAUSE_SECONDS_MIN

    def reset(self) -> None:
        """After something went well."""
        self._seconds = _PAUSE_SECONDS_MIN

    def after(self, error: aio.AioRpcError) -> float:
        """Seconds; raises Refused for a failure that does not pass."""
        told = f"{error.code().name}: {error.details()}"
        if error.code() in _FINAL:
            raise Refused(told)
        seconds = self.next_seconds()
        log(f"the stream ended ({told}); again in {seconds:.1f} s")
        return seconds

    def next_seconds(self) -> float:
        seconds = self._seconds * random.uniform(0.5, 1.0)  # noqa: S311  # guards nothing
        self._seconds = min(self._seconds * 2, _PAUSE_SECONDS_MAX)
        return seconds


def log(text: str) -> None:
    """Standard output holds results only."""
    print(f"service: {text}", file=sys.stderr, flush=True)
