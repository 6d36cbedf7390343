"""What a client sees of a limit that is used up and of a core that is killed, and that it is served again afterwards."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import httpx2
import pytest
from fluxdesk.rpc import Credential

from core.areas.tokens.public import Limits
from core.rpc import rate_limit
from core.secrets.keys import Keys
from core.server import Core
from tests.conftest import SETTINGS
from tests.eventually import eventually
from tests.mcp_bridge.host import serve_bridge
from tests.mcp_bridge.product import serve_product
from tests.mcp_bridge.rpc import call, text_of
from tests.scenarios.service import ScenarioService
from tests.tenants import make_tenant

# Short enough to wait for the next.
WINDOW_SECONDS = 2


@pytest.fixture
async def core_of_short_windows(migrated_url: str, keys: Keys, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Core]:
    monkeypatch.setattr(rate_limit, "_WINDOW_SECONDS", WINDOW_SECONDS)
    opened = await Core.open(migrated_url, keys, settings=SETTINGS)
    yield opened
    await opened.close()


async def test_a_caller_over_its_limit_is_told_when_and_is_served_again(core_of_short_windows: Core) -> None:
    tenant = await make_tenant(core_of_short_windows)
    limits = Limits(daily=1, reads_per_minute=1, writes_per_minute=1)
    token = (await tenant.issue(Credential.AGENT_KEY, tenant.employee, limits=limits)).token
    async with serve_product(core_of_short_windows.channel) as http:

        async def asked() -> dict[str, Any]:
            return await call(http, "get_profile", headers={"authorization": f"Bearer {token}"})

        refused: list[dict[str, Any]] = []

        async def is_refused() -> bool:
            refused[:] = [await asked()]
            return refused[0].get("isError", False)

        await eventually(is_refused)
        status = refused[0]["_meta"]["fluxdesk.net/status"]
        assert (status["reason"], 1 <= status["retry_after_seconds"] <= WINDOW_SECONDS) == ("RATE_LIMITED", True)
        assert f"Retry after {status['retry_after_seconds']} s." in text_of(refused[0])

        async def is_served() -> bool:
            return not (await asked()).get("isError", False)

        await eventually(is_served)


@pytest.mark.parametrize(("tool", "arguments"), [("fail_as_told", {"how": "hang"}), ("count_up", {"up_to": 9, "hang_after": 3})])
async def test_a_call_whose_core_goes_away_says_so_and_the_next_finds_another(
    scenario_core: Core, scenarios_service: ScenarioService, bearer: str, tool: str, arguments: dict[str, object]
) -> None:
    door, port = await scenario_core.serve("127.0.0.1:0", share_port=False)
    async with (
        grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel,
        serve_bridge(channel) as served,
        httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as http,
    ):
        asking = asyncio.create_task(call(http, tool, arguments))
        await eventually(lambda: scenarios_service.hanging == 1)
        await door.stop(0)
        result = await asking
        again, _ = await scenario_core.serve(f"127.0.0.1:{port}", share_port=False)

        async def is_served() -> bool:
            return not (await call(http, "echo_text", {"text": "a"})).get("isError", False)

        await eventually(is_served)
        await again.stop(0)
    assert result["isError"]
    assert text_of(result).startswith("UNAVAILABLE: ")
