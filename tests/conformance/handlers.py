"""What the bridge answers by itself, for handlers that stand in its place and fall back on it."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from mcp.server.lowlevel import Server

from mcp_bridge.exchange import Context

Answer = TypeVar("Answer")


def own_handler(server: Server[object], method: str, answer: type[Answer]) -> Callable[[Context, Any], Awaitable[Answer]]:
    """The handler of the bridge, taken before another is put in its place."""
    entry = server.get_request_handler(method)
    assert entry is not None

    async def handle(context: Context, params: object) -> Answer:
        result = await entry.handler(context, params)
        assert isinstance(result, answer)
        return result

    return handle
