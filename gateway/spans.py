"""The server span of a request that an RPC answers."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from fluxdesk.tracing import attributes_of, open_door_span
from opentelemetry.trace import Tracer

from gateway.exchange import Exchange
from gateway.headers import header_text
from gateway.operations import Operation


def span_of(tracer: Tracer | None, exchange: Exchange, operation: Operation | None) -> AbstractContextManager[None]:
    """A block around the request. Pages have no span, and nothing has one without a tracer."""
    return nullcontext() if tracer is None or operation is None else _traced(tracer, exchange, operation)


@contextmanager
def _traced(tracer: Tracer, exchange: Exchange, operation: Operation) -> Generator[None]:
    """The path itself is not told: it holds arguments."""
    verb, route = exchange.scope["method"], operation.route.path
    attributes = attributes_of(operation.rpc, "rest", exchange.request_id) | {"http.request.method": verb, "http.route": route}
    with open_door_span(tracer, f"{verb} {route}", attributes, header_text(exchange.headers, b"traceparent")) as span:
        exchange.span = span
        try:
            yield
        finally:
            span.outcome = exchange.outcome
            span.note("http.response.status_code", exchange.status)
