"""What the core is told of a caller, and the headers that every answer carries."""

import re

import httpx2
import pytest

from tests.gateway.core_server import GOOD_BEARER, ScenarioCore

ECHO = "/api/scenarios/echo/a"
MINTED = re.compile(r"req_[A-Za-z0-9_-]{22}")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_the_core_is_told_who_calls_through_which_door(http: httpx2.AsyncClient, backend: ScenarioCore) -> None:
    await http.get(ECHO, headers={"user-agent": "test/1", "traceparent": TRACE, "x-request-id": "id-1"})
    (metadata,) = backend.metadata
    expected = {
        "authorization": GOOD_BEARER,
        "x-request-id": "id-1",
        "x-fluxdesk-door": "rest",
        "x-fluxdesk-client-address": "127.0.0.1",
        "x-fluxdesk-client-name": "test/1",
        "traceparent": TRACE,
    }
    assert expected.items() <= metadata.items()
    assert "idempotency-key" not in metadata


async def test_a_request_without_a_credential_says_nothing_of_one(anonymous: httpx2.AsyncClient, backend: ScenarioCore) -> None:
    assert (await anonymous.get(ECHO)).status_code == 200
    assert "authorization" not in backend.metadata[0]


async def test_what_only_doors_may_say_is_not_taken_from_the_caller(http: httpx2.AsyncClient, backend: ScenarioCore) -> None:
    await http.get(ECHO, headers={"x-fluxdesk-door": "mcp", "x-fluxdesk-client-address": "1.2.3.4", "x-decode-faults-bin": "AAAA"})
    (metadata,) = backend.metadata
    assert (metadata["x-fluxdesk-door"], metadata["x-fluxdesk-client-address"]) == ("rest", "127.0.0.1")
    assert "x-decode-faults-bin" not in metadata


@pytest.mark.parametrize("sent", ["a", "Z" * 120, "req_-9"])
async def test_a_fit_request_id_is_echoed(http: httpx2.AsyncClient, backend: ScenarioCore, sent: str) -> None:
    assert (await http.get(ECHO, headers={"x-request-id": sent})).headers["x-request-id"] == sent
    assert backend.metadata[0]["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "Z" * 121, "a b", "a.b", "é"])
async def test_an_unfit_request_id_is_replaced(http: httpx2.AsyncClient, backend: ScenarioCore, sent: str) -> None:
    answer = await http.get(ECHO, headers={b"x-request-id": sent.encode()})
    assert MINTED.fullmatch(answer.headers["x-request-id"])
    assert backend.metadata[0]["x-request-id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("verb", ["GET", "PUT"])
@pytest.mark.parametrize(
    "path", [ECHO, "/nothing", "/api/v1/docs", "/api/v1/docs/assets/docs.js", "/api/scenarios/things", "/api/v1/errors/x"]
)
async def test_every_answer_carries_one_request_id(anonymous: httpx2.AsyncClient, verb: str, path: str) -> None:
    answer = await anonymous.request(verb, path, headers={"x-request-id": "id-1"})
    assert answer.headers.get_list("x-request-id") == ["id-1"]


@pytest.mark.parametrize("sent", ["key 1", '"key 1"'])
async def test_an_idempotency_key_comes_without_its_quotes(http: httpx2.AsyncClient, backend: ScenarioCore, sent: str) -> None:
    await http.post("/api/scenarios/secrets", json={}, headers={"idempotency-key": sent})
    assert backend.metadata[0]["idempotency-key"] == "key 1"


@pytest.mark.parametrize("sent", ["k" * 201, "é", '""', "a\tb"])
async def test_an_unfit_idempotency_key_is_a_fault(http: httpx2.AsyncClient, sent: str) -> None:
    answer = await http.post("/api/scenarios/secrets", json={}, headers={b"idempotency-key": sent.encode()})
    assert answer.json()["fieldErrors"] == {"Idempotency-Key": ["must have 1 to 200 visible ASCII characters"]}


async def test_an_unfit_traceparent_or_client_name_is_left_out(http: httpx2.AsyncClient, backend: ScenarioCore) -> None:
    await http.get(ECHO, headers={b"traceparent": b"00-zz", b"user-agent": "é".encode()})
    assert not {"traceparent", "x-fluxdesk-client-name"} & backend.metadata[0].keys()
