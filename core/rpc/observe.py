"""What is told of every call while it runs: its ids to the log, its span to the trace, its outcome and duration to the figures."""

import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol

from fluxdesk.metadata import TRACEPARENT, trace_id
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.tracing import CANCELLED, OK, WORKSPACE, attributes_of, context_of, end_span, traceparent_of
from opentelemetry import context as open_context
from opentelemetry.trace import Link, Span, SpanKind, Tracer, get_current_span, set_span_in_context, use_span
from structlog.contextvars import bind_contextvars

from core.rpc.call import NETWORK_DOOR, Call


class RpcFigures(Protocol):
    """The figures of one RPC at one door."""

    def began(self) -> None: ...
    def ended(self, outcome: str, seconds: float) -> None: ...


class CallFigures(Protocol):
    """Where the figures of calls are kept."""

    def of(self, rpc: Rpc, door: str) -> RpcFigures: ...
    def flushed(self, rpc: Rpc, calls: int) -> None: ...


class Observer:
    """Without a tracer there are no spans, without figures none are kept; the log has the ids in either case."""

    def __init__(self, tracer: Tracer | None = None, figures: CallFigures | None = None) -> None:
        self.tracer = tracer
        self._figures = figures

    def watching(self, call: Call) -> "_Watch":
        """A block around a call, which has a task of its own: what is bound to the task's context ends with it."""
        span = _open_span(self.tracer, call) if self.tracer else None
        sent = call.text(TRACEPARENT)
        if sent and (trace := trace_id(sent)):
            bind_contextvars(request_id=call.request_id, trace_id=trace)
        else:
            bind_contextvars(request_id=call.request_id)
        return _Watch(call, span, self._figures.of(call.rpc, call.door) if self._figures else None)

    @contextmanager
    def flushing(self, calls: Sequence[Call]) -> Generator[None]:
        """A block around the transaction that calls of one RPC share. It stands in the trace of the first, with links to the others."""
        if self._figures:
            self._figures.flushed(calls[0].rpc, len(calls))
        if self.tracer is None:
            yield
            return
        parent, *others = (context_of(call.text(TRACEPARENT)) for call in calls)
        links = [Link(get_current_span(other).get_span_context()) for other in others]
        attributes = {"fluxdesk.batch.calls": len(calls)}
        span = self.tracer.start_span(f"flush {calls[0].rpc.method}", parent, attributes=attributes, links=links)
        # Exceptions are not recorded: their texts may hold values of rows.
        with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            yield


def _open_span(tracer: Tracer, call: Call) -> Span:
    """The call goes on in its own span, of which the record is told. A message of a stream is a part of the stream."""
    is_part = get_current_span().is_recording()
    parent = None if is_part else context_of(call.text(TRACEPARENT))
    kind = SpanKind.SERVER if call.door == NETWORK_DOOR and not is_part else SpanKind.INTERNAL
    span = tracer.start_span(call.rpc.name.lstrip("/"), parent, kind, attributes_of(call.rpc, call.door, call.request_id))
    call.metadata[TRACEPARENT] = traceparent_of(span)
    open_context.attach(set_span_in_context(span))
    return span


class _Watch:
    """One call from its beginning to its end."""

    __slots__ = ("_call", "_figures", "_span", "_started")

    def __init__(self, call: Call, span: Span | None, figures: RpcFigures | None) -> None:
        self._call = call
        self._span = span
        self._figures = figures
        self._started = 0.0

    def __enter__(self) -> None:
        if self._figures:
            self._figures.began()
            self._started = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        outcome = self._call.outcome
        if kind and not issubclass(kind, Exception):
            outcome = CANCELLED
        elif kind and outcome == OK:
            outcome = Reason.INTERNAL
        if self._figures:
            self._figures.ended(outcome, time.perf_counter() - self._started)
        if self._span:
            if self._call.principal:
                self._span.set_attribute(WORKSPACE, str(self._call.workspace_id))
            end_span(self._span, outcome)
