"""Spans that a core under test leaves."""

import secrets
from collections.abc import Sequence

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext, Tracer

from tests.eventually import eventually


class Spans:
    """Collects what its tracer makes."""

    def __init__(self) -> None:
        self._kept = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self._kept))
        self.tracer: Tracer = provider.get_tracer("tests")

    async def of_trace(self, trace: str, count: int) -> list[ReadableSpan]:
        """The spans of a trace in the order in which they began. Doors end theirs when the answer has left."""
        await eventually(lambda: len(self._found(trace)) >= count)
        return sorted(self._found(trace), key=lambda span: span.start_time or 0)

    def _found(self, trace: str) -> Sequence[ReadableSpan]:
        return [span for span in self._kept.get_finished_spans() if place(span).trace_id == int(trace, 16)]


def new_traceparent(*, is_sampled: bool = True) -> tuple[str, str]:
    """A caller's trace and the traceparent that names it."""
    trace = secrets.token_hex(16)
    return trace, f"00-{trace}-{secrets.token_hex(8)}-{int(is_sampled):02x}"


def texts(span: ReadableSpan) -> dict[str, str]:
    """The attributes of a span."""
    return {name: str(value) for name, value in (span.attributes or {}).items()}


def place(span: ReadableSpan) -> SpanContext:
    """Where an ended span stands, which every one has."""
    assert span.context
    return span.context


def parents(spans: Sequence[ReadableSpan]) -> list[str | None]:
    """The names of the spans' parents, None where it is not one of them."""
    names = {place(span).span_id: span.name for span in spans}
    return [names.get(span.parent.span_id) if span.parent else None for span in spans]
