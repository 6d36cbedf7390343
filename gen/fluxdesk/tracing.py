"""Spans of the doors and of the core: what each of them says, whose trace it joins, and how that trace goes on."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from fluxdesk.metadata import TRACEPARENT
from fluxdesk.reasons import KINDS, Reason
from fluxdesk.rpc import Rpc
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

OK = "OK"
# The caller left, or its deadline passed.
CANCELLED = "CANCELLED"
WORKSPACE = "fluxdesk.workspace_id"
_FAULT_STATUS_MIN = 500
_FAULTS = frozenset(reason for reason, kind in KINDS.items() if kind.http_status >= _FAULT_STATUS_MIN)
_PROPAGATOR = TraceContextTextMapPropagator()


def context_of(traceparent: str) -> Context:
    """The caller's span as a parent; what is no traceparent begins a trace of its own."""
    return _PROPAGATOR.extract({TRACEPARENT: traceparent}, Context())


def traceparent_of(span: Span) -> str:
    """What those behind the span are told."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier, set_span_in_context(span, Context()))
    return carrier.get(TRACEPARENT, "")


def attributes_of(rpc: Rpc, door: str, request_id: str) -> dict[str, str]:
    """What every span of a call says. Arguments are none of it."""
    return {
        "rpc.system": "grpc",
        "rpc.service": rpc.service,
        "rpc.method": rpc.method,
        "fluxdesk.door": door,
        "fluxdesk.request_id": request_id,
    }


def end_span(span: Span, outcome: str) -> None:
    """Ends a span with OK, CANCELLED or a Reason. Only what the server did wrong is an error."""
    span.set_attribute("fluxdesk.outcome", outcome)
    if outcome in _FAULTS:
        span.set_status(StatusCode.ERROR, str(outcome))
    span.end()


class DoorSpan:
    """The server span of one call at a door in front of the core.

    `traceparent` is what the core is told, `outcome` what the caller is: OK or a Reason.
    """

    __slots__ = ("_span", "outcome", "traceparent")

    def __init__(self, span: Span) -> None:
        self._span = span
        self.traceparent = traceparent_of(span)
        self.outcome: str = OK

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind and not issubclass(kind, Exception):
            self.outcome = CANCELLED
        elif kind and self.outcome == OK:
            self.outcome = Reason.INTERNAL
        end_span(self._span, self.outcome)

    def note(self, name: str, value: str | int) -> None:
        """One more attribute."""
        self._span.set_attribute(name, value)


def open_door_span(tracer: Tracer, name: str, attributes: Mapping[str, str], traceparent: str) -> DoorSpan:
    """Begins the span in the caller's trace."""
    return DoorSpan(tracer.start_span(name, context_of(traceparent), SpanKind.SERVER, attributes))
