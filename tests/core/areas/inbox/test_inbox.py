"""The inbox of one user: newest first, page by page, and nobody else's."""

from datetime import UTC

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_PENDING, MARKDOWN_RENDERING_PREVIEW, TONE_POSITIVE
from fluxdesk.v1.inbox_pb2 import ListInboxResponse
from psycopg import AsyncConnection

from tests.core.areas.calls import failure_of
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.core.areas.inbox.received import ids_of, list_inbox, receive
from tests.tenants import Tenant

NO_CURSOR = [("cursor", "is not a cursor of this list with these filters")]


async def test_an_empty_inbox_has_one_empty_page(tenant: Tenant) -> None:
    assert await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY)) == ListInboxResponse()


async def test_an_item_shows_everything_that_was_sent(tenant: Tenant) -> None:
    event = an_event(
        summary="Two tests fail.",
        markdown_body="# Why\n\n🤷",
        markdown_body_rendering=MARKDOWN_RENDERING_PREVIEW,
        external_url="https://builds.example/7",
        external_status=EXTERNAL_STATUS_PENDING,
        labels={"repo": "core", "über": "groß"},
        tone=TONE_POSITIVE,
    )
    delivery = await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), event)
    [item] = (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))).items
    shared = {field.name for field in event.DESCRIPTOR.fields} & {field.name for field in item.DESCRIPTOR.fields}
    for name in shared - {"occurred_at"}:
        assert getattr(item, name) == getattr(event, name), name
    # PostgreSQL keeps microseconds.
    assert item.occurred_at.ToDatetime(UTC) == event.occurred_at.ToDatetime(UTC)
    assert (item.delivery_id, item.created_at, item.fire_count) == (delivery.delivery_id, delivery.created_at, 1)
    assert (item.integrator_slug, item.HasField("read_at"), item.HasField("resolved_at")) == ("fd1", False, False)


async def test_the_newest_come_first_and_pages_continue_each_other(tenant: Tenant) -> None:
    expected, agent = await receive(tenant, 7), tenant.bearer(Credential.AGENT_KEY)
    found: list[str] = []
    page = await list_inbox(tenant, agent, limit=3)
    sizes = [len(page.items)]
    while page.HasField("next_cursor"):
        found += ids_of(page)
        page = await list_inbox(tenant, agent, limit=3, cursor=page.next_cursor)
        sizes.append(len(page.items))
    assert (found + ids_of(page), sizes) == (expected, [3, 3, 1])


async def test_a_last_page_that_is_full_has_no_cursor(tenant: Tenant) -> None:
    await receive(tenant, 2)
    assert not (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), limit=2)).HasField("next_cursor")


async def test_what_arrives_meanwhile_does_not_shift_the_next_page(tenant: Tenant) -> None:
    old, agent = await receive(tenant, 4), tenant.bearer(Credential.AGENT_KEY)
    first = await list_inbox(tenant, agent, limit=2)
    await receive(tenant, 3)
    assert ids_of(await list_inbox(tenant, agent, limit=2, cursor=first.next_cursor)) == old[2:]


async def test_50_items_make_a_page_unless_a_limit_is_sent(tenant: Tenant, owner: AsyncConnection) -> None:
    [delivery_id] = await receive(tenant, 1)
    copy = """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, labels, details, occurred_at, fired_at, inbox_number)
        SELECT workspace_id, gen_random_uuid(), family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
               severity, title, labels, details, occurred_at, fired_at, inbox_number + generate_series
        FROM deliveries, generate_series(1, 200) WHERE id = %s
        """
    await owner.execute(copy, (delivery_id,))
    agent = tenant.bearer(Credential.AGENT_KEY)
    assert [len((await list_inbox(tenant, agent, limit=limit)).items) for limit in (None, 1, 200)] == [50, 1, 200]


@pytest.mark.parametrize("limit", [0, 201, 4_294_967_295])
async def test_a_limit_out_of_bounds_is_a_fault(limit: int, tenant: Tenant) -> None:
    failure = await failure_of(list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), limit=limit))
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["limit"])


async def test_a_cursor_is_its_users_own(tenant: Tenant, other_tenant: Tenant) -> None:
    await receive(tenant, 2)
    page = await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), limit=1)
    colleague = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    for token in (colleague.token, other_tenant.bearer(Credential.AGENT_KEY)):
        failure = await failure_of(list_inbox(tenant, token, cursor=page.next_cursor))
        assert (failure.reason, list(failure.faults)) == (Reason.VALIDATION_FAILED, NO_CURSOR)


async def test_a_cursor_serves_every_key_of_its_user_and_every_limit(tenant: Tenant) -> None:
    expected = await receive(tenant, 3)
    page = await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), limit=1)
    other_key = await tenant.issue(Credential.AGENT_KEY, tenant.employee)
    assert ids_of(await list_inbox(tenant, other_key.token, limit=9, cursor=page.next_cursor)) == expected[1:]


@pytest.mark.parametrize("cursor", ["", "x", "0" * 40, "ü" * 40, "=" * 1000, "_-" * 30])
async def test_a_cursor_that_is_none_is_a_fault(cursor: str, tenant: Tenant) -> None:
    failure = await failure_of(list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY), cursor=cursor))
    assert (failure.reason, list(failure.faults)) == (Reason.VALIDATION_FAILED, NO_CURSOR)


async def test_what_is_archived_is_hidden(tenant: Tenant, owner: AsyncConnection) -> None:
    newest, middle, oldest = await receive(tenant, 3)
    await owner.execute("UPDATE deliveries SET archived_at = now() WHERE id = %s", (middle,))
    agent = tenant.bearer(Credential.AGENT_KEY)
    page = await list_inbox(tenant, agent, limit=1)
    assert ids_of(page) + ids_of(await list_inbox(tenant, agent, cursor=page.next_cursor)) == [newest, oldest]


async def test_read_and_resolved_items_stay_and_say_so(tenant: Tenant, owner: AsyncConnection) -> None:
    [delivery_id] = await receive(tenant, 1)
    change = "UPDATE deliveries SET read_at = now(), resolved_at = now(), resolution_note = 'fixed' WHERE id = %s"
    await owner.execute(change, (delivery_id,))
    [item] = (await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))).items
    assert (item.HasField("read_at"), item.HasField("resolved_at"), item.resolution_note) == (True, True, "fixed")


async def test_an_inbox_holds_what_every_sender_sent_to_its_user_only(tenant: Tenant, other_tenant: Tenant) -> None:
    by_tools = await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=to_user(tenant.employee.id)))
    await publish(tenant.core, tenant.bearer(Credential.MODERATION_TOKEN), an_event())
    await publish(tenant.core, other_tenant.bearer(Credential.PERSONAL_TOKEN), an_event())
    [own] = await receive(tenant, 1)
    assert ids_of(await list_inbox(tenant, tenant.bearer(Credential.AGENT_KEY))) == [own, by_tools.delivery_id]
    admins_agent = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    assert ids_of(await list_inbox(tenant, admins_agent.token)) == []
