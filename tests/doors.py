"""The product's three doors over one core, and one way to call any RPC through any of them."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast
from urllib.parse import quote

import httpx2
import orjson
from fluxdesk.failures import read_failure
from fluxdesk.json import JSON, SNAKE
from fluxdesk.json.runtime import Fault
from fluxdesk.reasons import KINDS, Reason
from fluxdesk.rpc import Route, Rpc
from fluxdesk.rpc_table import RPCS
from google.api.httpbody_pb2 import HttpBody
from google.protobuf.message import Message
from grpc import aio
from starlette.types import ASGIApp

from core.server import Core
from gateway.app import create_app
from gateway.limits import Limits
from mcp_bridge.server import create_bridge
from mcp_bridge.settings import BridgeSettings
from scripts.offers import read_offers
from tests.gateway.host import serve_app
from tests.wire_form import json_form, snake_form

_GEN = Path(__file__).parents[1] / "gen"
# Longer than any deadline of the server's own.
_PATIENCE_SECONDS = 60.0
# How a tool's error says it.
_RETRY = re.compile(r"Retry after (\d+) s\.")
TOOLS: list[dict[str, Any]] = json.loads((_GEN / "mcp_tools.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a caller learns. `reason` is None after success, `reply` after a failure.

    `faults` are texts by the path that the door tells; `headers` its headers or trailing metadata; `body` the answer's bytes.
    """

    body: bytes
    headers: Mapping[str, str]
    reply: Message | None = None
    reason: Reason | None = None
    faults: Mapping[str, Sequence[str]] | None = None
    http_status: int | None = None
    retry_after_seconds: int | None = None

    @property
    def is_replayed(self) -> bool:
        return self.headers.get("idempotency-replayed") == "true"


class Event(NamedTuple):
    """A server-sent event; `id` is "" where it has none."""

    id: str
    name: str
    data: str


async def events(response: httpx2.Response) -> AsyncGenerator[Event]:
    """The events of an open stream."""
    fields = {"id": "", "event": "", "data": ""}
    async for line in response.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields["event"]:
            yield Event(fields["id"], fields["event"], fields["data"])
            fields = {"id": "", "event": "", "data": ""}


class Door(Protocol):
    """`name` is the one that audit rows bear."""

    name: str

    def serves(self, rpc: Rpc) -> bool: ...

    async def call(
        self,
        rpc: Rpc,
        request: Message,
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
    ) -> Answer: ...


class GrpcDoor:
    """The network door, over loopback."""

    name = "grpc"

    def __init__(self, channel: aio.Channel, deadline_seconds: float = 30.0) -> None:
        self._channel = channel
        self._deadline_seconds = deadline_seconds

    def serves(self, rpc: Rpc) -> bool:  # noqa: ARG002  # it serves every one
        return True

    async def call(
        self,
        rpc: Rpc,
        request: Message,
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
    ) -> Answer:
        """A stream is sent the one request and answers with its first message."""
        metadata = tuple(_headers(token, request_id, key, traceparent).items())
        try:
            if rpc.server_streaming:
                body = await self._first(rpc, request, metadata)
                return Answer(body=body, headers={}, reply=rpc.reply.FromString(body))
            stub: aio.UnaryUnaryMultiCallable[Message, bytes] = self._channel.unary_unary(
                rpc.name, request_serializer=rpc.request.SerializeToString
            )
            call = stub(request, metadata=metadata, timeout=self._deadline_seconds)
            body = await call
        except aio.AioRpcError as error:
            return self._refused(error)
        return Answer(body=body, headers=_texts(await call.trailing_metadata()), reply=rpc.reply.FromString(body))

    async def _first(self, rpc: Rpc, request: Message, metadata: Any) -> bytes:
        """A stream of requests ends by itself once its message is answered; the other kind lasts until it is cancelled."""
        serialize = rpc.request.SerializeToString
        if rpc.client_streaming:
            talk: aio.StreamStreamMultiCallable[Message, bytes] = self._channel.stream_stream(rpc.name, request_serializer=serialize)
            replies = [reply async for reply in talk(iter([request]), metadata=metadata, timeout=30)]
            return replies[0]
        follow: aio.UnaryStreamMultiCallable[Message, bytes] = self._channel.unary_stream(rpc.name, request_serializer=serialize)
        opened = follow(request, metadata=metadata, timeout=30)
        try:
            return cast("bytes", await opened.read())
        finally:
            opened.cancel()

    def _refused(self, error: aio.AioRpcError) -> Answer:
        failure = read_failure(error)
        assert error.code() is KINDS[failure.reason].code
        return Answer(
            body=b"",
            headers=_texts(error.trailing_metadata()),
            reason=failure.reason,
            faults=_by_path(failure.faults),
            retry_after_seconds=failure.retry_after_seconds,
        )


