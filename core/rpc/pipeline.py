"""The steps of every call, once, behind both doors."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import Any, NamedTuple, NoReturn, Protocol, cast

import grpc
from fluxdesk.failures import STATUS_KEY
from fluxdesk.metadata import AUTHORIZATION
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc, TransactionMode
from google.protobuf.message import Message

from core.errors import Refusal
from core.rpc.audit import AuditLog
from core.rpc.authenticate import CREDENTIALS_TOPIC, Authenticator
from core.rpc.authorize import authorize
from core.rpc.batch import Batch
from core.rpc.call import Call, Resources, ServerContext, open_call
from core.rpc.channel import RpcHandler
from core.rpc.execute import run_per_call, run_without
from core.rpc.failures import refusal_of, status_of
from core.rpc.idempotency import in_turn
from core.rpc.observe import Observer
from core.rpc.rate_limit import RateLimiter
from core.rpc.streams import OpenStreams, first_raised, in_order, until_raised
from core.rpc.validate import Check, validate

# A handler is an area's method; its shape follows from the row of its RPC.
Handler = Callable[..., Any]
Opened = Callable[[bytes, ServerContext], Call]
Execution = Callable[[Call], Awaitable[bytes]]
Step = Callable[[Call], Awaitable[None] | None]

# Messages of one stream that are in work at once: as many as one flush of a batch takes.
_IN_FLIGHT_MAX = 64
# The caller of a stream is looked at again when a credential is revoked, and this often where that is not heard of.
_CALLER_SECONDS_MAX = 1.0


class Service(Protocol):
    """An area's servicer: a generated base, filled in."""

    @property
    def SERVICE(self) -> str: ...


class _Unary(NamedTuple):
    """What a stream needs to make its messages calls of an RPC."""

    opened: Opened
    execute: Execution
    check: Check


