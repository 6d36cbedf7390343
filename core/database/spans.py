"""The span of a transaction, in the trace of the call that it belongs to."""

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, get_current_span


class TransactionSpan:
    """From the wait for a connection to the end of the transaction. It ends once; what is told of it later is dropped."""

    __slots__ = ("_span",)

    def __init__(self, span: Span) -> None:
        self._span = span

    def began(self) -> None:
        """Marks where the wait for a connection and the database's first answer lie behind."""
        self._span.add_event("begun")

    def ended(self, how: str) -> None:
        """`how` is commit or rollback."""
        self._span.set_attribute("fluxdesk.transaction.end", how)
        self._span.end()

    def failed(self, problem: BaseException) -> None:
        """Its text may hold values of rows, so the class is all that is told."""
        self._span.set_attribute("error.type", type(problem).__name__)
        self._span.set_status(StatusCode.ERROR)
        self._span.end()


def open_span(tracer: Tracer | None, role: str, *, read_only: bool) -> TransactionSpan | None:
    """None outside of a traced call: duties of the process would be traces of one span each."""
    if tracer is None or not get_current_span().is_recording():
        return None
    attributes = {"db.system.name": "postgresql", "fluxdesk.transaction.role": role, "fluxdesk.transaction.read_only": read_only}
    return TransactionSpan(tracer.start_span("transaction", kind=SpanKind.CLIENT, attributes=attributes))
