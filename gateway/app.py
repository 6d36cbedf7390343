"""The HTTP door: RPC routes through one look-up, everything else through mounted apps and pages."""

import asyncio
from collections.abc import Iterable, Mapping

import structlog
from fluxdesk.json.runtime import MessageCodec
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.tracing import CANCELLED
from google.protobuf.message import Message
from grpc import aio
from opentelemetry.trace import Tracer
from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from gateway.exchange import Exchange, Gone, NotHere
from gateway.limits import DEFAULT_LIMITS, Limits
from gateway.operations import Backend, Operation, StreamOperation, UnaryOperation
from gateway.pages import NO_GUIDES, Guides, create_pages
from gateway.problems import Refused, problem
from gateway.routes import Match, Routes
from gateway.spans import span_of

_log = structlog.get_logger()


def create_app(
    *,
    rpcs: Iterable[Rpc],
    codecs: Mapping[type[Message], MessageCodec],
    channel: aio.Channel,
    openapi: bytes,
    drain: asyncio.Event,
    guides: Guides = NO_GUIDES,
    mounts: Mapping[str, ASGIApp] | None = None,
    lifespan: Lifespan[ASGIApp] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    tracer: Tracer | None = None,
) -> ASGIApp:
    """The ASGI app of the gateway.

    Streams end when `drain` is set. `mounts` are apps by exact path; they find the request id in X-Request-Id. `lifespan` runs around
    everything. With a tracer each request that an RPC answers is a span.
    """
    backend = Backend(codecs=codecs, channel=channel, drain=drain)
    return Gateway(_routes(rpcs, backend), mounts or {}, create_pages(openapi, guides, lifespan), limits, tracer)


class Gateway:
    """Finds who answers a request. FastAPI's router would cost five times as much as the look-up with as many routes."""

    def __init__(
        self, routes: Routes[Operation], mounts: Mapping[str, ASGIApp], pages: ASGIApp, limits: Limits, tracer: Tracer | None
    ) -> None:
        self._routes = routes
        self._mounts = mounts
        self._pages = pages
        self._limits = limits
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, self._limits)
        # A request has a task of its own, with whose context this ends.
        bind_contextvars(request_id=exchange.request_id)
        match = self._routes.find(scope["method"], scope["raw_path"])
        with span_of(self._tracer, exchange, match and match.leaf):
            await self._answer(exchange, match)

    async def _answer(self, exchange: Exchange, match: Match[Operation] | None) -> None:
        try:
            if match:
                await match.leaf(exchange, match.values)
            else:
                await self._answer_elsewhere(exchange)
        except Gone:
            exchange.outcome = CANCELLED
        except Refused as refused:
            await _refuse(exchange, refused, match)
        except Exception:
            # The edge of the process: the client learns the request id, and the log holds the cause.
            _log.exception("gateway_failed", path=exchange.instance, request_id=exchange.request_id)
            if exchange.is_started:
                raise
            await _refuse(exchange, Refused(Reason.INTERNAL, "The gateway failed."), match)

    async def _answer_elsewhere(self, exchange: Exchange) -> None:
        if verbs := self._routes.verbs(exchange.scope["raw_path"]):
            allow = ", ".join(sorted(verbs))
            detail = f"This path answers to {allow}."
            raise Refused(Reason.METHOD_NOT_ALLOWED, detail, headers=[(b"allow", allow.encode())])
        try:
            await exchange.forward_to(self._mounts.get(exchange.scope["path"], self._pages))
        except NotHere:
            await exchange.forward_to(self._pages)


def _routes(rpcs: Iterable[Rpc], backend: Backend) -> Routes[Operation]:
    routes = Routes[Operation]()
    for rpc in rpcs:
        for route in rpc.routes:
            if rpc.server_streaming:
                routes.add(route.verb, route.path, StreamOperation(rpc, route, backend))
                continue
            operation = UnaryOperation(rpc, route, backend)
            routes.add(route.verb, route.path, operation)
            if route.verb == "GET":
                # The server leaves the body of an answer to HEAD out.
                routes.add("HEAD", route.path, operation)
    return routes


async def _refuse(exchange: Exchange, refused: Refused, match: Match[Operation] | None) -> None:
    exchange.outcome = refused.failure.reason
    answer = problem(
        refused.failure,
        instance=exchange.instance,
        request_id=exchange.request_id,
        headers=refused.headers,
        has_error=match is not None and match.leaf.rpc.problem_has_error,
    )
    await exchange.answer(answer)
