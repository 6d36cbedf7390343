"""What a tool call answers: structured content with the same as text, or an error that says what to do next."""

from collections.abc import AsyncIterator, Mapping

import orjson
from anyio import current_time
from fluxdesk.failures import Failure
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.metadata import IDEMPOTENCY_KEY, internal_detail
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message
from mcp.server.session import ServerSession
from mcp_types import CallToolResult, ContentBlock, TextContent

from mcp_bridge.exchange import Exchange
from mcp_bridge.shortening import RESULT_LENGTH_MAX, Content, shortened_text

_REQUEST_ID = "request-id"
_STATUS = "status"
STREAM_MESSAGES_MAX = 200
PROGRESS_SECONDS_MIN = 0.1

Codecs = Mapping[type[Message], MessageCodec]

# Where the outcome is unknown: the answer was lost, not the effect.
_UNKNOWN_OUTCOMES = frozenset({Reason.UNAVAILABLE, Reason.DEADLINE_EXCEEDED})
_NEXT_STEPS = {
    403: "The same call will be refused again: it needs another credential, scope or role.",
    404: "Look the name or id up with a list tool, then call again.",
    412: "Read the current state, then call again with it.",
}


def success(content: Content, exchange: Exchange, note: str = "") -> CallToolResult:
    """The content of a reply, structured and as one block of text: compact JSON. A note follows it."""
    return _result(_compact(content), content, exchange, note)


def page(reply: Message, exchange: Exchange) -> CallToolResult:
    """A page or a file: its text as it is, and beside its media type. Raises TypeError for a reply of another kind."""
    if not isinstance(reply, HttpBody):
        raise TypeError(reply.DESCRIPTOR.full_name)
    shown = shortened_text(reply.data.decode(errors="replace"))
    content = {"content_type": reply.content_type, **shown.content}
    return _result(str(content["text"]), content, exchange, shown.note)


async def aggregate(replies: AsyncIterator[Message], codecs: Codecs, session: ServerSession, exchange: Exchange) -> CallToolResult:
    """The messages of a stream as one result, each told as progress too. `truncated` says that the stream held more."""
    messages: list[Content] = []
    length, is_truncated = 0, False
    progress = Progress(session)
    async for reply in replies:
        message = content_of(reply, codecs)
        text = _compact(message)
        length += len(text)
        is_truncated = len(messages) == STREAM_MESSAGES_MAX or length > RESULT_LENGTH_MAX
        if is_truncated:
            break
        messages.append(message)
        await progress.tell(text)
    await progress.finish()
    content: Content = {"messages": messages, "truncated": is_truncated}
    return _result(_compact(content), content, exchange)


def failure(found: Failure, effect: Effect, codecs: Codecs, exchange: Exchange) -> CallToolResult:
    """An error that a model can act on: the reason, every fault by its argument, what else it carries, and the next step.

    Programs find the same in `_meta`, beside the canonical code.
    """
    if found.reason is Reason.INTERNAL:
        return internal(exchange)
    faults = [(argument_path(path, exchange), text) for path, text in found.faults]
    lines = [f"{found.reason}: {found.detail}", *(f"{path}: {text}" for path, text in faults)]
    extra = {found.kind.member: codecs[type(found.extra)].encode(found.extra)} if found.extra is not None else {}
    lines.extend(f"{member}: {_compact(content)}" for member, content in extra.items())
    lines.extend(_next_steps(found, effect))
    status = status_of(found)
    if faults:
        status["faults"] = [{"argument": path, "text": text} for path, text in faults]
    return error("\n".join(lines), exchange, {_STATUS: status, **extra})


def status_of(found: Failure) -> Content:
    """What programs read of a failure."""
    retry: Content = {} if found.retry_after_seconds is None else {"retry_after_seconds": found.retry_after_seconds}
    return {"reason": found.reason, "code": found.kind.code.name, "http_status": found.kind.http_status, **retry}


def internal(exchange: Exchange) -> CallToolResult:
    """A failure of ours, of which nothing else is told."""
    return error(f"{Reason.INTERNAL}: {internal_detail(exchange.request_id)}", exchange)


def argument_path(path: str, exchange: Exchange) -> str:
    """A fault's path from the root of the arguments: "event.title" is `$.event.title`. The idempotency key stands beside them."""
    if path == IDEMPOTENCY_KEY:
        return f'_meta["{exchange.own(IDEMPOTENCY_KEY)}"]'
    root = exchange.arguments_root
    return f"{root}.{path}" if path and not path.startswith("[") else f"{root}{path}"


class Progress:
    """Tells the client of each message of a stream, at most ten times a second; the last one is always told.

    A client that gave no progress token hears nothing: the SDK drops what is reported.
    """

    def __init__(self, session: ServerSession) -> None:
        self._session = session
        self._count = 0
        self._told_count = 0
        self._text = ""
        self._next_at = current_time()

    async def tell(self, text: str) -> None:
        self._count += 1
        self._text = text
        if current_time() >= self._next_at:
            await self._report()

    async def finish(self) -> None:
        if self._told_count < self._count:
            await self._report()

    async def _report(self) -> None:
        self._told_count = self._count
        self._next_at = current_time() + PROGRESS_SECONDS_MIN
        await self._session.report_progress(self._count, message=self._text)


def _next_steps(found: Failure, effect: Effect) -> list[str]:
    """Advice by what the failure is, never by which RPC failed."""
    steps: list[str] = []
    if found.faults:
        steps.append("Correct these arguments and call again.")
    if step := _NEXT_STEPS.get(found.kind.http_status):
        steps.append(step)
    if found.reason in _UNKNOWN_OUTCOMES:
        is_safe = effect is not Effect.WRITE
        steps.append("Calling again is safe." if is_safe else "It may have taken effect: look before you call again.")
    if found.retry_after_seconds is not None:
        steps.append(f"Retry after {found.retry_after_seconds} s.")
    return steps


def content_of(reply: Message, codecs: Codecs) -> Content:
    """A page or a file is told as text with its media type; its bytes mean nothing to a model."""
    if isinstance(reply, HttpBody):
        return {"content_type": reply.content_type, "text": reply.data.decode(errors="replace")}
    return codecs[type(reply)].encode(reply)


def _compact(content: Content) -> str:
    return orjson.dumps(content).decode()


def _result(text: str, content: Content, exchange: Exchange, note: str = "") -> CallToolResult:
    blocks: list[ContentBlock] = [TextContent(text=each) for each in (text, note) if each]
    return CallToolResult(content=blocks, structured_content=content, _meta={exchange.own(_REQUEST_ID): exchange.request_id})


def error(text: str, exchange: Exchange, extra: Mapping[str, Content] | None = None) -> CallToolResult:
    """A call that failed or was not made, and why.

    Clients hold structured content to the schema of success, so what a failure carries stands in `_meta`.
    """
    meta = {exchange.own(_REQUEST_ID): exchange.request_id} | {exchange.own(member): content for member, content in (extra or {}).items()}
    return CallToolResult(content=[TextContent(text=text)], is_error=True, _meta=meta)
