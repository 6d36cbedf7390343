"""The catalogue says of what webhooks are sent all that the requests say."""

from typing import Any

import jsonschema_rs
import pytest
from fluxdesk.json import JSON
from fluxdesk.v1.webhook_events_pb2 import ListWebhookEventTypesRequest, ListWebhookEventTypesResponse, WebhookEvent
from fluxdesk.v1.webhook_events_pb2_grpc import WebhookEventTypeServiceStub
from fluxdesk.webhook_events import TYPE_OF, WEBHOOK_EVENTS

from core.areas.webhooks.public import WEBHOOK_EVENT_TYPES
from tests.core.areas.webhooks.hooks import employee
from tests.tenants import Tenant


def test_webhooks_may_name_every_type() -> None:
    assert set(WEBHOOK_EVENTS) <= set(WEBHOOK_EVENT_TYPES)
    assert set(TYPE_OF.values()) == set(WEBHOOK_EVENTS)


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
