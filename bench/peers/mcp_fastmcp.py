"""fastmcp with tools of given schemas that answer at once. `mcp_fastmcp.py PORT FILE [with-schemas]`.

With schemas a private hook spares each call the list of all tools, which the SDK below asks for otherwise.
"""

import sys
from typing import Any

from fastmcp import FastMCP
from fastmcp.tools import Tool
from fastmcp.tools.base import ToolResult
from jsonschema import Draft202012Validator
from mcp_tools import read_served, serve
from mcp_types import ToolAnnotations


class _Answering(Tool):
    validator: Any
    result: dict[str, Any]

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        # A tool with a run of its own gets what was sent as it came.
        self.validator.validate(arguments)
        return ToolResult(structured_content=self.result["structuredContent"])


def main(port: str, file: str, *more: str) -> None:
    served = read_served(file)
    server = FastMCP("peer")
    for tool in served.tools:
        validator: Draft202012Validator = served.validators[tool["name"]]
        server.add_tool(
            _Answering(
                name=tool["name"],
                title=tool.get("title"),
                description=tool.get("description"),
                parameters=tool["inputSchema"],
                output_schema=tool.get("outputSchema"),
                annotations=ToolAnnotations.model_validate(tool.get("annotations", {})),
                validator=validator,
                result=served.result,
            )
        )
    if more:
        schemas = {tool["name"]: tool["inputSchema"] for tool in served.tools}
        server._mcp_server.get_tool_input_schema = schemas.get  # noqa: SLF001  # there is no other way
    serve(server.http_app(stateless_http=True), port)


if __name__ == "__main__":
    main(*sys.argv[1:])
