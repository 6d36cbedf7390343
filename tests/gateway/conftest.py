"""The gateway over the scenarios of the real core, served once per session."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
import pytest
from fluxdesk.json import JSON as PRODUCT
from grpc import aio
from scenarios.json import JSON
from scenarios.rpc_table import RPCS
from starlette.types import ASGIApp

from core.rpc.call import Call
from core.server import Core
from gateway.app import create_app
from gateway.limits import DEFAULT_LIMITS, Limits
from gateway.pages import Guides
from tests.gateway.host import serve_app
from tests.scenarios.caller import issue_admin_key
from tests.scenarios.service import ScenarioService

OPENAPI = b'{"openapi":"3.1.0"}'
GUIDES = {"": "the index", "door": "curl http://127.0.0.1:8080/api; call 127.0.0.1:50051", "door/below": "a page below a page"}
TEXTS = {"/texts/protocol": "# Call http://127.0.0.1:8080/api", "/texts.txt": "plain"}


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway with the port at which it answers and the event that ends its streams."""

    port: int
    drain: asyncio.Event

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def serve_gateway(
    channel: aio.Channel, limits: Limits = DEFAULT_LIMITS, mounts: Mapping[str, ASGIApp] | None = None
) -> AsyncGenerator[Served]:
    """A gateway of its own, for tests that drain it, change its limits or lead it elsewhere."""
    drain = asyncio.Event()
    codecs, guides = {**PRODUCT, **JSON}, Guides(GUIDES, TEXTS)
    app = create_app(rpcs=RPCS, codecs=codecs, channel=channel, openapi=OPENAPI, drain=drain, guides=guides, mounts=mounts, limits=limits)
    async with serve_app(app) as port:
        yield Served(port, drain)


@pytest.fixture(scope="session")
async def served(scenario_core: Core) -> AsyncIterator[Served]:
    async with serve_gateway(scenario_core.channel) as opened:
        yield opened


@pytest.fixture(scope="session")
async def bearer(scenario_core: Core) -> str:
    """A credential as a header says it."""
    return f"Bearer {await issue_admin_key(scenario_core)}"


@pytest.fixture(scope="session")
async def http(served: Served, bearer: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with a good credential."""
    async with httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as client:
        yield client


@pytest.fixture(scope="session")
async def anonymous(served: Served) -> AsyncIterator[httpx2.AsyncClient]:
    """A client without a credential."""
    async with httpx2.AsyncClient(base_url=served.origin) as client:
        yield client


@pytest.fixture
def calls(scenarios_service: ScenarioService) -> list[Call]:
    """The calls that reach a handler during the test."""
    scenarios_service.calls.clear()
    return scenarios_service.calls
