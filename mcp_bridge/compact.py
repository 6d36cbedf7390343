"""Three tools that stand for all: for clients whose context has no room for the whole list. They have an endpoint of their own."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal, cast

import grpc
from fluxdesk.rpc import Effect
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    ToolAnnotations,
)
from mcp_types import Tool as ListedTool

from mcp_bridge import results
from mcp_bridge.arguments import Schema, repaired
from mcp_bridge.exchange import Context, Exchange, exchange_of
from mcp_bridge.handlers import CallResult, Handlers, require_first_page
from mcp_bridge.search import QUERY_CHARACTERS_MAX, ToolSearch
from mcp_bridge.tools import Tool

INSTRUCTIONS = """\
These three tools stand for all others. Find what you need with search_tools, read its arguments with describe_tool, and call it \
with call_tool. A call that fails names the arguments that are wrong and the next step: follow it instead of sending the same call again."""

_FOUND_DEFAULT, _FOUND_MAX = 8, 25
_NAME: Schema = {"type": "string", "description": "Name of the tool, as search_tools shows it."}
_SENTENCE_END = ". "
_PYTHON_TYPES: Mapping[object, type] = {"string": str, "integer": int, "object": dict}

Arguments = Mapping[str, object]


def _tool(
    name: str, description: str, properties: Mapping[str, Schema], required: list[str], *, effect: Literal["read", "any"]
) -> ListedTool:
    schema: dict[str, object] = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    is_read = effect == "read"
    hints = ToolAnnotations(
        title=name.replace("_", " ").capitalize(),
        read_only_hint=is_read,
        destructive_hint=not is_read,
        idempotent_hint=is_read,
        open_world_hint=False,
    )
    return ListedTool(name=name, title=hints.title, description=description, input_schema=schema, annotations=hints)


TOOLS = {
    tool.name: tool
    for tool in (
        _tool(
            "search_tools",
            "Finds tools that are open to you by words of what they do. Answers with their names, what each does, and the names of its "
            "arguments, the best first. Search with other words when none fits.",
            {
                "query": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": QUERY_CHARACTERS_MAX,
                    "description": "Words that say what is to be done.",
                },
                "limit": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": _FOUND_MAX,
                    "default": _FOUND_DEFAULT,
                    "description": "Most tools to show.",
                },
            },
            ["query"],
            effect="read",
        ),
        _tool(
            "describe_tool",
            "Shows a tool as a whole: what it does, the schema of its arguments and of its answer, and whether it can be undone. Use it "
            "before the first call of a tool.",
            {"name": _NAME},
            ["name"],
            effect="read",
        ),
        _tool(
            "call_tool",
            "Calls a tool with its arguments, and answers as the tool does. What it may change is told by describe_tool.",
            {"name": _NAME, "arguments": {"type": "object", "description": "Arguments of the tool, as describe_tool shows them."}},
            ["name"],
            effect="any",
        ),
    )
}


class CompactHandlers:
    """What the SDK calls for the three; they are the same for everybody, and what they find is not."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._search = ToolSearch(handlers.catalogue)
        self._calls: Mapping[str, Callable[[Arguments, Context, CallToolRequestParams], Awaitable[CallResult]]] = {
            "search_tools": self._find,
            "describe_tool": self._describe,
            "call_tool": self._call,
        }

    async def list_tools(self, _: Context, params: PaginatedRequestParams | None) -> ListToolsResult:
        """All three."""
        require_first_page(params)
        return ListToolsResult(tools=list(TOOLS.values()))

    async def call_tool(self, context: Context, params: CallToolRequestParams) -> CallResult:
        """Raises MCPError for a tool that is none of the three."""
        if (call := self._calls.get(params.name)) is None:
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {params.name}")
        schema = TOOLS[params.name].input_schema
        arguments = cast("Arguments", repaired(exchange_of(context).arguments, schema))
        if faults := _faults(arguments, schema):
            lines = ["VALIDATION_FAILED: The arguments break rules.", *faults, "Correct these arguments and call again."]
            return results.error("\n".join(lines), exchange_of(context))
        return await call(arguments, context, params)

    async def _find(self, arguments: Arguments, context: Context, _: CallToolRequestParams) -> CallResult:
        exchange = exchange_of(context)
        limit = cast("int", arguments.get("limit", _FOUND_DEFAULT))
        try:
            tools = await self._handlers.searchable_tools(exchange)
        except grpc.aio.AioRpcError as error:
            return self._handlers.failed(error, exchange, Effect.READ)
        found = self._search.find(str(arguments["query"]), tools, limit)
        return results.success({"tools": [_summary(tool) for tool in found]}, exchange)

    async def _describe(self, arguments: Arguments, context: Context, _: CallToolRequestParams) -> CallResult:
        exchange, name = exchange_of(context), str(arguments["name"])
        tool = next((tool for tool in await self._handlers.open_tools(exchange) if tool.listed.name == name), None)
        if tool is None:
            return _unknown(name, exchange)
        return results.success(tool.listed.model_dump(by_alias=True, mode="json", exclude_none=True), exchange)

    async def _call(self, arguments: Arguments, context: Context, params: CallToolRequestParams) -> CallResult:
        """Through the same steps as under the tool's own name, so that who is refused it there is refused it here."""
        exchange, name = exchange_of(context), str(arguments["name"])
        if self._handlers.catalogue.find(name) is None:
            return _unknown(name, exchange)
        exchange.arguments_root = "$.arguments"
        return await self._handlers.call(name, arguments.get("arguments") or {}, context, params)


def input_schema(name: str) -> Mapping[str, object] | None:
    """The schema of one of the three."""
    return TOOLS[name].input_schema if name in TOOLS else None


def _summary(tool: Tool) -> dict[str, object]:
    listed = tool.listed
    does = (listed.description or "").partition(_SENTENCE_END)[0].removesuffix(".")
    return {"name": listed.name, "does": f"{does}.", "arguments": list(listed.input_schema.get("properties", ()))}


def _unknown(name: str, exchange: Exchange) -> CallToolResult:
    return results.error(f"NOT_FOUND: No tool {name} is open to you.\nFind one with search_tools.", exchange)


def _faults(arguments: Arguments, schema: Schema) -> list[str]:
    """What the three ask for is little enough to be looked at by hand."""
    properties = cast("Mapping[str, Schema]", schema["properties"])
    faults = [f"$.{name}: unknown field" for name in arguments if name not in properties]
    faults += [f"$.{name}: is required" for name in cast("list[str]", schema["required"]) if name not in arguments]
    for name, value in arguments.items():
        rule = properties.get(name, {})
        kind = _PYTHON_TYPES.get(rule.get("type"), object)
        if not isinstance(value, kind) or isinstance(value, bool):
            faults.append(f"$.{name}: must be of type {rule.get('type')}")
        elif isinstance(value, int) and not 1 <= value <= _FOUND_MAX:
            faults.append(f"$.{name}: must be 1 to {_FOUND_MAX}")
        elif value == "":
            faults.append(f"$.{name}: must not be empty")
        elif isinstance(value, str) and len(value) > cast("int", rule.get("maxLength", len(value))):
            faults.append(f"$.{name}: must have {rule['maxLength']} characters at most")
    return faults
