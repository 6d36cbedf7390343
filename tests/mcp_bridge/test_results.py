"""What a failed call says: enough for the next step, and nothing of ours."""

import grpc
import httpx2
import pytest
from fluxdesk.failures import Failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from core.server import Core
from mcp_bridge import results
from mcp_bridge.exchange import open_exchange
from tests.eventually import eventually
from tests.mcp_bridge.host import serve_bridge
from tests.mcp_bridge.rpc import call, legacy, text_of
from tests.scenarios.service import RETRY_SECONDS, ScenarioService

INTERNAL = "INTERNAL: The server failed. Name the request id req-1 when you report it."
EXCHANGE = open_exchange({"type": "http", "headers": [(b"x-request-id", b"req_1")]}, "fluxdesk.net")
ADVICE: list[tuple[Failure, Effect, list[str]]] = [
    (Failure(Reason.NOT_FOUND, "No such thing."), Effect.READ, ["Look the name or id up with a list tool, then call again."]),
    (Failure(Reason.PRECONDITION_FAILED, "It changed."), Effect.WRITE, ["Read the current state, then call again with it."]),
    (
        Failure(Reason.SCOPE_MISSING, "It lacks a scope."),
        Effect.READ,
        ["The same call will be refused again: it needs another credential, scope or role."],
    ),
    (Failure(Reason.UNAVAILABLE, "Not now.", retry_after_seconds=3), Effect.IDEMPOTENT, ["Calling again is safe.", "Retry after 3 s."]),
    (Failure(Reason.DEADLINE_EXCEEDED, "Too late."), Effect.WRITE, ["It may have taken effect: look before you call again."]),
    (Failure(Reason.OVERLOADED, "Too much.", retry_after_seconds=1), Effect.WRITE, ["Retry after 1 s."]),
    (Failure(Reason.CONFLICT, "There is one."), Effect.WRITE, []),
]


@pytest.mark.parametrize(("failure", "effect", "steps"), ADVICE, ids=lambda part: part.reason.value if isinstance(part, Failure) else "")
def test_a_failure_advises_by_its_reason(failure: Failure, effect: Effect, steps: list[str]) -> None:
    result = results.failure(failure, effect, {}, EXCHANGE)
    assert text_of(result.model_dump()).splitlines() == [f"{failure.reason}: {failure.detail}", *steps]
    assert result.meta is not None
    assert result.meta["fluxdesk.net/request-id"] == "req_1"
    status = {"reason": failure.reason, "code": failure.kind.code.name, "http_status": failure.kind.http_status}
    retry = {"retry_after_seconds": failure.retry_after_seconds} if failure.retry_after_seconds else {}
    assert result.meta["fluxdesk.net/status"] == status | retry


@pytest.mark.parametrize(
    ("path", "argument"), [("", "$"), ("event.title", "$.event.title"), ('labels["repo"]', '$.labels["repo"]'), ("a[0].b", "$.a[0].b")]
)
def test_a_path_begins_at_the_arguments(path: str, argument: str) -> None:
    assert results.argument_path(path, EXCHANGE) == argument


async def test_a_failure_says_its_faults_and_when_to_try_again(http: httpx2.AsyncClient) -> None:
    result = await call(http, "fail_as_told", {"how": "RATE_LIMITED"})
    assert text_of(result).splitlines() == [
        "RATE_LIMITED: as told",
        "$.how: was told so",
        "Correct these arguments and call again.",
        f"Retry after {RETRY_SECONDS} s.",
    ]


async def test_what_a_failure_carries_is_told_to_the_model_and_to_its_program(http: httpx2.AsyncClient) -> None:
    result = await call(http, "fail_as_told", {"how": "DELETE_BLOCKED"}, headers={"x-request-id": "req-1"})
    told = {"live_approvals": 1, "live_assets": 0, "live_tokens": 2}
    assert 'blockers: {"live_approvals":1,"live_assets":0,"live_tokens":2}' in text_of(result).splitlines()
    assert result["_meta"] == {
        "fluxdesk.net/request-id": "req-1",
        "fluxdesk.net/status": {
            "reason": "DELETE_BLOCKED",
            "code": "FAILED_PRECONDITION",
            "http_status": 409,
            "faults": [{"argument": "$.how", "text": "was told so"}],
            "retry_after_seconds": RETRY_SECONDS,
        },
        "fluxdesk.net/blockers": told,
    }
    # Clients hold it to the schema of success.
    assert "structuredContent" not in result


@pytest.mark.parametrize("how", ["INTERNAL", "exception"])
async def test_an_internal_failure_is_told_by_its_request_id_only(http: httpx2.AsyncClient, how: str) -> None:
    result = await call(http, "fail_as_told", {"how": how}, headers={"x-request-id": "req-1"})
    assert text_of(result) == INTERNAL


async def test_a_fault_of_the_bridge_is_told_by_its_request_id_only() -> None:
    channel = grpc.aio.insecure_channel("127.0.0.1:1")
    await channel.close()
    async with serve_bridge(channel) as served, httpx2.AsyncClient(base_url=served.origin) as http:
        assert text_of(await call(http, "echo_text", {"text": "x"}, headers={"x-request-id": "req-1"})) == INTERNAL
        body, headers = legacy("tools/call", {"name": "echo_text"})
        assert "Channel" not in (await http.post("/mcp", json=body, headers=headers)).text


async def test_a_core_that_cannot_be_reached_is_unavailable() -> None:
    async with (
        grpc.aio.insecure_channel("127.0.0.1:1") as channel,
        serve_bridge(channel) as served,
        httpx2.AsyncClient(base_url=served.origin) as http,
    ):
        result = await call(http, "echo_text")
    assert text_of(result).splitlines() == ["UNAVAILABLE: Unavailable", "Calling again is safe."]


async def test_a_core_that_does_not_answer_is_left_at_the_deadline(
    scenario_core: Core, bearer: str, scenarios_service: ScenarioService
) -> None:
    async with (
        serve_bridge(scenario_core.channel, deadline_seconds=0.2) as served,
        httpx2.AsyncClient(base_url=served.origin, headers={"authorization": bearer}) as http,
    ):
        result = await call(http, "fail_as_told", {"how": "hang"})
    assert text_of(result).splitlines()[-1] == "It may have taken effect: look before you call again."
    await eventually(lambda: scenarios_service.hanging == 0)
