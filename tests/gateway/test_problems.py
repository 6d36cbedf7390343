"""Every refusal is one problem document."""

import httpx2
import pytest
from fluxdesk.reasons import KINDS, Reason

from core.rpc.call import Call
from tests.scenarios.service import RETRY_SECONDS

FAIL = "/api/scenarios/fail"
RATE_LIMIT_HEADERS = {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit", "ratelimit-policy"}


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.INTERNAL])
async def test_a_failure_is_told_by_its_reason_and_says_when_to_try_again(http: httpx2.AsyncClient, reason: Reason) -> None:
    answer = await http.post(f"{FAIL}?", json={"how": reason}, headers={"x-request-id": "id-1"})
    kind = KINDS[reason]
    assert (answer.status_code, answer.headers["content-type"]) == (kind.http_status, "application/problem+json")
    assert answer.json() == {
        "type": f"https://docs.fluxdesk.net/api/v1/errors/{kind.slug}",
        "title": kind.title,
        "status": kind.http_status,
        "detail": "how: was told so",
        "instance": FAIL,
        "requestId": "id-1",
        "code": reason.lower(),
        "fieldErrors": {"how": ["was told so"]},
        **({"blockers": {"liveApprovals": 1, "liveAssets": 0, "liveTokens": 2}} if reason is Reason.DELETE_BLOCKED else {}),
    }
    assert answer.headers["retry-after"] == str(RETRY_SECONDS)


@pytest.mark.parametrize("how", ["INTERNAL", "exception"])
async def test_an_internal_failure_tells_only_the_request_id(http: httpx2.AsyncClient, how: str) -> None:
    answer = await http.post(FAIL, json={"how": how}, headers={"x-request-id": "id-1"})
    assert answer.status_code == 500
    assert answer.json()["detail"] == "The server failed. Name the request id id-1 when you report it."


async def test_a_failure_carries_the_rate_limit_too(http: httpx2.AsyncClient) -> None:
    answer = await http.post(FAIL, json={"how": "FORBIDDEN"})
    assert set(answer.headers) >= RATE_LIMIT_HEADERS


async def test_the_instance_is_the_path_as_it_was_sent(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/scenarios/echo/%ff%2F?x=1")).json()["instance"] == "/api/scenarios/echo/%ff%2F"


@pytest.mark.parametrize("headers", [{}, {"authorization": ""}])
async def test_a_missing_credential_is_refused_without_the_core(
    anonymous: httpx2.AsyncClient, calls: list[Call], headers: dict[str, str]
) -> None:
    answer = await anonymous.post(FAIL, json={"how": "well"}, headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert (answer.json()["title"], answer.json()["code"]) == ("Unauthorized", "unauthenticated")
    assert not calls


async def test_a_bad_credential_is_refused_in_the_same_form(anonymous: httpx2.AsyncClient) -> None:
    missing = await anonymous.post(FAIL, json={"how": "well"})
    bad = await anonymous.post(FAIL, json={"how": "well"}, headers={"authorization": "Bearer bad"})
    assert bad.headers["www-authenticate"] == missing.headers["www-authenticate"]
    assert {**bad.json(), "detail": "", "requestId": ""} == {**missing.json(), "detail": "", "requestId": ""}


@pytest.mark.parametrize("path", [FAIL, "/api/scenarios/echo/a"])
async def test_two_credentials_are_refused(anonymous: httpx2.AsyncClient, bearer: str, calls: list[Call], path: str) -> None:
    headers = [("authorization", bearer), ("authorization", bearer)]
    answer = await anonymous.request("POST" if path == FAIL else "GET", path, headers=headers)
    assert (answer.status_code, calls) == (401, [])


@pytest.mark.parametrize("sent", ["Bearer \xe9", "Bearer", "Bearer " + "a" * 5000])
async def test_a_credential_that_cannot_be_one_is_refused(anonymous: httpx2.AsyncClient, sent: str) -> None:
    headers = {b"authorization": sent.encode("latin-1")}
    assert (await anonymous.get("/api/scenarios/echo/a", headers=headers)).status_code == 401
