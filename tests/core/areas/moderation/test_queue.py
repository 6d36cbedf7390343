"""What waits for an admin, and what became of it, as admins list it."""

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_FIRING,
    MARKDOWN_RENDERING_EXPANDED,
    SEVERITY_INFO,
    SEVERITY_WARN,
    TONE_NEGATIVE,
)
from fluxdesk.v1.events_pb2 import ACTION_TYPE_URL, ACTION_TYPE_WEBHOOK, ActionButton, Actor, RecipientHint
from fluxdesk.v1.moderation_pb2 import (
    MODERATION_FILTER_ALL,
    MODERATION_FILTER_DROPPED,
    MODERATION_FILTER_FORWARDED,
    MODERATION_FILTER_WAITING,
    MODERATION_STATE_DROPPED,
    MODERATION_STATE_FORWARDED,
    MODERATION_STATE_WAITING,
    GetModerationItemRequest,
    ListModerationQueueRequest,
)
from fluxdesk.v1.moderation_pb2_grpc import ModerationServiceStub

from core.ids import new_id
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.deliveries.sent import resolve, send, supplement
from tests.core.areas.events.publishing import an_event, publish, to_email, to_user
from tests.core.areas.moderation.queue import drop, enqueue, forward, get, ids_of, queue
from tests.tenants import Tenant

WHOLE: dict[str, object] = {
    "event_type": "fd1.order.refunded",
    "severity": SEVERITY_WARN,
    "tone": TONE_NEGATIVE,
    "title": "Refund of 12",
    "summary": "Somebody wants money back.",
    "markdown_body": "# Why\n\nIt *broke*.",
    "markdown_body_rendering": MARKDOWN_RENDERING_EXPANDED,
    "external_url": "https://shop.example/12",
    "external_status": EXTERNAL_STATUS_FIRING,
    "locale": "de-AT",
    "labels": {"shop": "north"},
    "actor": Actor(email="carl@shop.example", name="Carl"),
    "actions": [
        ActionButton(label="Look", action_type=ACTION_TYPE_URL, url="https://shop.example/12"),
        ActionButton(label="Refund", action_type=ACTION_TYPE_WEBHOOK, webhook_url="https://shop.example/refund"),
    ],
    "recipient_hint": RecipientHint(email="erin@example.com", display_hint="whoever does refunds"),
}


async def test_an_item_shows_the_whole_event(tenant: Tenant) -> None:
    item = await get(tenant, await enqueue(tenant, **WHOLE))
    event = an_event(**WHOLE)
    for name in WHOLE:
        assert getattr(item, name) == getattr(event, name), name
    assert (item.integrator_slug, item.sender_label, item.fire_count) == ("fd1", "moderation_token", 1)
    assert item.state == MODERATION_STATE_WAITING
    assert not any(item.HasField(name) for name in ("moderated_at", "moderated_by", "note", "resolved_at"))
    assert (len(item.forwarded), len(item.supplements)) == (0, 0)
    assert list((await queue(tenant)).items) == [item]


async def test_an_item_has_no_more_than_was_sent(tenant: Tenant) -> None:
    item = await get(tenant, await enqueue(tenant))
    assert not any(item.HasField(name) for name in ("actor", "recipient_hint", "summary", "tone", "locale"))


async def test_an_item_shows_what_its_sender_added(tenant: Tenant) -> None:
    delivery_id, token = await enqueue(tenant), tenant.bearer(Credential.MODERATION_TOKEN)
    await supplement(tenant, token, delivery_id, "It is worse.")
    await resolve(tenant, token, delivery_id, "Never mind.")
    item = await get(tenant, delivery_id)
    assert ([added.markdown_body for added in item.supplements], item.resolution_note) == (["It is worse."], "Never mind.")
    assert item.state == MODERATION_STATE_WAITING


async def test_a_decided_item_says_who_decided_when_and_why(tenant: Tenant) -> None:
    forwarded = await forward(tenant, await enqueue(tenant), to_email(tenant.employee.email), to_user(tenant.admin.id), note="For both.")
    assert (forwarded.state, forwarded.note) == (MODERATION_STATE_FORWARDED, "For both.")
    assert (forwarded.moderated_by.user_id, forwarded.moderated_by.email) == (str(tenant.admin.id), tenant.admin.email)
    assert forwarded.moderated_at.ToNanoseconds() >= forwarded.created_at.ToNanoseconds()
    assert [(one.user_id, one.user_email) for one in forwarded.forwarded] == [
        (str(tenant.employee.id), tenant.employee.email),
        (str(tenant.admin.id), tenant.admin.email),
    ]
    dropped = await drop(tenant, await enqueue(tenant))
    assert (dropped.state, dropped.HasField("note"), len(dropped.forwarded)) == (MODERATION_STATE_DROPPED, False, 0)
    assert list((await queue(tenant, state=MODERATION_FILTER_ALL)).items) == [dropped, forwarded]


