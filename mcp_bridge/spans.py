"""The server span of a tool's call."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from fluxdesk.tracing import attributes_of, open_door_span
from opentelemetry.trace import Tracer

from mcp_bridge.calls import caller_traceparent
from mcp_bridge.exchange import Context, exchange_of
from mcp_bridge.tools import Tool

_METHOD = "tools/call"


def span_of(tracer: Tracer | None, context: Context, tool: Tool) -> AbstractContextManager[None]:
    """A block around the call; nothing without a tracer."""
    return nullcontext() if tracer is None else _traced(tracer, context, tool)


@contextmanager
def _traced(tracer: Tracer, context: Context, tool: Tool) -> Generator[None]:
    """Names are those of OpenTelemetry's conventions for MCP."""
    exchange = exchange_of(context)
    attributes = attributes_of(tool.rpc, "mcp", exchange.request_id)
    attributes |= {"mcp.method.name": _METHOD, "gen_ai.tool.name": tool.rpc.tool}
    with open_door_span(tracer, f"{_METHOD} {tool.rpc.tool}", attributes, caller_traceparent(context) or "") as span:
        exchange.span = span
        try:
            yield
        finally:
            span.outcome = exchange.outcome
