"""The page of figures is there for this host and for whoever has its token."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from grpc import aio

from core.server import Core
from gateway.metrics import METRICS_PATH, MetricsPage
from tests.gateway.conftest import serve_gateway

TOKEN = "a token that is long enough"
PAGE = b"fluxdesk_calls_total 1.0\n"


async def render(accept: str) -> tuple[bytes, str]:
    return PAGE, accept or "text/plain"


async def opened(channel: aio.Channel, token: str | None) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        serve_gateway(channel, mounts={METRICS_PATH: MetricsPage(render, token)}) as served,
        httpx2.AsyncClient(base_url=served.origin) as client,
    ):
        yield client


@pytest.fixture(scope="module")
async def http(scenario_core: Core) -> AsyncIterator[httpx2.AsyncClient]:
    """A client on this host."""
    async for client in opened(scenario_core.channel, TOKEN):
        yield client


@pytest.fixture(scope="module")
async def tokenless(scenario_core: Core) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a gateway that knows no token."""
    async for client in opened(scenario_core.channel, None):
        yield client


async def test_this_host_reads_it_in_the_form_that_it_asks_for(http: httpx2.AsyncClient) -> None:
    page, head = await http.get(METRICS_PATH, headers={"accept": "text/x"}), await http.head(METRICS_PATH)
    assert (page.status_code, page.content, page.headers["content-type"]) == (200, PAGE, "text/x")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PAGE)))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"x-real-ip": "127.0.0.1"},
        {"via": "1.1 proxy"},
        {"x-forwarded-host": "a.example"},
        {"cf-connecting-ip": "192.0.2.1"},
        {"x_forwarded_for": "192.0.2.1"},
        {"host": "rebound.example"},
    ],
)
async def test_whoever_may_be_elsewhere_finds_no_page_unless_the_token_opens_it(
    http: httpx2.AsyncClient, tokenless: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    for wrong in ({}, {"authorization": "Bearer another"}, {"authorization": f"Basic {TOKEN}"}):
        for client in (http, tokenless):
            answer, unknown = [await client.get(path, headers={**headers, **wrong}) for path in (METRICS_PATH, "/unknown")]
            assert answer.status_code == 404
            assert answer.headers.keys() == unknown.headers.keys()
            told, expected = answer.json(), unknown.json()
            assert {**told, "requestId": ""} == {**expected, "requestId": "", "instance": METRICS_PATH, "detail": "Not found: GET /metrics"}
    assert (await http.get(METRICS_PATH, headers=headers | {"authorization": f"Bearer {TOKEN}"})).content == PAGE


async def test_another_verb_finds_nothing(http: httpx2.AsyncClient) -> None:
    assert (await http.post(METRICS_PATH)).status_code == 404
    assert (await http.get(f"{METRICS_PATH}/below")).status_code == 404
