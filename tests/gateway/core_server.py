"""A core of its own for the gateway's tests: a gRPC server that refuses as the pipeline does and keeps what it was told."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NoReturn

import grpc
import protovalidate
from fluxdesk.failures import DECODE_FAULTS_KEY, DOMAIN, STATUS_KEY, Fault, bad_request, unpack_faults
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
TRAILERS = (
    ("x-ratelimit-limit", "600"),
    ("x-ratelimit-remaining", "599"),
    ("x-ratelimit-reset", "1770000000"),
    ("ratelimit", '"reads";r=599;t=60'),
    ("ratelimit-policy", '"reads";q=600;w=60'),
)

Context = grpc.aio.ServicerContext[Message, Message]
_validator = protovalidate.Validator()


@dataclass(slots=True)
class ScenarioCore(ScenarioServiceServicer):
    """`requests` and `metadata` are those of the calls so far; the events tell how far a hanging call has come."""

    requests: list[Message] = field(default_factory=list[Message])
    metadata: list[dict[str, str | bytes]] = field(default_factory=list[dict[str, str | bytes]])
    hanging: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    # Names and values of the header fields that a thing is answered with.
    etag: str = ""
    location: str = ""

    def forget(self) -> None:
        self.requests.clear()
        self.metadata.clear()
        self.hanging.clear()
        self.cancelled.clear()
        self.etag = self.location = ""

    async def Echo(self, request: EchoRequest, context: Context) -> EchoReply:
        await self._admit(request, context, is_public=True)
        return EchoReply(text=request.text, letters=len(request.text))

    async def Fail(self, request: FailRequest, context: Context) -> FailReply:
        await self._admit(request, context)
        if request.how == "hang":
            await self._hang()
        if request.how == "exception":
            message = "a secret of the server"
            raise RuntimeError(message)
        if request.how in Reason.__members__:
            await _abort(context, Reason(request.how), "As told.")
        return FailReply()

    async def Count(self, request: CountRequest, context: Context) -> AsyncIterator[CountEvent]:
        await self._admit(request, context, is_public=True)
        for number in range(1, request.up_to + 1):
            yield CountEvent(tick=Tick(number=number))
            if request.HasField("hang_after") and number == request.hang_after:
                await self._hang()
        if request.HasField("hang_after") and request.hang_after == 0:
            await self._hang()
        if request.HasField("hang_after"):
            await _abort(context, Reason.UNAVAILABLE, "The count broke off.")
        yield CountEvent(finished=Finished(count=request.up_to))

    async def Chat(self, request_iterator: AsyncIterator[EchoRequest], context: Context) -> AsyncIterator[EchoReply]:
        async for request in request_iterator:
            await self._admit(request, context, is_public=True)
            yield EchoReply(text=request.text)

    async def CreateThing(self, request: CreateThingRequest, context: Context) -> Thing:
        await self._admit(request, context)
        return self._answered(request.thing)

    async def UpdateThing(self, request: UpdateThingRequest, context: Context) -> Thing:
        await self._admit(request, context)
        return self._answered(request.thing)

    async def IssueSecret(self, request: IssueSecretRequest, context: Context) -> Secret:
        await self._admit(request, context)
        return Secret(label=request.label, secret="shown once")  # no secret of anyone

    async def GetPage(self, request: GetPageRequest, context: Context) -> HttpBody:
        await self._admit(request, context, is_public=True)
        return HttpBody(content_type="text/csv" if request.format == "csv" else "", data=b"a,b\n1,2\n")

    def _answered(self, thing: Thing) -> Thing:
        thing.etag, thing.location = self.etag, self.location
        return thing

    async def _admit(self, request: Message, context: Context, *, is_public: bool = False) -> None:
        """Keeps the call, then refuses it in the pipeline's order: the credential first, the faults of the input after it."""
        metadata = dict(context.invocation_metadata() or ())
        self.requests.append(request)
        self.metadata.append(metadata)
        replayed = (("idempotency-replayed", "true"),) if metadata.get("idempotency-key") == "known" else ()
        context.set_trailing_metadata((*TRAILERS, *replayed))
        bearer = metadata.get("authorization")
        if bearer != GOOD_BEARER and not (bearer is None and is_public):
            await _abort(context, Reason.UNAUTHENTICATED, "The bearer token is malformed, expired or revoked.")
        packed = metadata.get(DECODE_FAULTS_KEY, b"")
        decoded = unpack_faults(packed) if isinstance(packed, bytes) else []
        ruled = [(path, text) for path, text in _rule_faults(request) if not any(_is_within(path, outer) for outer, _ in decoded)]
        if faults := [*decoded, *ruled]:
            await _abort(context, Reason.VALIDATION_FAILED, "The input breaks a rule.", faults)

    async def _hang(self) -> NoReturn:
        self.hanging.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
        raise AssertionError  # nobody sets the event


@asynccontextmanager
async def serve_core(core: ScenarioCore) -> AsyncGenerator[grpc.aio.Channel]:
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


def _rule_faults(request: Message) -> list[Fault]:
    violations = (violation.proto for violation in _validator.collect_violations(request))
    return [
        (".".join(element.field_name for element in found.field.elements) if found.field else "", found.message) for found in violations
    ]


def _is_within(path: str, outer: str) -> bool:
    return path == outer or not outer or path.startswith((f"{outer}.", f"{outer}["))


async def _abort(context: Context, reason: Reason, detail: str, faults: list[Fault] | None = None) -> NoReturn:
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN)]
    if faults:
        details.append(bad_request(faults))
    if reason in {Reason.RATE_LIMITED, Reason.UNAVAILABLE}:
        details.append(error_details_pb2.RetryInfo(retry_delay=Duration(seconds=RETRY_SECONDS)))
    code = KINDS[reason].code
    status = status_pb2.Status(code=code.value[0], message=detail, details=[_packed(detail) for detail in details])
    await context.abort(code, detail, (*TRAILERS, (STATUS_KEY, status.SerializeToString())))
    raise AssertionError  # abort raises


def _packed(detail: Message) -> Any:
    packed = Any()
    packed.Pack(detail)
    return packed
