"""A bridge before the scenarios of the real core, served once per session."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.context import CallNext, HandlerResult, ServerRequestContext

from core.rpc.call import Call
from core.server import Core
from tests.mcp_bridge.host import ClientOf, Served, serve_bridge
from tests.scenarios.caller import issue_admin_key
from tests.scenarios.service import ScenarioService


@pytest.fixture(scope="session")
async def served(scenario_core: Core) -> AsyncIterator[Served]:
    """The bridge of the session."""
    async with serve_bridge(scenario_core.channel) as opened:
        yield opened


@pytest.fixture
def answered_by_the_sdk(served: Served) -> Iterator[list[str]]:
    """The methods that the SDK is asked for during the test."""
    methods: list[str] = []

    async def note(ctx: ServerRequestContext[object, object], call_next: CallNext) -> HandlerResult:
        methods.append(ctx.method)
        return await call_next(ctx)

    served.bridge.server.middleware.append(note)
    yield methods
    served.bridge.server.middleware.remove(note)


@pytest.fixture(scope="session")
async def bearer(scenario_core: Core) -> str:
    """A credential as a header says it."""
    return f"Bearer {await issue_admin_key(scenario_core)}"


@pytest.fixture
async def http(served: Served, bearer: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a good credential."""
    async with httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as client:
        yield client


@pytest.fixture
async def anonymous(served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without a credential that sends nothing beyond what a test asks for."""
    async with httpx2.AsyncClient(base_url=served.origin) as client:
        yield client


@pytest.fixture
def calls(scenarios_service: ScenarioService) -> list[Call]:
    """The calls that reach a handler during the test."""
    scenarios_service.calls.clear()
    return scenarios_service.calls


@pytest.fixture(params=["auto", "legacy"])
def client_of(served: Served, request: pytest.FixtureRequest) -> ClientOf:
    """Connects the official client over either wire: `auto` speaks the newest version, `legacy` begins with initialize."""

    @asynccontextmanager
    async def connect(bearer: str | None) -> AsyncGenerator[Client]:
        headers = {} if bearer is None else {"authorization": bearer}
        async with httpx2.AsyncClient(headers=headers) as http:
            transport = streamable_http_client(served.url, http_client=http, terminate_on_close=False)
            async with Client(transport, mode=request.param, cache=None) as client:
                yield client

    return connect
