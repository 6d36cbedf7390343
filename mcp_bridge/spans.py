"""The server span of what the core is asked for a client."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from fluxdesk.rpc import Rpc
from fluxdesk.tracing import attributes_of, open_door_span
from opentelemetry.trace import Tracer

from mcp_bridge.calls import caller_traceparent
from mcp_bridge.exchange import Exchange


def span_of(tracer: Tracer | None, exchange: Exchange, method: str, rpc: Rpc) -> AbstractContextManager[None]:
    """A block around the call; nothing without a tracer."""
    return nullcontext() if tracer is None else _traced(tracer, exchange, method, rpc)


@contextmanager
def _traced(tracer: Tracer, exchange: Exchange, method: str, rpc: Rpc) -> Generator[None]:
    """Names are those of OpenTelemetry's conventions for MCP."""
    attributes = attributes_of(rpc, "mcp", exchange.request_id)
    attributes |= {"mcp.method.name": method, "gen_ai.tool.name": rpc.tool}
    with open_door_span(tracer, f"{method} {rpc.tool}", attributes, caller_traceparent(exchange) or "") as span:
        exchange.span = span
        try:
            yield
        finally:
            span.outcome = exchange.outcome
