"""The gateway over the scenarios, served once per session; what the core was told is forgotten between tests."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
import pytest
from scenarios.json import JSON
from scenarios.rpc_table import RPCS
from starlette.types import ASGIApp

from gateway.app import create_app
from gateway.limits import DEFAULT_LIMITS, Limits
from tests.gateway.core_server import GOOD_BEARER, ScenarioCore, serve_core
from tests.gateway.host import serve_app

OPENAPI = b'{"openapi":"3.1.0"}'


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway with the port at which it answers, the core behind it, and the event that ends its streams."""

    port: int
    core: ScenarioCore
    drain: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": GOOD_BEARER}


@asynccontextmanager
async def serve_gateway(limits: Limits = DEFAULT_LIMITS, mounts: Mapping[str, ASGIApp] | None = None) -> AsyncGenerator[Served]:
    """A gateway of its own, for tests that drain it or change its limits."""
    core, drain = ScenarioCore(), asyncio.Event()
    async with serve_core(core) as channel:
        app = create_app(rpcs=RPCS, codecs=JSON, channel=channel, openapi=OPENAPI, drain=drain, mounts=mounts, limits=limits)
        async with serve_app(app) as port:
            yield Served(port, core, drain)


@pytest.fixture(scope="session")
async def session_served() -> AsyncIterator[Served]:
    async with serve_gateway() as served:
        yield served


@pytest.fixture
def served(session_served: Served) -> Served:
    session_served.core.forget()
    return session_served


@pytest.fixture
def backend(served: Served) -> ScenarioCore:
    return served.core


@pytest.fixture(scope="session")
async def session_http(session_served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=session_served.origin, headers=session_served.bearer) as client:
        yield client


@pytest.fixture
def http(session_http: httpx2.AsyncClient, served: Served) -> httpx2.AsyncClient:  # noqa: ARG001  # forgets the calls before
    """A client with a good credential."""
    return session_http


@pytest.fixture(scope="session")
async def session_anonymous(session_served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(base_url=session_served.origin) as client:
        yield client


@pytest.fixture
def anonymous(session_anonymous: httpx2.AsyncClient, served: Served) -> httpx2.AsyncClient:  # noqa: ARG001  # the same
    """A client without a credential."""
    return session_anonymous
