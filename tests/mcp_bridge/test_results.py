"""What a failed call says: enough for the next step, and nothing of ours."""

import socket

import grpc
import httpx2
import pytest
from fluxdesk.failures import Failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Effect

from mcp_bridge import results
from tests.mcp_bridge.host import serve_bridge
from tests.mcp_bridge.rpc import call, legacy, text_of
from tests.mcp_bridge.stand_in_core import StandInCore, serve_core

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
    (Failure(Reason.CONFLICT, "There is one."), Effect.WRITE, []),
]


@pytest.mark.parametrize(("failure", "effect", "steps"), ADVICE, ids=lambda part: part.reason.value if isinstance(part, Failure) else "")
def test_a_failure_advises_by_its_reason(failure: Failure, effect: Effect, steps: list[str]) -> None:
    result = results.failure(failure, effect, "req_1")
    assert text_of(result.model_dump()).splitlines() == [f"{failure.reason}: {failure.detail}", *steps]
    assert result.meta == {"fluxdesk.net/request-id": "req_1"}


@pytest.mark.parametrize(
    ("path", "argument"), [("", "$"), ("event.title", "$.event.title"), ('labels["repo"]', '$.labels["repo"]'), ("a[0].b", "$.a[0].b")]
)
def test_a_path_begins_at_the_arguments(path: str, argument: str) -> None:
    assert results.argument_path(path) == argument


async def test_a_fault_of_the_bridge_is_told_by_its_request_id_only() -> None:
    async with serve_core(StandInCore()) as channel, serve_bridge(channel) as (origin, _), httpx2.AsyncClient(base_url=origin) as http:
        await channel.close()
        result = await call(http, "echo_text", {"text": "x"}, headers={"x-request-id": "req-1"})
        assert text_of(result) == "INTERNAL: The server failed. Request id: req-1"
        body, headers = legacy("tools/call", {"name": "echo_text"})
        response = await http.post("/mcp", json=body, headers=headers)
        assert "Channel" not in response.text


async def test_a_core_that_cannot_be_reached_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        channel = grpc.aio.insecure_channel(f"127.0.0.1:{unused.getsockname()[1]}")
        async with channel, serve_bridge(channel) as (origin, _), httpx2.AsyncClient(base_url=origin) as http:
            result = await call(http, "echo_text", headers={})
    assert text_of(result).splitlines() == ["UNAVAILABLE: Unavailable", "Calling again is safe."]