async def test_every_filter_narrows(tenant: Tenant) -> None:
    await tenant.add_integrator("ci.")
    failed = await enqueue(tenant, event_type="fd1.build.failed", severity=SEVERITY_WARN)
    passed = await enqueue(tenant, event_type="fd1.build.passed")
    opened = await enqueue(tenant, event_type="fd1.door.opened")
    forwarded = await enqueue(tenant, event_type="fd1.build.failed")
    dropped = await enqueue(tenant, event_type="fd1.door.opened")
    await forward(tenant, forwarded, to_user(tenant.employee.id))
    await drop(tenant, dropped)
    await send(tenant)
    expectations: list[tuple[dict[str, object], list[str]]] = [
        ({}, [opened, passed, failed]),
        ({"state": MODERATION_FILTER_WAITING}, [opened, passed, failed]),
        ({"state": MODERATION_FILTER_FORWARDED}, [forwarded]),
        ({"state": MODERATION_FILTER_DROPPED}, [dropped]),
        ({"state": MODERATION_FILTER_ALL}, [dropped, forwarded, opened, passed, failed]),
        ({"event_type": "fd1.build.failed"}, [failed]),
        ({"event_type": "fd1.build.*"}, [passed, failed]),
        ({"event_type": "fd1.build.*", "state": MODERATION_FILTER_ALL}, [forwarded, passed, failed]),
        ({"severity": SEVERITY_WARN}, [failed]),
        ({"severity": SEVERITY_INFO, "event_type": "fd1.door.*"}, [opened]),
        ({"integrator_slug": "fd1"}, [opened, passed, failed]),
        ({"integrator_slug": "ci"}, []),
        ({"integrator_slug": "nobody"}, []),
    ]
    for filters, expected in expectations:
        assert ids_of(await queue(tenant, **filters)) == expected, filters


async def test_the_newest_come_first_and_pages_continue_each_other(tenant: Tenant) -> None:
    expected = [await enqueue(tenant) for _ in range(5)][::-1]
    found, cursor = list[str](), None
    while cursor is None or cursor:
        page = await queue(tenant, limit=2, cursor=cursor)
        found += ids_of(page)
        cursor = page.next_cursor
    assert found == expected


async def test_a_filter_that_is_none_is_a_fault(tenant: Tenant) -> None:
    failure = await failure_of(queue(tenant, event_type="fd1.*.failed", severity=9, state=5, limit=0, integrator_slug="x" * 81))
    assert failure.reason is Reason.VALIDATION_FAILED
    assert sorted(path for path, _ in failure.faults) == ["event_type", "integrator_slug", "limit", "severity", "state"]


@pytest.mark.parametrize("filters", [{"state": MODERATION_FILTER_ALL}, {"severity": SEVERITY_WARN}, {"integrator_slug": "fd1"}])
async def test_a_cursor_continues_the_same_filters_only(filters: dict[str, object], tenant: Tenant) -> None:
    await enqueue(tenant)
    await enqueue(tenant)
    cursor = (await queue(tenant, limit=1)).next_cursor
    failure = await failure_of(queue(tenant, cursor=cursor, **filters))
    assert failure.faults == (("cursor", "is not a cursor of this list with these filters"),)


async def test_only_admins_see_what_waits(tenant: Tenant) -> None:
    delivery_id = await enqueue(tenant)
    stub = ModerationServiceStub(tenant.core.channel)
    for role, person in tenant.people.items():
        metadata = bearer((await tenant.issue(Credential.AGENT_KEY, person)).token)
        calls = (
            stub.ListModerationQueue(ListModerationQueueRequest(), metadata=metadata),
            stub.GetModerationItem(GetModerationItemRequest(delivery_id=delivery_id), metadata=metadata),
        )
        for call in calls:
            if role < Role.ADMIN:
                assert (await failure_of(call)).reason is Reason.ROLE_MISSING
            else:
                await call


async def test_what_never_waited_does_not_exist_here(tenant: Tenant, other_tenant: Tenant) -> None:
    [copy] = (await forward(tenant, await enqueue(tenant), to_user(tenant.employee.id))).forwarded
    for unseen in (await send(tenant), copy.delivery_id, await enqueue(other_tenant), str(new_id()), "no id"):
        for call in (get(tenant, unseen), forward(tenant, unseen, to_user(tenant.employee.id)), drop(tenant, unseen)):
            assert (await failure_of(call)).reason is Reason.NOT_FOUND, unseen
    assert ids_of(await queue(tenant)) == []
    assert len(ids_of(await queue(other_tenant))) == 1


async def test_an_event_that_waits_is_a_replay_when_it_is_sent_again(tenant: Tenant) -> None:
    event, token = an_event(), tenant.bearer(Credential.MODERATION_TOKEN)
    first = await publish(tenant.core, token, event)
    await drop(tenant, first.delivery_id)
    again = await publish(tenant.core, token, event)
    assert (again.delivery_id, again.deduped, again.pushed) == (first.delivery_id, True, False)
    assert ids_of(await queue(tenant)) == []
