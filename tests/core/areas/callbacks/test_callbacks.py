"""The secret of a family's callbacks, and their log."""

import asyncio

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.tenant_webhooks_pb2 import ListTenantWebhooksRequest
from fluxdesk.v1.webhooks_pb2 import ListWebhooksRequest

from tests.core.areas.admins import signed_in_admin
from tests.core.areas.callbacks.calling import callback, callbacks, pressed, rotate, secret_state
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.statements import Statements
from tests.core.areas.webhooks.hooks import a_tenant_webhook, employee, stub, tenant_stub
from tests.tenants import Tenant


async def test_a_secret_is_shown_once_and_the_one_before_stays_good_for_a_day(tenant: Tenant) -> None:
    assert not (await secret_state(tenant)).shown
    first = await rotate(tenant)
    assert not first.HasField("previous_secret_ends_at")
    state = await secret_state(tenant)
    assert (state.shown, state.shown_at, state.HasField("previous_secret_ends_at")) == (True, first.shown_at, False)
    second = await rotate(tenant)
    assert second.secret != first.secret
    assert second.previous_secret_ends_at.seconds - second.shown_at.seconds == 24 * 3600
    assert (await secret_state(tenant)).previous_secret_ends_at == second.previous_secret_ends_at


async def test_one_that_was_made_for_a_callback_is_replaced_without_overlap(tenant: Tenant) -> None:
    await pressed(tenant)
    assert not (await secret_state(tenant)).shown
    assert not (await rotate(tenant)).HasField("previous_secret_ends_at")


async def test_families_have_secrets_of_their_own(tenant: Tenant) -> None:
    await rotate(tenant)
    assert not (await secret_state(tenant, Credential.TOOLS_TOKEN)).shown


async def test_first_secrets_that_are_asked_for_at_once_follow_each_other(tenant: Tenant) -> None:
    asking = asyncio.gather(*(rotate(tenant) for _ in range(4)))
    await pressed(tenant)
    shown = await asking
    assert len({one.secret for one in shown}) == 4
    assert sum(one.HasField("previous_secret_ends_at") for one in shown) == 3
    assert len(await callbacks(tenant)) == 1


async def test_the_log_is_the_familys_own(tenant: Tenant) -> None:
    await pressed(tenant)
    [one] = await callbacks(tenant)
    assert (await callback(tenant, one.id)).payload == one.payload
    assert await callbacks(tenant, Credential.TOOLS_TOKEN) == []
    await rotate(tenant, Credential.TOOLS_TOKEN)
    assert (await failure_of(callback(tenant, one.id, Credential.TOOLS_TOKEN))).reason is Reason.NOT_FOUND


async def test_callbacks_are_nobodys_webhook(tenant: Tenant) -> None:
    await pressed(tenant)
    admin = bearer(await signed_in_admin(tenant))
    assert (await stub(tenant).ListWebhooks(ListWebhooksRequest(), metadata=employee(tenant))).webhooks == []
    assert (await tenant_stub(tenant).ListTenantWebhooks(ListTenantWebhooksRequest(), metadata=admin)).webhooks == []
    made = await a_tenant_webhook(tenant)
    listed = await tenant_stub(tenant).ListTenantWebhooks(ListTenantWebhooksRequest(), metadata=admin)
    assert [one.id for one in listed.webhooks] == [made.id]


async def test_publishing_costs_no_statement_more_where_there_are_callbacks_alone(tenant: Tenant, statements: Statements) -> None:
    await pressed(tenant)
    await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    assert not any("webhook_deliveries" in sql for sql in statements.of_handler("INSERT INTO event_keys"))
