"""Which event types there are: those that were delivered within 90 days, and the product's own."""

from datetime import UTC, datetime, timedelta

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.event_types_pb2 import EventTypeRow, ListEventTypesRequest, ListEventTypesResponse
from fluxdesk.v1.event_types_pb2_grpc import EventTypeServiceStub
from psycopg import AsyncConnection

from core.areas.event_types.queries import count_event_types
from core.areas.inbox.public import INTERNAL_EVENT_TYPES
from core.ids import least_id, new_id
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.deliveries.sent import send
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.integrators.administration import archive
from tests.doors import open_doors
from tests.plans import Plans
from tests.tenants import Tenant

NOTHING = [EventTypeRow(event_type="fd1.*")]
TOKENS = (Credential.TOOLS_TOKEN, Credential.PERSONAL_TOKEN)


async def types(tenant: Tenant, token: str, slug: str | None = None) -> ListEventTypesResponse:
    request = ListEventTypesRequest(integrator_slug=slug)
    return await EventTypeServiceStub(tenant.core.channel).ListEventTypes(request, metadata=bearer(token))


async def admin_of(tenant: Tenant) -> str:
    return (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token


def counts(rows: ListEventTypesResponse) -> list[tuple[str, int]]:
    return [(row.event_type, row.count) for row in rows.your_event_types]


async def copy(owner: AsyncConnection, delivery_id: str, *, event_type: str, age: timedelta, is_notice: bool = False) -> None:
    """Another delivery of that type, so old; a notice is the product's own."""
    created_at = datetime.now(UTC) - age
    await owner.execute(
        """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, labels, details, occurred_at, fired_at, inbox_number, created_at)
        SELECT workspace_id, %(id)s, CASE WHEN NOT %(is_notice)s THEN family_id END, CASE WHEN NOT %(is_notice)s THEN sender_family_id END,
               CASE WHEN NOT %(is_notice)s THEN integrator_id END, recipient_user_id, event_id, %(event_type)s, severity, title, labels,
               details, occurred_at, fired_at, -extract(epoch FROM %(created_at)s::timestamptz) * 1000000, %(created_at)s
        FROM deliveries WHERE id = %(delivery_id)s
        """,
        {
            "id": least_id(int(created_at.timestamp() * 1000)),
            "event_type": event_type,
            "is_notice": is_notice,
            "created_at": created_at,
            "delivery_id": delivery_id,
        },
    )


async def test_where_nothing_was_delivered_one_type_stands_for_the_prefix(tenant: Tenant, other_tenant: Tenant) -> None:
    await send(other_tenant)
    for kind in TOKENS:
        found = await types(tenant, tenant.bearer(kind))
        assert (found.your_integrator.slug, found.your_integrator.allowed_event_prefix) == ("fd1", "fd1.")
        assert list(found.your_event_types) == NOTHING
        assert list(found.fluxdesk_internal_types) == [EventTypeRow(event_type=name) for name in INTERNAL_EVENT_TYPES]


async def test_types_are_counted_and_the_most_recent_comes_first(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    await send(tenant, event_type="fd1.build.failed")
    await send(tenant, event_type="fd1.build.passed")
    last = await publish(tenant.core, token, an_event(event_type="fd1.build.failed"))
    await publish(tenant.core, token, an_event(event_type="fd1.door.opened"))
    found = await types(tenant, token)
    assert counts(found) == [("fd1.door.opened", 1), ("fd1.build.failed", 2), ("fd1.build.passed", 1)]
    assert found.your_event_types[1].last_seen_at == last.created_at


async def test_what_is_older_than_90_days_does_not_count(tenant: Tenant, owner: AsyncConnection) -> None:
    delivery_id = await send(tenant, event_type="fd1.new")
    for event_type, age in (
        ("fd1.young", timedelta(days=90, minutes=-5)),
        ("fd1.new", timedelta(days=89)),
        ("fd1.new", timedelta(days=90, minutes=5)),
        ("fd1.old", timedelta(days=90, minutes=6)),
        ("fd1.old", timedelta(days=400)),
    ):
        await copy(owner, delivery_id, event_type=event_type, age=age)
    assert counts(await types(tenant, tenant.bearer(Credential.TOOLS_TOKEN))) == [("fd1.new", 2), ("fd1.young", 1)]


async def test_the_products_own_are_counted_for_the_workspace(tenant: Tenant, other_tenant: Tenant, owner: AsyncConnection) -> None:
    for one, count in ((tenant, 2), (other_tenant, 1)):
        delivery_id = await send(one)
        for number in range(count):
            await copy(owner, delivery_id, event_type="internal-os.review", age=timedelta(days=number + 1), is_notice=True)
    found = await types(tenant, tenant.bearer(Credential.PERSONAL_TOKEN))
    seen = [row for row in found.fluxdesk_internal_types if row.count]
    assert [(row.event_type, row.count) for row in seen] == [("internal-os.review", 2)]
    assert datetime.now(UTC) - seen[0].last_seen_at.ToDatetime(tzinfo=UTC) < timedelta(days=1, minutes=1)
    assert [row.event_type for row in found.fluxdesk_internal_types] == list(INTERNAL_EVENT_TYPES)
    assert counts(found) == [("fd1.build.failed", 1)]


async def test_admins_see_the_types_of_any_integrator(tenant: Tenant) -> None:
    integrator_id = await tenant.add_integrator("ci.")
    sender = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.employee, integrator_id=integrator_id)
    await publish(tenant.core, sender.token, an_event(event_type="ci.landed"))
    for token in (await admin_of(tenant), await tenant.sign_in(tenant.admin), tenant.bearer(Credential.TOOLS_TOKEN)):
        found = await types(tenant, token, "ci")
        assert (found.your_integrator.slug, counts(found)) == ("ci", [("ci.landed", 1)])
        assert list((await types(tenant, token, "fd1")).your_event_types) == NOTHING
    await archive(tenant, "ci")
    assert counts(await types(tenant, await admin_of(tenant), "ci")) == [("ci.landed", 1)]


async def test_who_is_no_admin_names_nobody_not_even_the_own_integrator(tenant: Tenant) -> None:
    for role in (Role.EMPLOYEE, Role.HR_ADMIN):
        for kind in (*TOKENS, Credential.PERSON, Credential.AGENT_KEY):
            token = await tenant.bearer_of(kind, tenant.people[role])
            for slug in ("fd1", "nobody"):
                assert (await failure_of(types(tenant, token, slug))).reason is Reason.FORBIDDEN, (role, kind)


async def test_a_personal_token_of_an_admin_names_nobody_either(tenant: Tenant) -> None:
    token = await tenant.bearer_of(Credential.PERSONAL_TOKEN, tenant.admin)
    for slug in ("fd1", "nobody"):
        assert (await failure_of(types(tenant, token, slug))).reason is Reason.FORBIDDEN
    assert (await types(tenant, token)).your_integrator.slug == "fd1"


async def test_a_moderation_token_publishes_and_lists_nothing(tenant: Tenant) -> None:
    assert (await failure_of(types(tenant, tenant.bearer(Credential.MODERATION_TOKEN)))).reason is Reason.CREDENTIAL_NOT_ACCEPTED


async def test_whoever_belongs_to_no_integrator_names_one(tenant: Tenant) -> None:
    failure = await failure_of(types(tenant, await admin_of(tenant)))
    assert (failure.reason, [path for path, _ in failure.faults]) == (Reason.VALIDATION_FAILED, ["integrator_slug"])
    assert (await failure_of(types(tenant, tenant.bearer(Credential.AGENT_KEY)))).reason is Reason.FORBIDDEN


async def test_an_integrator_that_the_workspace_does_not_have_is_not_found(tenant: Tenant, other_tenant: Tenant) -> None:
    await other_tenant.add_integrator("ci.")
    for slug in ("ci", "nobody", "", "x" * 1000):
        assert (await failure_of(types(tenant, await admin_of(tenant), slug))).reason is Reason.NOT_FOUND


async def test_the_reply_has_the_keys_of_the_document_and_no_others(tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    async with open_doors(tenant.core) as doors:
        headers = {"authorization": f"Bearer {token}", "x-request-id": "mine-1234"}
        body = (await doors.rest.http.get("/api/v1/event-types", headers=headers)).json()
    assert body == {
        "yourIntegrator": {"slug": "fd1", "allowedEventPrefix": "fd1."},
        "yourEventTypes": [{"eventType": "fd1.*", "lastSeenAt": None, "count": 0}],
        "fluxdeskInternalTypes": [{"eventType": name, "lastSeenAt": None, "count": 0} for name in INTERNAL_EVENT_TYPES],
        "requestId": "mine-1234",
    }


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of deliveries, of which one in ten is of the integrator."""
    other_id = await alone.add_integrator("ci.")
    delivery_id = await send(alone)
    await alone_owner.execute(
        """
        INSERT INTO deliveries (workspace_id, id, family_id, sender_family_id, integrator_id, recipient_user_id, event_id, event_type,
                                severity, title, labels, details, occurred_at, fired_at, inbox_number)
        SELECT workspace_id, gen_random_uuid(), family_id, sender_family_id, CASE WHEN n %% 10 = 0 THEN integrator_id ELSE %s END,
               recipient_user_id, event_id, event_type, severity, title, labels, details, occurred_at, fired_at, -n
        FROM deliveries, generate_series(1, 5000) AS n WHERE id = %s
        """,
        (other_id, delivery_id),
    )


async def test_types_are_counted_in_an_index_alone(alone: Tenant, plans: Plans) -> None:
    await count_event_types(plans, alone.id, alone.integrator_id, since_id=new_id(), age_days=90)
    assert plans.plan.count("Index Only Scan using deliveries_integrator on deliveries") == 2
    assert "Seq Scan" not in plans.plan
