"""The tools whose results no RPC can say: pictures, sounds, questions to the client, log lines, changes of the lists."""

from collections.abc import Mapping, Sequence

from mcp.server.subscriptions import InMemorySubscriptionBus, PromptsListChanged, ServerEvent, ToolsListChanged
from mcp.shared.message import ServerMessageMetadata
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ContentBlock,
    CreateMessageResult,
    ElicitResult,
    LoggingMessageNotification,
    LoggingMessageNotificationParams,
    Tool,
)
from mcp_types import TextContent as Text

from mcp_bridge.exchange import Context
from tests.conformance import asks, rounds
from tests.conformance.content import AUDIO, IMAGE, embedded, text
from tests.conformance.rounds import Handler

_NO_ARGUMENTS: dict[str, object] = {"type": "object", "additionalProperties": False}


def _always(*content: ContentBlock) -> Handler:
    async def handle(context: Context, params: CallToolRequestParams) -> CallToolResult:  # noqa: ARG001  # as all are called
        return CallToolResult(content=list(content))

    return handle


async def _with_logging(context: Context, params: CallToolRequestParams) -> CallToolResult:  # noqa: ARG001  # as all are called
    for line in ("Tool execution started", "Tool processing data", "Tool execution completed"):
        await _log(context, line)
    return CallToolResult(content=[text("Tool with logging executed successfully")])


async def _log(context: Context, line: str) -> None:
    """On the newest wire only a client that asks for log lines gets any, and this fixture serves none of those."""
    if context.protocol_version < "2026":
        params = LoggingMessageNotificationParams(level="info", data=line)
        await context.session.send_notification(LoggingMessageNotification(params=params), context.request_id)


async def _sampling(context: Context, params: CallToolRequestParams) -> CallToolResult:
    request = asks.completion(str((params.arguments or {})["prompt"]))
    result = await context.session.send_request(request, CreateMessageResult, metadata=_belonging_to(context))
    said = result.content.text if isinstance(result.content, Text) else ""
    return CallToolResult(content=[text(f"LLM response: {said}")])


def _asking(message: str | None, schema: asks.Schema) -> Handler:
    """Asks the client while the call runs; without a message, with the one of the call."""

    async def handle(context: Context, params: CallToolRequestParams) -> CallToolResult:
        request = asks.form(message or str((params.arguments or {})["message"]), schema)
        result = await context.session.send_request(request, ElicitResult, metadata=_belonging_to(context))
        return CallToolResult(content=[text(f"Elicitation completed: action={result.action}, content={result.content}")])

    return handle


def _belonging_to(context: Context) -> ServerMessageMetadata:
    """A request to the client travels on the stream of the call that it belongs to."""
    return ServerMessageMetadata(related_request_id=context.request_id)


def _telling(bus: InMemorySubscriptionBus, event: ServerEvent) -> Handler:
    async def handle(context: Context, params: CallToolRequestParams) -> CallToolResult:  # noqa: ARG001  # as all are called
        await bus.publish(event)
        return CallToolResult(content=[text("Told.")])

    return handle


def handlers(bus: InMemorySubscriptionBus) -> Mapping[str, Handler]:
    """Every tool that is written by hand, by its name."""
    return {
        "test_image_content": _always(IMAGE),
        "test_audio_content": _always(AUDIO),
        "test_embedded_resource": _always(embedded("test://embedded-resource", "This is an embedded resource content.")),
        "test_multiple_content_types": _always(
            text("Multiple content types test:"),
            IMAGE,
            embedded("test://mixed-content-resource", '{"test":"data","value":123}', "application/json"),
        ),
        "test_tool_with_logging": _with_logging,
        "test_logging_tool": _with_logging,
        "test_sampling": _sampling,
        "test_elicitation": _asking(None, asks.USER),
        "test_elicitation_sep1034_defaults": _asking("Please provide user information", asks.DEFAULTS),
        "test_elicitation_sep1330_enums": _asking("Please select values", asks.ENUMS),
        "test_trigger_tool_change": _telling(bus, ToolsListChanged()),
        "test_trigger_prompt_change": _telling(bus, PromptsListChanged()),
        **rounds.TOOLS,
    }


def listed(names: Sequence[str]) -> list[Tool]:
    """The tools as clients see them. Those that ask say what with."""
    arguments = {"test_sampling": "prompt", "test_elicitation": "message"}
    return [
        Tool(
            name=name,
            description=f"The tool {name} of the suite.",
            input_schema=_one_text(arguments[name]) if name in arguments else _NO_ARGUMENTS,
        )
        for name in names
    ]


def _one_text(name: str) -> dict[str, object]:
    return {"type": "object", "properties": {name: {"type": "string"}}, "required": [name], "additionalProperties": False}
