"""A gRPC server in the place of the core: it answers as the pipeline does, and keeps what it was told."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import grpc
from fluxdesk.failures import DECODE_FAULTS_KEY, DOMAIN, STATUS_KEY, Fault, unpack_faults
from fluxdesk.reasons import KINDS, Reason
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.any_pb2 import Any
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from scenarios.v1.scenarios_pb2 import (
    CountEvent,
    CountRequest,
    CreateThingRequest,
    EchoReply,
    EchoRequest,
    FailReply,
    FailRequest,
    Finished,
    GetPageRequest,
    IssueSecretRequest,
    Secret,
    Thing,
    Tick,
    UpdateThingRequest,
)
from scenarios.v1.scenarios_pb2_grpc import ScenarioServiceServicer, add_ScenarioServiceServicer_to_server

GOOD_BEARER = "Bearer good"
RETRY_SECONDS = 7
TRAILERS = (("x-ratelimit-limit", "600"), ("ratelimit", '"reads";r=599;t=60'))

Context = grpc.aio.ServicerContext[Message, Message]


@dataclass(slots=True)
class StandInCore(ScenarioServiceServicer):
    """`requests` and `metadata` are those of the calls so far; the events tell how far a hanging call has come."""

    requests: list[Message] = field(default_factory=list[Message])
    metadata: list[dict[str, str | bytes]] = field(default_factory=list[dict[str, str | bytes]])
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    def forget(self) -> None:
        """Makes it a core that nobody has called."""
        self.requests.clear()
        self.metadata.clear()
        self.hanging.clear()
        self.cancelled.clear()

    async def Echo(self, request: EchoRequest, context: Context) -> EchoReply:
        await self._admit(request, context, is_public=True)
        return EchoReply(text=request.text, letters=len(request.text))

    async def Fail(self, request: FailRequest, context: Context) -> FailReply:
        await self._admit(request, context)
        if request.how == "hang":
            await self._hang()
        await _abort(context, Reason(request.how), "As told.")

    async def Count(self, request: CountRequest, context: Context) -> AsyncIterator[CountEvent]:
        await self._admit(request, context, is_public=True)
        for number in range(1, request.up_to + 1):
            yield CountEvent(tick=Tick(number=number))
            if request.HasField("hang_after") and number == request.hang_after:
                await self._hang()
        yield CountEvent(finished=Finished(count=request.up_to))

    async def Chat(self, request_iterator: AsyncIterator[EchoRequest], context: Context) -> AsyncIterator[EchoReply]:
        async for request in request_iterator:
            yield await self.Echo(request, context)

    async def CreateThing(self, request: CreateThingRequest, context: Context) -> Thing:
        await self._admit(request, context)
        return request.thing

    async def UpdateThing(self, request: UpdateThingRequest, context: Context) -> Thing:
        await self._admit(request, context)
        return request.thing

    async def IssueSecret(self, request: IssueSecretRequest, context: Context) -> Secret:
        await self._admit(request, context)
        return Secret(label=request.label, secret="s3cret")

    async def GetPage(self, request: GetPageRequest, context: Context) -> HttpBody:
        await self._admit(request, context, is_public=True)
        return HttpBody(content_type="text/csv", data=b"a,b\n1,2\n")

    async def _admit(self, request: Message, context: Context, *, is_public: bool = False) -> None:
        """Keeps the call, then refuses it as the pipeline would: the credential first, the faults of decoding after it."""
        metadata = dict(context.invocation_metadata() or ())
        self.requests.append(request)
        self.metadata.append(metadata)
        replayed = (("idempotency-replayed", "true"),) if "idempotency-key" in metadata else ()
        context.set_trailing_metadata((*TRAILERS, *replayed))
        bearer = metadata.get("authorization")
        if bearer != GOOD_BEARER and not (bearer is None and is_public):
            await _abort(context, Reason.UNAUTHENTICATED, "Who are you?")
        packed = metadata.get(DECODE_FAULTS_KEY, b"")
        if isinstance(packed, bytes) and (faults := unpack_faults(packed)):
            await _abort(context, Reason.VALIDATION_FAILED, "The input breaks a rule.", faults)

    async def _hang(self) -> NoReturn:
        self.hanging.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
        raise AssertionError


async def _abort(context: Context, reason: Reason, detail: str, faults: list[Fault] | None = None) -> NoReturn:
    violations = [error_details_pb2.BadRequest.FieldViolation(field=path, description=text) for path, text in faults or []]
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN)]
    if violations:
        details.append(error_details_pb2.BadRequest(field_violations=violations))
    if reason is Reason.RATE_LIMITED:
        details.append(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=RETRY_SECONDS)))
    code = KINDS[reason].code
    status = status_pb2.Status(code=code.value[0], message=detail, details=[_packed(detail) for detail in details])
    await context.abort(code, detail, (*TRAILERS, (STATUS_KEY, status.SerializeToString())))
    raise AssertionError


def _packed(detail: Message) -> Any:
    packed = Any()
    packed.Pack(detail)
    return packed


@asynccontextmanager
async def serve_core(core: StandInCore) -> AsyncGenerator[grpc.aio.Channel]:
    """A channel to the core over loopback."""
    server = grpc.aio.server()
    add_ScenarioServiceServicer_to_server(core, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield channel
    finally:
        await server.stop(grace=None)