class Pipeline:
    """Wraps handlers so that no call reaches them by another way. Both doors serve what `handlers` returns."""

    def __init__(self, resources: Resources, authenticator: Authenticator, limiter: RateLimiter, observer: Observer) -> None:
        self._resources = resources
        self._observer = observer
        self._audit = AuditLog(resources.database)
        self._batches: dict[str, Batch] = {}
        self._streams = OpenStreams()
        self._authenticator = authenticator
        # The order of admission. All of it precedes the faults of the input.
        self._admission: tuple[Step, ...] = (
            authenticator,  # every later step asks who calls
            limiter,  # the budget belongs to the caller, and a refusal costs as much as a call
            authorize,
        )

    def handlers(self, rpcs: Sequence[Rpc], services: Sequence[Service], *, is_in_process: bool) -> dict[str, RpcHandler]:
        """A handler of bytes per row, by full name. Raises LookupError for a row that no service implements."""
        by_name = {service.SERVICE: service for service in services}
        if missing := {rpc.service for rpc in rpcs} - by_name.keys():
            message = f"no service implements {', '.join(sorted(missing))}"
            raise LookupError(message)
        unaries: dict[str, _Unary] = {}
        return {rpc.name: self._wrap(rpc, by_name[rpc.service], unaries, is_in_process=is_in_process) for rpc in rpcs}

    async def stop(self) -> None:
        """Ends once what calls left to be recorded has been written."""
        await self._audit.stop()

    def waiting(self) -> dict[str, int]:
        """How many calls wait for their batch, by RPC."""
        return {name: batch.waiting for name, batch in self._batches.items()}

    def _wrap(self, rpc: Rpc, service: Service, unaries: dict[str, _Unary], *, is_in_process: bool) -> RpcHandler:
        handler = cast("Handler", getattr(service, rpc.method))

        def opened(data: bytes, context: ServerContext) -> Call:
            return open_call(rpc, self._resources, data, context, is_in_process=is_in_process)

        if rpc.client_streaming:
            return grpc.stream_stream_rpc_method_handler(self._bidirectional(opened, handler, unaries))
        check = cast("Check", getattr(service, f"check_{_snake(rpc.method)}"))
        if rpc.server_streaming:
            return grpc.unary_stream_rpc_method_handler(self._server_streaming(opened, handler, check))
        unaries[rpc.name] = _Unary(opened, self._execution(rpc, handler), check)
        return grpc.unary_unary_rpc_method_handler(self._unary(unaries[rpc.name]))

    def _execution(self, rpc: Rpc, handler: Handler) -> Execution:
        """How the handler meets its transaction. Both doors fill one batch."""
        if rpc.transaction is TransactionMode.BATCHED:
            run: Execution = self._batches.setdefault(rpc.name, Batch(handler, self._observer)).run
        elif rpc.transaction is TransactionMode.PER_CALL:
            run = partial(run_per_call, handler=handler)
        else:
            run = partial(run_without, handler=handler)
        return lambda call: in_turn(call, run)

    def _unary(self, rpc: _Unary) -> Handler:
        opened, execute, check = rpc

        async def unary(data: bytes, context: ServerContext) -> bytes:
            call = opened(data, context)
            reply = b""
            async with self._answering(call, context):
                validate(call, check)
                reply = await execute(call)
            return reply  # noqa: RET504  # for all that types say, a context manager may swallow what is raised

        return unary

    def _server_streaming(self, opened: Opened, handler: Handler, check: Check) -> Handler:
        async def stream(data: bytes, context: ServerContext) -> AsyncIterator[bytes]:
            call = opened(data, context)
            async with self._answering(call, context):
                validate(call, check)
                with self._streams.one_of(_holder(call)):
                    replies = cast("AsyncGenerator[Message]", handler(call.request, call))
                    async with aclosing(until_raised(replies, self._until_drained(), self._while_admitted(call))) as admitted:
                        async for reply in admitted:
                            yield reply.SerializeToString()

        return stream

    async def _until_drained(self) -> NoReturn:
        await self._resources.ending.wait()
        raise _drained()

    async def _while_admitted(self, call: Call) -> None:
        """Raises once the caller of a stream may not open it any more. Who sent no credential cannot lose one."""
        if call.principal is None:
            return
        async with self._resources.wake.subscribe(CREDENTIALS_TOPIC) as heard:
            while True:
                await self._authenticator(call)
                authorize(call)
                await heard.wait(_CALLER_SECONDS_MAX)

    def _bidirectional(self, opened: Opened, handler: Handler, unaries: dict[str, _Unary]) -> Handler:
        async def stream(incoming: AsyncIterator[bytes], context: ServerContext) -> AsyncIterator[bytes]:
            call, ending = opened(b"", context), asyncio.Event()

            def dispatch(name: str) -> AsyncGenerator[Message | Refusal]:
                return in_order(
                    incoming, lambda data: self._dispatched(data, unaries[name], context), ending=ending, running_max=_IN_FLIGHT_MAX
                )

            call.dispatch = dispatch
            async with self._answering(call, context):
                with self._streams.one_of(_holder(call)):
                    watching = asyncio.create_task(first_raised(self._until_drained(), self._while_admitted(call)))
                    watching.add_done_callback(lambda _: ending.set())
                    try:
                        async with aclosing(cast("AsyncGenerator[Message]", handler(call))) as replies:
                            async for reply in replies:
                                yield reply.SerializeToString()
                        if ending.is_set():
                            watching.result()
                    finally:
                        watching.cancel()

        return stream

    async def _dispatched(self, data: bytes, rpc: _Unary, context: ServerContext) -> Message | Refusal:
        """A message of a stream as a call of a unary RPC. The stream's idempotency key cannot be that of each message."""
        call = rpc.opened(data, context)
        call.idempotency_key = ""
        with self._observer.watching(call):
            try:
                await self._admit(call)
                validate(call, rpc.check)
                reply = await rpc.execute(call)
                await self._audit.afterwards(call)
            except Exception as problem:  # noqa: BLE001  # the edge of a call, as in _answering
                return await self._recorded(call, problem)
        return call.rpc.reply.FromString(reply)

    @asynccontextmanager
    async def _answering(self, call: Call, context: ServerContext) -> AsyncGenerator[None]:
        """Admits the call, and ends it with its trailers, or with the status of whatever it raised."""
        with self._observer.watching(call):
            try:
                await self._admit(call)
                yield
                await self._audit.afterwards(call)
            except Exception as problem:  # noqa: BLE001  # the edge of every call: failures decides what it means
                await self._refuse(call, context, problem)
        context.set_trailing_metadata(tuple(call.trailers.items()))

    async def _admit(self, call: Call) -> None:
        for step in self._admission:
            pending = step(call)
            if pending is not None:
                await pending

    async def _refuse(self, call: Call, context: ServerContext, problem: Exception) -> NoReturn:
        refusal = await self._recorded(call, problem)
        code, status = status_of(refusal, call)
        await context.abort(code, refusal.detail, (*call.trailers.items(), (STATUS_KEY, status)))

    async def _recorded(self, call: Call, problem: Exception) -> Refusal:
        refusal = refusal_of(problem, call)
        call.outcome = refusal.reason
        if _is_refused(call, refusal):
            await self._audit.refused(call, refusal)
        return refusal


def _is_refused(call: Call, refusal: Refusal) -> bool:
    """Unavailable may mean a commit of unknown outcome, or that there is no log now. Who names nobody is not recorded at any door."""
    if refusal.reason is Reason.UNAUTHENTICATED:
        return call.rpc.public or bool(call.text(AUTHORIZATION))
    return refusal.reason not in {Reason.UNAVAILABLE, Reason.OVERLOADED}


def _holder(call: Call) -> object:
    """Whose stream it is."""
    return call.principal.caller_id if call.principal else call.client_address


def _drained() -> Refusal:
    return Refusal(Reason.UNAVAILABLE, "The server is going down: go on at another.", retry_after_seconds=1)


def _snake(method: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method).lstrip("_")
