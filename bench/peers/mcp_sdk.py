"""The official SDK alone: its low-level server with tools that answer at once. `mcp_sdk.py PORT FILE`."""

import sys
from typing import Any

from mcp.server.lowlevel import Server
from mcp_tools import read_served, serve
from mcp_types import CallToolRequestParams, CallToolResult, ListToolsResult, Tool


def main(port: str, file: str) -> None:
    served = read_served(file)
    listed = ListToolsResult(tools=[Tool.model_validate(tool) for tool in served.tools])
    schemas = {tool["name"]: tool["inputSchema"] for tool in served.tools}

    async def list_tools(_context: Any, _params: Any) -> ListToolsResult:  # noqa: ANN401  # as the SDK calls it
        return listed

    async def call_tool(_context: Any, params: CallToolRequestParams) -> CallToolResult:  # noqa: ANN401  # as above
        served.validators[params.name].validate(params.arguments or {})
        return CallToolResult.model_validate(served.result)

    # Without the schemas the SDK lists all tools before each call.
    server: Server[Any] = Server("peer", on_list_tools=list_tools, on_call_tool=call_tool, get_tool_input_schema=schemas.get)
    serve(server.streamable_http_app(stateless_http=True), port)


if __name__ == "__main__":
    main(*sys.argv[1:])