class RestDoor:
    """The gateway over HTTP."""

    name = "rest"

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    def serves(self, rpc: Rpc) -> bool:
        return bool(rpc.routes)

    async def call(
        self,
        rpc: Rpc,
        request: Message,
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
    ) -> Answer:
        return await self.send(rpc, rpc.routes[0], json_form(request), token, key=key, request_id=request_id, traceparent=traceparent)

    async def send(
        self,
        rpc: Rpc,
        route: Route,
        data: dict[str, object],
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Sends the JSON of a request, which need not be valid, over one of the RPC's routes. `query` is sent beside it."""
        left, path = dict(data), route.path
        for variable in route.variables:
            path = path.replace(f"{{{variable.field}}}", quote(_text(left.pop(variable.name)), safe=""))
        headers = _headers(token, request_id, key, traceparent)
        for field, header in route.headers:
            if (value := left.pop(rpc.request.DESCRIPTOR.fields_by_name[field].json_name, None)) is not None:
                headers[header] = _text(value)
        parameters = {parameter.name: _query_texts(left.pop(parameter.name)) for parameter in route.query if parameter.name in left}
        body = None
        if route.body:
            headers["content-type"] = "application/json"
            wanted = left if route.body == "*" else left.pop(rpc.request.DESCRIPTOR.fields_by_name[route.body].json_name)
            body = orjson.dumps(wanted)
        async with self.http.stream(
            route.verb, path, params=parameters | dict(query or {}), content=body, headers=headers, follow_redirects=False
        ) as response:
            if rpc.server_streaming and response.is_success:
                return await self._first_event(rpc, response)
            await response.aread()
        return self._answer(rpc, response)

    async def _first_event(self, rpc: Rpc, response: httpx2.Response) -> Answer:
        """The message behind the first event: its name is that of a field, and its id has one of its own."""
        event = await anext(events(response))
        fields = rpc.reply.DESCRIPTOR.fields_by_name
        data: dict[str, object] = {fields[event.name].json_name: orjson.loads(event.data)}
        if rpc.event_id:
            data[fields[rpc.event_id].json_name] = event.id
        reply = _decoded(JSON[rpc.reply].decode(data, "", faults := []), faults)
        return Answer(body=event.data.encode(), headers=response.headers, reply=reply, http_status=response.status_code)

    def _answer(self, rpc: Rpc, response: httpx2.Response) -> Answer:
        shared: dict[str, Any] = {"body": response.content, "headers": response.headers, "http_status": response.status_code}
        if response.is_success and rpc.reply is HttpBody:
            return Answer(reply=HttpBody(content_type=response.headers["content-type"], data=response.content), **shared)
        if response.is_success:
            return Answer(
                reply=_decoded(JSON[rpc.reply].decode(orjson.loads(response.content or b"{}"), "", faults := []), faults), **shared
            )
        problem = response.json()
        reason = Reason(problem["code"].upper())
        assert response.status_code == KINDS[reason].http_status
        told = response.headers.get("retry-after")
        return Answer(reason=reason, faults=problem.get("fieldErrors", {}), retry_after_seconds=int(told) if told else None, **shared)


class McpDoor:
    """The bridge over HTTP, called without an SDK."""

    name = "mcp"

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    def serves(self, rpc: Rpc) -> bool:
        return bool(rpc.tool) and not rpc.server_streaming

    async def call(
        self,
        rpc: Rpc,
        request: Message,
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
    ) -> Answer:
        return await self.send(rpc, snake_form(request), token, key=key, request_id=request_id, traceparent=traceparent)

    async def send(
        self,
        rpc: Rpc,
        arguments: Mapping[str, object],
        token: str | None,
        *,
        key: str | None = None,
        request_id: str | None = None,
        traceparent: str | None = None,
    ) -> Answer:
        """Calls the RPC's tool with arguments that need not be valid."""
        params: dict[str, object] = {"name": rpc.tool, "arguments": arguments}
        if key:
            params["_meta"] = {"fluxdesk.net/idempotency-key": key}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        response = await self._http.post("/mcp", json=message, headers=_headers(token, request_id, None, traceparent))
        if response.status_code == KINDS[Reason.UNAUTHENTICATED].http_status:
            return Answer(body=response.content, headers=response.headers, reason=Reason.UNAUTHENTICATED)
        if response.status_code == KINDS[Reason.SCOPE_MISSING].http_status:
            assert f'error="insufficient_scope", scope="{rpc.scope}"' in response.headers["www-authenticate"]
            return Answer(body=response.content, headers=response.headers, reason=Reason.SCOPE_MISSING)
        result = response.json()["result"]
        text = result["content"][0]["text"]
        if not result.get("isError"):
            content = result["structuredContent"]
            reply = _decoded(SNAKE[rpc.reply].decode(content, "", faults := []), faults)
            return Answer(body=text.encode(), headers=response.headers, reply=reply)
        first, *lines = text.splitlines()
        named = [cast("Fault", tuple(line.split(": ", 1))) for line in lines if line.startswith("$")]
        told = _RETRY.search(text)
        return Answer(
            body=text.encode(),
            headers=response.headers,
            reason=Reason(first.partition(":")[0]),
            faults=_by_path(named),
            retry_after_seconds=int(told[1]) if told else None,
        )


@dataclass(frozen=True, slots=True)
class Doors:
    """The three doors of one core."""

    grpc: GrpcDoor
    rest: RestDoor
    mcp: McpDoor

    def of(self, rpc: Rpc) -> list[Door]:
        """Those through which the RPC can be called."""
        doors: list[Door] = [self.grpc, self.rest, self.mcp]
        return [door for door in doors if door.serves(rpc)]


@asynccontextmanager
async def open_doors(core: Core, *, deadline_seconds: float = 30.0) -> AsyncGenerator[Doors]:
    """Serves the product on loopback as one process of the server does, with gateway and bridge on the in-process channel.

    No unary call takes longer than its deadline.
    """
    server, port = await core.serve("127.0.0.1:0", share_port=False)
    async with (
        aio.insecure_channel(f"127.0.0.1:{port}") as channel,
        serve_app(_app(core, deadline_seconds)) as http_port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{http_port}", timeout=_PATIENCE_SECONDS) as http,
    ):
        yield Doors(GrpcDoor(channel, deadline_seconds), RestDoor(http), McpDoor(http))
    await server.stop(0)


def _app(core: Core, deadline_seconds: float) -> ASGIApp:
    settings = BridgeSettings(name="test", version="1", namespace="net.fluxdesk", deadline_seconds=deadline_seconds)
    bridge = create_bridge(rpcs=RPCS, codecs=SNAKE, channel=core.channel, offers=read_offers(), settings=settings, tracer=core.tracer)

    @asynccontextmanager
    async def lifespan(_: ASGIApp) -> AsyncGenerator[None]:
        async with bridge.run():
            yield

    return create_app(
        rpcs=RPCS,
        codecs=JSON,
        channel=core.channel,
        openapi=(_GEN / "openapi.json").read_bytes(),
        drain=asyncio.Event(),
        limits=Limits(call_seconds_max=deadline_seconds),
        mounts=dict.fromkeys(bridge.paths, bridge.app),
        lifespan=lifespan,
        tracer=core.tracer,
    )


def _headers(token: str | None, request_id: str | None, key: str | None, traceparent: str | None) -> dict[str, str]:
    optional = {
        "authorization": token and f"Bearer {token}",
        "x-request-id": request_id,
        "idempotency-key": key,
        "traceparent": traceparent,
    }
    return {name: value for name, value in optional.items() if value}


def _texts(metadata: Any) -> dict[str, str]:
    return {key: value for key, value in metadata or () if isinstance(value, str)}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _query_texts(value: object) -> str | list[str]:
    return [_text(item) for item in cast("list[object]", value)] if isinstance(value, list) else _text(value)


def _by_path(faults: Sequence[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, text in faults:
        found.setdefault(path, []).append(text)
    return found


def _decoded(reply: Message, faults: list[Fault]) -> Message:
    """The reply, which our own codec must be able to read."""
    assert not faults, faults
    return reply
