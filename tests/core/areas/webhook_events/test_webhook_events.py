"""The catalogue says of what webhooks are sent all that the requests say."""

from typing import Any

import jsonschema_rs
import pytest
from fluxdesk.json import JSON
from fluxdesk.v1.webhook_events_pb2 import ListWebhookEventTypesRequest, ListWebhookEventTypesResponse, WebhookEvent
from fluxdesk.v1.webhook_events_pb2_grpc import WebhookEventTypeServiceStub
from fluxdesk.webhook_events import TYPE_OF, WEBHOOK_EVENTS

from tests.core.areas.webhooks.hooks import employee
from tests.tenants import Tenant

# Webhooks that name them are stored, so that none of them may go.
PROMISED = (
    "task_assigned task_status review blocker feedback_comment feedback_resolved daily_update inbound_event inbound_resolved read_receipt "
    "team_support.requested team_support.approved team_support.rejected team_support.revoked onboarding.completed inbound.action"
)


def test_every_type_that_was_promised_is_declared_once() -> None:
    assert set(WEBHOOK_EVENTS) >= set(PROMISED.split())
    assert sorted(TYPE_OF.values()) == sorted(WEBHOOK_EVENTS)


@pytest.mark.parametrize("name", WEBHOOK_EVENTS)
def test_an_example_is_a_body_of_its_type_and_of_no_other(name: str) -> None:
    example: Any = WEBHOOK_EVENTS[name].example
    accepted = [kind.type for kind in WEBHOOK_EVENTS.values() if jsonschema_rs.is_valid(dict(kind.schema), example, validate_formats=True)]
    assert accepted == [name]


@pytest.mark.parametrize("name", WEBHOOK_EVENTS)
def test_an_example_has_its_members_in_the_order_in_which_they_are_sent(name: str) -> None:
    example: Any = WEBHOOK_EVENTS[name].example
    faults: list[tuple[str, str]] = []
    assert list(JSON[WebhookEvent].encode(JSON[WebhookEvent].decode(example, "", faults))) == list(example)
    data = JSON[WEBHOOK_EVENTS[name].data].decode(example["data"], "", faults)
    assert list(JSON[WEBHOOK_EVENTS[name].data].encode(data)) == list(example["data"])
    assert faults == []


async def test_the_catalogue_is_served_as_it_is_declared(tenant: Tenant) -> None:
    stub = WebhookEventTypeServiceStub(tenant.core.channel)
    reply = await stub.ListWebhookEventTypes(ListWebhookEventTypesRequest(), metadata=employee(tenant))
    listed: Any = JSON[ListWebhookEventTypesResponse].encode(reply)
    assert {one["type"]: one["schema"] for one in listed["eventTypes"]} == {name: kind.schema for name, kind in WEBHOOK_EVENTS.items()}
    assert {one["type"]: one["example"] for one in listed["eventTypes"]} == {name: kind.example for name, kind in WEBHOOK_EVENTS.items()}
