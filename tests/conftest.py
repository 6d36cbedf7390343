"""What every test stands on: a real PostgreSQL of this test process, the core on it, and a fresh workspace."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import scenarios.json
import scenarios.rpc_table
from fluxdesk.json import SNAKE
from fluxdesk.rpc_table import BY_NAME
from xdist.remote import Producer

from core import demo
from core.areas.callers.service import CallerService
from core.database.migrate import migrate
from core.demo import Credentials, make_demo_workspace
from core.secrets.keys import Keys, load_keys
from core.server import Core, Served
from core.settings import Settings
from scripts.logs import configure_logs
from tests.passwords import quickly_hashed
from tests.plans import alone, alone_core, alone_owner, alone_url, plans, template, vacuumed
from tests.quick_server import start_quick_server
from tests.scenarios.service import ScenarioService
from tests.scheduling import ByServer
from tests.seed_answers import watch_answers
from tests.webhook_bodies import check_bodies
from tests.windows import stop_windows

__all__ = ["alone", "alone_core", "alone_owner", "alone_url", "plans", "template", "vacuumed"]

# Tests come from one address, and have no minute to wait for the next. Cores of a test's own would lease what others of the minute need.
os.environ["FLUXDESK_REFUSED_BEARERS_PER_MINUTE"] = "0"
# What doors ask every core.
CALLERS = [rpc for name, rpc in BY_NAME.items() if name.startswith("/fluxdesk.v1.CallerService/")]
SETTINGS = Settings(public_writes_per_minute=1_000_000)

watch_answers()
stop_windows()

# As the server logs: structlog's own rendering prints local variables, tokens among them.
configure_logs()


@pytest.hookimpl(optionalhook=True)  # of a plugin that a run may do without
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByServer:
    return ByServer(config, log)


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this test process."""
    server = start_quick_server(tmp_path_factory.mktemp("postgres"))
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return load_keys(Path(tmp_path_factory.mktemp("keys"), "keys.json"))


@pytest_asyncio.fixture(scope="session")
async def migrated_url(database_url: str) -> AsyncIterator[str]:
    """Looks at the end what webhooks would have been sent."""
    await migrate(database_url)
    yield database_url
    await check_bodies(database_url)


@pytest_asyncio.fixture(scope="session")
async def core(migrated_url: str, keys: Keys) -> AsyncIterator[Core]:
    """The product's core."""
    opened = await Core.open(migrated_url, keys, settings=SETTINGS)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def scenarios_service() -> ScenarioService:
    return ScenarioService()


@pytest_asyncio.fixture(scope="session")
async def scenario_core(migrated_url: str, keys: Keys, scenarios_service: ScenarioService) -> AsyncIterator[Core]:
    """A core that serves scenarios.proto instead of the product, and says who calls."""
    opened = await Core.open(
        migrated_url,
        keys,
        settings=SETTINGS,
        served=Served((*scenarios.rpc_table.RPCS, *CALLERS), [scenarios_service, CallerService()], {**SNAKE, **scenarios.json.SNAKE}),
    )
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def workspace(core: Core, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Credentials:
    """A workspace of its own for the test, with a person of each kind and a token of each kind, and passwords that cost nothing."""
    monkeypatch.setattr(demo, "hash_password", quickly_hashed)
    made = await make_demo_workspace(core.resources.database, keys, slug=f"t{secrets.token_hex(8)}")
    assert made is not None
    return made
