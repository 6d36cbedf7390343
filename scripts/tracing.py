"""Where spans go, as the standard OTEL_… variables say. Without them there is no SDK, and nothing of it is imported."""

import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.metadata import EntryPoint, entry_points
from threading import Thread
from typing import TYPE_CHECKING, cast

from fluxdesk import VERSION
from opentelemetry.trace import Tracer

from scripts.unusable import Unusable

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_SEND_SECONDS_MAX = 3.0
_EXPORTERS = "opentelemetry_traces_exporter"


def require_exporters() -> None:
    """Raises Unusable for variables that ask for what is not there."""
    for name in exporter_names():
        _entry_point(name)


def open_tracing() -> AbstractContextManager[Tracer | None]:
    """A block in which spans are collected; at its end they are sent. Each process needs a block of its own."""
    names = exporter_names()
    return _collecting(names) if names else nullcontext()


@contextmanager
def _collecting(names: list[str]) -> Generator[Tracer]:
    """The SDK reads the variables of sampler, limits, batches and resource itself."""
    from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource  # noqa: PLC0415  # needed where spans are collected
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  # the same
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # the same

    resource = Resource.create({SERVICE_VERSION: VERSION})
    if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
        resource = resource.merge(Resource({SERVICE_NAME: "fluxdesk"}))
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    for name in names:
        provider.add_span_processor(BatchSpanProcessor(_exporter(name)))
    try:
        yield provider.get_tracer("fluxdesk", VERSION)
    finally:
        # A collector that is away would be tried for longer than a server may take to end.
        sending = Thread(target=provider.shutdown, daemon=True)
        sending.start()
        sending.join(_SEND_SECONDS_MAX)


def exporter_names() -> list[str]:
    """Exporters by the names of the SDK's entry points; an endpoint alone asks for OTLP."""
    if _variable("OTEL_SDK_DISABLED").lower() == "true":
        return []
    asked = _variable("OTEL_TRACES_EXPORTER") or ("otlp" if any(map(_variable, _ENDPOINTS)) else "none")
    protocol = next((text for name in _PROTOCOLS if (text := _variable(name))), "http/protobuf")
    otlp = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}.get(protocol, f"otlp over {protocol}")
    return [otlp if name == "otlp" else name for name in map(str.strip, asked.split(",")) if name not in {"", "none"}]


def _exporter(name: str) -> "SpanExporter":
    try:
        return cast("Callable[[], SpanExporter]", _entry_point(name).load())()
    except ValueError as problem:
        message = f"An OTEL_… variable of {name} cannot be used: {problem}."
        raise Unusable(message) from None


def _entry_point(name: str) -> EntryPoint:
    found = next(iter(entry_points(group=_EXPORTERS, name=name)), None)
    if found is None:
        known = ", ".join(sorted(one.name for one in entry_points(group=_EXPORTERS)))
        message = f"OTEL_TRACES_EXPORTER and OTEL_EXPORTER_OTLP_PROTOCOL ask for {name}, which is not installed: there are {known}."
        raise Unusable(message)
    return found


def _variable(name: str) -> str:
    return os.environ.get(name, "").strip()
