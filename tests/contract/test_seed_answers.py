"""The check of every answer finds what it is there for."""

import json
from typing import Any

import httpx2
import pytest
from fluxdesk.rpc_table import BY_NAME
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from tests.doors import Doors
from tests.gateway.host import serve_app
from tests.samples import sample
from tests.seed_answers import NotOfTheSeed, check_answer
from tests.tenants import Tenant

PUBLISH = BY_NAME["/fluxdesk.v1.EventService/Publish"]
DELIVERY: dict[str, Any] = {
    "deliveryId": "0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60",
    "eventType": "fd1.made",
    "severity": "info",
    "title": "Made",
    "occurredAt": "2026-03-14T09:26:53Z",
    "createdAt": "2026-03-14T09:26:53Z",
    "resolvedAt": None,
}
PROBLEM = {"type": "https://docs.fluxdesk.net/api/v1/errors/unavailable", "title": "Unavailable", "status": 503}
JSON, PROBLEM_JSON = "application/json", "application/problem+json"


def check(body: object, *, status: int = 202, media_type: str = JSON, path: str = "/api/v1/events", verb: str = "POST") -> bool:
    return check_answer(verb, path, status, media_type, json.dumps(body).encode())


def test_what_the_seed_says_is_allowed() -> None:
    assert check(DELIVERY)
    assert check(DELIVERY | {"beyond": 1})
    assert check(DELIVERY, path="/api/v1/events/0190a6c8/resolve", status=200)


def test_a_status_that_only_the_overlay_has_is_allowed() -> None:
    assert check(PROBLEM, status=503, media_type=PROBLEM_JSON)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({**DELIVERY, "severity": "loud"}, '"loud" is not one of'),
        ({**DELIVERY, "deliveryId": "1"}, '"1" is not a "uuid"'),
        ({**DELIVERY, "createdAt": "yesterday"}, "date-time"),
        ({**DELIVERY, "fireCount": 0}, "less than the minimum"),
        (
            {
                **DELIVERY,
                "supplements": [{"id": DELIVERY["deliveryId"], "markdownBody": "a", "createdAt": "2026-03-14T09:26:53Z", "more": 1}],
            },
            "more",
        ),
        ({key: value for key, value in DELIVERY.items() if key != "title"}, '"title" is a required property'),
        ([], "is not of type"),
    ],
)
def test_a_broken_body_is_found(body: object, said: str) -> None:
    with pytest.raises(NotOfTheSeed, match=said):
        check(body)


def test_a_status_and_a_media_type_that_the_operation_does_not_have_are_found() -> None:
    with pytest.raises(NotOfTheSeed, match="is no status of the operation"):
        check(DELIVERY, status=201)
    with pytest.raises(NotOfTheSeed, match="in the place of application/problem"):
        check(PROBLEM, status=503)


def test_the_seed_says_nothing_of_other_operations() -> None:
    assert not check({}, path="/api/v1/inbox")
    assert not check({}, verb="PUT")
    assert not check({}, media_type="text/event-stream")


async def test_every_client_of_the_tests_is_watched() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await JSONResponse({"ok": "perhaps"})(scope, receive, send)

    async with serve_app(broken) as port, httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        with pytest.raises(NotOfTheSeed, match="GET /api/v1/health 200"):
            await client.get("/api/v1/health?really=1")
        with pytest.raises(NotOfTheSeed, match="GET /api/v1/health 200"):
            async with client.stream("GET", "/api/v1/health"):
                pass
        assert (await client.get("/elsewhere")).json() == {"ok": "perhaps"}


def test_clients_that_do_not_wait_are_watched_too() -> None:
    answer = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"ok": True}))
    with httpx2.Client(base_url="http://made.example", transport=answer) as client, pytest.raises(NotOfTheSeed, match="version"):
        client.get("/api/v1/health")


async def test_the_doors_of_the_tests_are_watched(doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(PUBLISH, tenant)
    answer = await doors.rest.call(PUBLISH, request, token)
    assert answer.http_status is not None
    assert check_answer("POST", "/api/v1/events", answer.http_status, answer.headers["content-type"], answer.body)
