"""One event, published by curl's means, seen through every door."""

import json
import subprocess
from typing import Any

import grpc
import httpx2
import mcp
import pytest
from fluxdesk.v1.deliveries_pb2 import GetDeliveryRequest
from fluxdesk.v1.deliveries_pb2_grpc import DeliveryServiceStub
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from grpc_health.v1 import health_pb2, health_pb2_grpc
from mcp.client.streamable_http import streamable_http_client

from tests.e2e.conftest import ROOT, Server, environment
from tests.e2e.events import event


@pytest.fixture(scope="module")
def grpc_addr(server: Server) -> str:
    """Where pytest-grpc's fixtures connect to."""
    return server.grpc


@pytest.fixture(scope="module")
def grpc_server() -> None:
    """The server runs already, as a process of its own."""


@pytest.fixture(scope="module")
def grpc_stub_cls() -> type[InboxServiceStub]:
    return InboxServiceStub


def publish(server: Server, event_id: str, **more: Any) -> httpx2.Response:
    return httpx2.post(f"{server.http}/api/v1/events", json=event(event_id, **more), headers=server.headers())


def ids(items: list[dict[str, Any]], name: str) -> list[str]:
    return [item[name] for item in items]


def test_an_event_is_accepted_once_and_answered_again(server: Server) -> None:
    body = event("twice")
    first, second = (httpx2.post(f"{server.http}/api/v1/events", json=body, headers=server.headers()) for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 200)
    assert (first.json()["deduped"], first.json()["pushed"]) == (False, True)
    assert (second.json()["deduped"], second.json()["pushed"]) == (True, False)
    assert first.json()["deliveryId"] == second.json()["deliveryId"]
    assert second.headers["x-request-id"] == second.json()["requestId"]


def test_limits_are_those_of_a_minute(server: Server) -> None:
    told = httpx2.get(f"{server.http}/api/v1/inbox", headers=server.headers("agent_key")).headers
    assert told["ratelimit-policy"].endswith(";w=60")
    assert int(told["x-ratelimit-reset"]) % 60 == 0


def test_it_is_in_the_inbox_over_rest(server: Server) -> None:
    delivery = publish(server, "by-rest").json()["deliveryId"]
    inbox = httpx2.get(f"{server.http}/api/v1/inbox", headers=server.headers("agent_key")).json()
    assert delivery in ids(inbox["items"], "deliveryId")


def test_it_is_in_the_inbox_over_grpc_with_a_generated_stub(server: Server, grpc_stub: InboxServiceStub) -> None:
    delivery = publish(server, "by-grpc").json()["deliveryId"]
    inbox = grpc_stub.ListInbox(ListInboxRequest(), metadata=tuple(server.headers("agent_key").items()))
    assert delivery in [item.delivery_id for item in inbox.items]


def test_its_sender_reads_it_back_over_grpc(server: Server, grpc_channel: grpc.Channel) -> None:
    delivery = publish(server, "read-back").json()["deliveryId"]
    stub = DeliveryServiceStub(grpc_channel)
    read = stub.GetDelivery(GetDeliveryRequest(delivery_id=delivery), metadata=tuple(server.headers().items()))
    assert read.title == "You were added to acme/widget-pro"


def test_it_is_in_the_inbox_by_reflection_alone(server: Server) -> None:
    delivery = publish(server, "by-reflection").json()["deliveryId"]
    done = subprocess.run(
        [ROOT / "scripts/call", server.grpc, "fluxdesk.v1.InboxService/ListInbox", "{}", "--token", server.credentials["agent_key"]],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    assert delivery in ids(json.loads(done.stdout)["items"], "deliveryId")


async def test_it_is_in_the_inbox_over_mcp(server: Server) -> None:
    async with httpx2.AsyncClient(headers=server.headers()) as http:
        transport = streamable_http_client(f"{server.http}/mcp", http_client=http)
        async with mcp.Client(transport) as client:
            published = await client.call_tool("publish_event", {"event": event("by-mcp")})
            assert published.structured_content["pushed"] is True
    async with httpx2.AsyncClient(headers=server.headers("agent_key")) as http:
        transport = streamable_http_client(f"{server.http}/mcp", http_client=http)
        async with mcp.Client(transport) as client:
            listed = {tool.name for tool in (await client.list_tools()).tools}
            assert ("list_inbox" in listed, "publish_event" in listed) == (True, False)
            inbox = await client.call_tool("list_inbox", {})
    assert published.structured_content["delivery_id"] in ids(inbox.structured_content["items"], "delivery_id")


def test_a_bare_tools_list_is_answered(server: Server) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    listed = httpx2.post(f"{server.http}/mcp", json=request, headers=server.headers("agent_key"))
    assert "list_inbox" in [tool["name"] for tool in listed.json()["result"]["tools"]]


def test_five_faults_are_named_at_once(server: Server) -> None:
    faulty = event("five", severity="loud", title="", occurred_at="yesterday", colour="red", external_url="http://a.example")
    refused = httpx2.post(f"{server.http}/api/v1/events", json=faulty, headers=server.headers())
    assert refused.status_code == 400
    assert set(refused.json()["fieldErrors"]) == {"severity", "title", "occurred_at", "colour", "external_url"}
    with_a_bad_token = httpx2.post(f"{server.http}/api/v1/events", json=faulty, headers={"authorization": "Bearer nobody"})
    assert with_a_bad_token.status_code == 401
    assert "fieldErrors" not in with_a_bad_token.json()


def test_the_printed_lines_work_as_they_stand(server: Server) -> None:
    lines = [line for line in server.output.splitlines() if line.startswith(("curl ", "FLUXDESK_TOKEN="))]
    assert len(lines) == 3
    for line in lines:
        done = subprocess.run(line, shell=True, capture_output=True, text=True, env=environment(), check=True)
        assert "deliveryId" in done.stdout
    (configuration,) = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    entry = configuration["mcpServers"]["fluxdesk"]
    listed = httpx2.post(entry["url"], json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=entry["headers"])
    assert listed.status_code == 200


def test_health_is_told_on_both_doors(server: Server, grpc_channel: grpc.Channel) -> None:
    assert httpx2.get(f"{server.http}/api/v1/health").json()["ok"] is True
    stub: Any = health_pb2_grpc.HealthStub(grpc_channel)
    checked = stub.Check(health_pb2.HealthCheckRequest(service="fluxdesk.v1.EventService"))
    assert checked.status == health_pb2.HealthCheckResponse.SERVING
