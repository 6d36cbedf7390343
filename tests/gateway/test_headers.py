"""What the core is told of a caller, and the headers that every answer carries."""

import re

import httpx2
import pytest

from core.rpc.call import Call

ECHO = "/api/scenarios/echo/a"
MINTED = re.compile(r"req_[A-Za-z0-9_-]{22}")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_the_core_is_told_who_calls_through_which_door(http: httpx2.AsyncClient, bearer: str, calls: list[Call]) -> None:
    await http.get(ECHO, headers={"user-agent": "test/1", "traceparent": TRACE, "x-request-id": "id-1"})
    metadata = calls[0].metadata
    expected = {
        "authorization": bearer,
        "x-request-id": "id-1",
        "x-fluxdesk-door": "rest",
        "x-fluxdesk-client-address": "127.0.0.1",
        "x-fluxdesk-client-name": "test/1",
        "traceparent": TRACE,
    }
    assert expected.items() <= metadata.items()
    assert "idempotency-key" not in metadata


async def test_a_request_without_a_credential_says_nothing_of_one(anonymous: httpx2.AsyncClient, calls: list[Call]) -> None:
    assert (await anonymous.get(ECHO)).status_code == 200
    assert "authorization" not in calls[0].metadata


async def test_what_only_doors_may_say_is_not_taken_from_the_caller(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    await http.get(ECHO, headers={"x-fluxdesk-door": "mcp", "x-fluxdesk-client-address": "1.2.3.4", "x-decode-faults-bin": "AAAA"})
    metadata = calls[0].metadata
    assert (metadata["x-fluxdesk-door"], metadata["x-fluxdesk-client-address"]) == ("rest", "127.0.0.1")
    assert "x-decode-faults-bin" not in metadata


@pytest.mark.parametrize("sent", ["a", "Z" * 120, "req_-9"])
async def test_a_fit_request_id_is_echoed(http: httpx2.AsyncClient, calls: list[Call], sent: str) -> None:
    assert (await http.get(ECHO, headers={"x-request-id": sent})).headers["x-request-id"] == sent
    assert calls[0].metadata["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "Z" * 121, "a b", "a.b", "é"])
async def test_an_unfit_request_id_is_replaced(http: httpx2.AsyncClient, calls: list[Call], sent: str) -> None:
    answer = await http.get(ECHO, headers={b"x-request-id": sent.encode()})
    assert MINTED.fullmatch(answer.headers["x-request-id"])
    assert calls[0].metadata["x-request-id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("verb", ["GET", "PUT"])
@pytest.mark.parametrize(
    "path", [ECHO, "/nothing", "/api/v1/docs", "/api/v1/docs/assets/docs.js", "/api/scenarios/things", "/api/v1/errors/x"]
)
async def test_every_answer_carries_one_request_id(anonymous: httpx2.AsyncClient, verb: str, path: str) -> None:
    answer = await anonymous.request(verb, path, headers={"x-request-id": "id-1"})
    assert answer.headers.get_list("x-request-id") == ["id-1"]


@pytest.mark.parametrize(("sent", "key"), [("key 1", "key 1"), ('"key 2"', "key 2"), ("", "")])
async def test_an_idempotency_key_is_the_cores_to_read(http: httpx2.AsyncClient, calls: list[Call], sent: str, key: str) -> None:
    await http.post("/api/scenarios/secrets", json={}, headers={"idempotency-key": sent})
    assert (calls[0].text("idempotency-key"), calls[0].idempotency_key) == (sent, key)


@pytest.mark.parametrize("sent", ["k" * 201, "k" * 2000, "é", '""', "a\tb"])
async def test_an_unfit_idempotency_key_is_a_fault(http: httpx2.AsyncClient, sent: str) -> None:
    answer = await http.post("/api/scenarios/secrets", json={}, headers={b"idempotency-key": sent.encode()})
    assert answer.json()["fieldErrors"] == {"idempotency-key": ["must have 1 to 200 printable ASCII characters"]}


async def test_what_metadata_cannot_carry_is_left_out_or_made_printable(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    await http.get(ECHO, headers={b"traceparent": b"00-zz", b"user-agent": "\xe9/1".encode("latin-1")})
    assert "traceparent" not in calls[0].metadata
    assert calls[0].metadata["x-fluxdesk-client-name"] == "?/1"
