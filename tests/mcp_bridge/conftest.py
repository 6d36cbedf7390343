"""A bridge served once per session; what its stand-in core was told is forgotten between tests."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.mcp_bridge.host import ClientOf, Served, serve
from tests.mcp_bridge.stand_in_core import StandInCore


@pytest.fixture(scope="session")
async def session_served() -> AsyncIterator[Served]:
    """The bridge of the session; tests take `served`."""
    async with serve() as served:
        yield served


@pytest.fixture
def served(session_served: Served) -> Served:
    """The bridge of the session, before a core that nobody has called yet."""
    session_served.stand_in.forget()
    return session_served


@pytest.fixture
def stand_in(served: Served) -> StandInCore:
    """What the bridge calls."""
    return served.stand_in


@pytest.fixture
async def http(served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without a credential that sends nothing beyond what a test asks for."""
    async with httpx2.AsyncClient(base_url=served.origin) as client:
        yield client


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
