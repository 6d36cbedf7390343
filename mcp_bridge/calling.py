"""The answer to a plain tools/call: the tool is called at once, and what it answers is written as the SDK writes it.

The SDK's way through a request costs as much again as the RPC. A call that lasts, and whatever is no result, goes on in the SDK, which
waits for the same call: it keeps the connection alive, looks whether the client leaves, and tells errors of the protocol.
"""

import asyncio
from collections.abc import Mapping

import orjson
from mcp.server.lowlevel import Server
from mcp.shared.inbound import find_invalid_x_mcp_header, x_mcp_header_map
from mcp_types import SERVER_INFO_META_KEY, CallToolResult
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from mcp_bridge.exchange import Exchange
from mcp_bridge.handlers import Handlers
from mcp_bridge.plain import Headers, answer_with, is_plain, served_version
from mcp_bridge.tools import Tool

METHOD = "tools/call"
# The state of a call that asked a question is for the SDK to open.
_PARAMS = frozenset({"name", "arguments", "_meta"})
# Most calls have ended by then, without any watch over the connection.
_HERE_SECONDS_MAX = 0.1
# What the core has said is JSON as it is.
_STRUCTURED = {"structured_content"}


class Calling:
    """Calls what needs nothing of the SDK: tools that answer once, ask nobody, and have no argument that is repeated in a header.

    The SDK server's middleware does not see such calls, as it does not see plain lists.
    """

    def __init__(self, server: Server[object], handlers: Handlers) -> None:
        self._server = server
        self._handlers = handlers
        self._own_handler = server.get_request_handler(METHOD)
        self._stamp: Mapping[str, object] = {SERVER_INFO_META_KEY: server.server_info_stamp}
        self._tools = {tool.listed.name: tool for tool in handlers.catalogue if _is_plain_tool(tool)}

    async def answer(self, exchange: Exchange, headers: Headers) -> bytes | None:
        """The whole message; None where the SDK has to answer, perhaps with the call that runs or has ended (`exchange.running`)."""
        tool = self._tool(exchange, headers)
        if tool is None:
            return None
        exchange.running = running = asyncio.create_task(self._handlers.call_plain(tool, exchange))
        # The client may be gone when it fails, and then nobody else asks why.
        running.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            await asyncio.wait([running], timeout=_HERE_SECONDS_MAX)
        except asyncio.CancelledError:
            running.cancel()
            raise
        if not running.done() or running.cancelled() or running.exception():
            return None
        return self._written(running.result(), exchange)

    def _tool(self, exchange: Exchange, headers: Headers) -> Tool | None:
        """The tool of a request that the SDK would hand to our handler as it is."""
        if not is_plain(exchange, METHOD, _PARAMS) or served_version(exchange, METHOD, headers) not in MODERN_PROTOCOL_VERSIONS:
            return None
        # A host may have put a handler of its own in our place.
        if self._server.get_request_handler(METHOD) is not self._own_handler:
            return None
        name = exchange.params["name"]
        return self._tools.get(name) if isinstance(name, str) else None

    def _written(self, result: CallToolResult, exchange: Exchange) -> bytes:
        content: dict[str, object] = result.model_dump(by_alias=True, exclude_none=True, exclude=_STRUCTURED)
        if result.structured_content is not None:
            content["structuredContent"] = result.structured_content
        content["_meta"] = {**(result.meta or {}), **self._stamp}
        return answer_with(orjson.dumps(content), exchange)


def _is_plain_tool(tool: Tool) -> bool:
    schema = tool.listed.input_schema
    repeats = find_invalid_x_mcp_header(schema) is None and x_mcp_header_map(schema)
    return not (tool.rpc.server_streaming or tool.rpc.destructive or repeats)
