"""grpc.aio's server, which asks for no more calls than can be done."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from grpc import aio
from grpc._cython import cygrpc
from grpc.aio._server import Server

from core.rpc.load import Load

if TYPE_CHECKING:

    class _Server:
        """What is used of the library's own, which has no types."""

        def __init__(self, *arguments: object) -> None: ...
        async def _request_call(self) -> object: ...

else:
    _Server = cygrpc.AioServer

Option = tuple[str, int]


def create_server(load: Load, options: Sequence[Option], calls_max: int) -> aio.Server:
    """Made as `grpc.aio.server` makes one, but for how it asks for calls, for which that has no argument.

    A call that Python has asked for costs two hundred microseconds and more before any code of ours can refuse it, which at four times of
    what can be done leaves nothing for the others. What is not asked for the library queues, and refuses by itself where that is long.
    """
    server = Server.__new__(Server)
    server._loop = asyncio.get_running_loop()  # noqa: SLF001  # what its __init__ does
    server._server = _Asking(load, options, calls_max)  # noqa: SLF001
    return cast("aio.Server", server)


class _Asking(_Server):
    def __init__(self, load: Load, options: Sequence[Option], calls_max: int) -> None:
        self._load = load
        super().__init__(asyncio.get_running_loop(), None, (), (), tuple(options), calls_max)

    async def _request_call(self) -> object:
        await self._load.until_asked()
        return await super()._request_call()
