"""The body of a request, to the byte, and the catalogue that it is held against."""

from typing import Any

import orjson
import pytest
from fluxdesk.rpc import Credential
from fluxdesk.webhook_events import WEBHOOK_EVENTS

from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.webhooks.hooks import a_webhook, deliveries, fire
from tests.tenants import Tenant
from tests.webhook_bodies import NotOfTheCatalogue, check_bodies, check_body


async def test_a_body_is_what_the_contract_says_to_the_byte(tenant: Tenant) -> None:
    made = await a_webhook(tenant)
    event = an_event(labels={"b": "2", "a": "1"}, title='Grüße 🖥 "quoted"', summary="In short")
    sent = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)
    [told] = await deliveries(tenant, made.id)
    occurred_at = orjson.loads(told.payload)["occurredAt"]
    assert told.payload == (
        f'{{"version":1,"type":"inbound_event","id":"{told.occurrence_id}","seq":1,"deliveryId":"{told.id}",'
        f'"title":"Grüße 🖥 \\"quoted\\"","summary":"In short","occurredAt":"{occurred_at}",'
        f'"recipient":{{"userId":"{tenant.employee.id}","email":"{tenant.employee.email}"}},'
        f'"data":{{"deliveryId":"{sent.delivery_id}","eventId":"{event.event_id}","eventType":"{event.event_type}",'
        f'"severity":"info","labels":{{"a":"1","b":"2"}}}}}}'
    )


async def test_a_test_is_a_body_of_its_type(tenant: Tenant) -> None:
    made = await a_webhook(tenant, "read_receipt", "task_assigned")
    for event_type in ("read_receipt", "task_assigned"):
        fired = await fire(tenant, made.id, event_type=event_type)
        assert fired.event_type == event_type
        check_body(event_type, fired.payload.encode())


async def test_what_tests_have_queued_is_looked_at(tenant: Tenant, migrated_url: str) -> None:
    made = await a_webhook(tenant)
    before = await check_bodies(migrated_url)
    await fire(tenant, made.id)
    assert await check_bodies(migrated_url) == before + 1


@pytest.mark.parametrize("change", [{"more": 1}, {"data": {}}, {"type": "review"}, {"occurredAt": "today"}, {"actor": {"email": 1}}])
def test_a_body_that_the_catalogue_does_not_have_is_told(change: dict[str, Any]) -> None:
    body = {**WEBHOOK_EVENTS["inbound_event"].example, **change}
    with pytest.raises(NotOfTheCatalogue):
        check_body("inbound_event", orjson.dumps(body))
    with pytest.raises(NotOfTheCatalogue):
        check_body("incident", orjson.dumps(body))
