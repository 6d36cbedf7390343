"""Which pages may call the bridge, and what lets them."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from pydantic import ValidationError
from starlette.datastructures import Headers

from core.server import Core
from core.settings import Settings
from mcp_bridge.origins import Doorkeeper, EdgeSettings
from scripts.offers import edge_settings
from tests.mcp_bridge.host import Served, serve_bridge
from tests.mcp_bridge.rpc import bare

LIST = bare("tools/list")
PAGE = "https://desk.example"
PAGES = ["/mcp/server-card", "/.well-known/ai-catalog.json", "/.well-known/oauth-protected-resource/mcp"]


@pytest.fixture(scope="module")
async def known(scenario_core: Core) -> AsyncIterator[Served]:
    """A bridge that pages of one other origin may call."""
    async with serve_bridge(scenario_core.channel, EdgeSettings(allowed_origins=[PAGE])) as served:
        yield served


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://desk.example", "host": "desk.example"}, 200),
        ({"origin": "https://DESK.example:8443", "host": "desk.example:8443"}, 200),
        ({"origin": "https://desk.example", "host": "desk.example:8443"}, 403),
        ({"origin": "file://desk.example", "host": "desk.example"}, 403),
        ({"origin": "https://desk.example@evil.example", "host": "desk.example"}, 403),
    ],
)
async def test_without_a_setting_only_pages_of_the_own_host_may_call(
    anonymous: httpx2.AsyncClient, headers: dict[str, str], status: int
) -> None:
    assert (await anonymous.post("/mcp", json=LIST, headers=headers)).status_code == status


async def test_a_page_that_is_allowed_is_let_through_by_its_browser(known: Served) -> None:
    asked = {"origin": PAGE, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type"}
    async with httpx2.AsyncClient(base_url=known.origin) as http:
        before = await http.options("/mcp", headers=asked)
        answer = await http.post("/mcp", json=LIST, headers={"origin": PAGE})
        challenged = await http.post("/mcp", json=LIST, headers={"origin": PAGE, "authorization": "Bearer bad"})
        refused = await http.options("/mcp", headers={**asked, "origin": "https://evil.example"})
    assert (before.status_code, before.headers["access-control-allow-methods"]) == (204, "POST")
    assert {"authorization", "content-type", "mcp-protocol-version"} <= set(before.headers["access-control-allow-headers"].split(", "))
    for each in (before, answer, challenged):
        assert (each.headers["access-control-allow-origin"], each.headers["vary"]) == (PAGE, "Origin")
    assert "www-authenticate" in challenged.headers["access-control-expose-headers"]
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (403, False)


async def test_who_is_no_page_is_told_nothing_of_pages(anonymous: httpx2.AsyncClient) -> None:
    assert not [name for name in (await anonymous.post("/mcp", json=LIST)).headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_may_read_what_anybody_may(anonymous: httpx2.AsyncClient, path: str) -> None:
    for verb, status in (("GET", 200), ("OPTIONS", 204)):
        answer = await anonymous.request(verb, path, headers={"origin": "https://anybody.example"})
        assert (answer.status_code, answer.headers.get_list("access-control-allow-origin")) == (status, ["*"])
    assert answer.headers["access-control-allow-methods"] == "GET"
    assert (await anonymous.post(path, headers={"origin": "https://anybody.example"})).headers["allow"] == "GET"


REACHED: list[tuple[str, str, str, bool]] = [
    ("127.0.0.1", "", "localhost:8080", True),
    ("::1", "", "[::1]:8080", True),
    ("127.0.0.1", "", "desk.example", False),
    ("127.0.0.1", "desk.example, other.example:*", "desk.example", True),
    ("127.0.0.1", "desk.example, other.example:*", "other.example:99", True),
    ("127.0.0.1", "desk.example", "localhost:8080", True),
    ("0.0.0.0", "", "desk.example", True),
    ("0.0.0.0", "desk.example", "desk.example.evil", False),
    ("0.0.0.0", "desk.example", "localhost:8080", False),
]


@pytest.mark.parametrize(("bound", "allowed", "host", "is_known"), REACHED)
def test_the_operator_names_the_hosts(monkeypatch: pytest.MonkeyPatch, bound: str, allowed: str, host: str, is_known: bool) -> None:  # noqa: FBT001
    monkeypatch.setenv("FLUXDESK_MCP_ALLOWED_HOSTS", allowed)
    assert Doorkeeper(edge_settings(bound, Settings())).knows_host(Headers({"host": host})) is is_known


def test_the_operator_names_the_origins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLUXDESK_MCP_ALLOWED_ORIGINS", "https://desk.example,http://localhost:3000")
    doorkeeper = Doorkeeper(edge_settings("0.0.0.0", Settings()))  # nothing is bound
    known = {"https://desk.example": True, "http://localhost:3000": True, "http://localhost:3001": False}
    assert {origin: doorkeeper.knows_origin(Headers({"origin": origin, "host": "a"})) for origin in known} == known


@pytest.mark.parametrize(
    ("name", "value"),
    [("HOSTS", "https://desk.example"), ("HOSTS", "desk.example/mcp"), ("ORIGINS", "desk.example"), ("ORIGINS", "https://a.example/")],
)
def test_what_no_browser_would_send_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"FLUXDESK_MCP_ALLOWED_{name}", value)
    with pytest.raises(ValidationError):
        Settings()
