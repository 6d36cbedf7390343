"""One event for many: each recipient has a delivery of their own, and what stands in one's way stops nobody else's."""

import json

import pytest
from fluxdesk.json import JSON
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_FIRING, SEVERITY_CRITICAL
from fluxdesk.v1.events_pb2 import PublishBulkRequest, PublishBulkResponse, RecipientHint
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from psycopg import AsyncConnection

from core.areas.tokens.public import Limits
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.claims.approved import approve
from tests.core.areas.claims.claiming import claim, good_tokens
from tests.core.areas.events.bulking import bulk, by_email, by_id, claimed_person, respond
from tests.core.areas.events.publishing import a_full_event, ago, an_event, changed, publish, to_user
from tests.core.areas.statements import Statements
from tests.tenants import Person, Tenant


async def approved_person(tenant: Tenant) -> Person:
    """Somebody for whom the tenant's tools-token may claim, and has not yet."""
    person = await tenant.add_person()
    await approve(tenant, person)
    return person


async def inbox_titles(tenant: Tenant, person: Person) -> list[str]:
    stub = InboxServiceStub(tenant.core.channel)
    return [item.title for item in (await stub.ListInbox(ListInboxRequest(), metadata=bearer(await tenant.sign_in(person)))).items]


async def test_everybody_gets_a_delivery_of_their_own(tenant: Tenant) -> None:
    people = [await claimed_person(tenant) for _ in range(3)]
    rows = await bulk(
        tenant, by_email(people[0].email.upper()), by_id(people[1].id), by_email(people[2].email), event=an_event(title="All")
    )
    assert [row.email for row in rows] == [person.email for person in people]
    assert len({row.delivery_id for row in rows}) == 3
    for row, person in zip(rows, people, strict=True):
        assert (row.deduped, row.pushed, row.HasField("auto_claimed"), row.HasField("error")) == (False, True, False, False)
        assert await inbox_titles(tenant, person) == ["All"]


async def test_copies_are_stored_as_the_event_is_that_is_sent_to_one(tenant: Tenant, owner: AsyncConnection) -> None:
    people = [await claimed_person(tenant) for _ in range(3)]
    event = a_full_event(markdown_body='# Why\n\n"Nobody", {NULL} knows.')
    await bulk(tenant, by_id(people[0].id), by_id(people[1].id), event=event)
    await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), changed(event, recipient=to_user(people[2].id)))
    stored = await owner.execute(
        """
        SELECT to_jsonb(d) - 'id' - 'family_id' - 'recipient_user_id' - 'created_at' FROM deliveries d
        WHERE workspace_id = %s AND event_id = %s
        """,
        (tenant.id, event.event_id),
    )
    first, second, alone = [row for (row,) in await stored.fetchall()]
    assert first == second == alone
    keys = await owner.execute(
        """
        SELECT count(*), count(DISTINCT k.delivery_id), count(d.id) FROM event_keys k
        LEFT JOIN deliveries d ON d.workspace_id = k.workspace_id AND d.id = k.delivery_id AND d.family_id = k.family_id
        WHERE k.workspace_id = %s AND k.event_id = %s
        """,
        (tenant.id, event.event_id),
    )
    assert await keys.fetchone() == (3, 3, 3)


async def test_a_row_says_what_became_of_it_and_nothing_else(tenant: Tenant) -> None:
    response = await respond(tenant, by_id(tenant.employee.id), by_email("nobody@example.com"))
    shown = json.loads(json.dumps(JSON[PublishBulkResponse].encode(response)))
    assert [sorted(row) for row in shown["results"]] == [["deduped", "deliveryId", "email", "pushed"], ["email", "error", "recipient"]]
    assert shown["results"][1]["recipient"] == {"type": "email", "email": "nobody@example.com"}
    assert sorted(shown) == ["requestId", "results"]


async def test_an_event_that_is_sent_again_finds_the_first_deliveries(tenant: Tenant) -> None:
    first, second = await claimed_person(tenant), await claimed_person(tenant)
    event = an_event(external_status=EXTERNAL_STATUS_FIRING, occurred_at=ago(minutes=5))
    [row] = await bulk(tenant, by_id(first.id), event=event)
    again = await bulk(tenant, by_id(first.id), by_id(second.id), event=changed(event, occurred_at=ago()))
    assert [(row.deduped, row.pushed) for row in again] == [(True, False), (False, True)]
    assert again[0].delivery_id == row.delivery_id
    alone = await publish(tenant.core, tenant.bearer(Credential.TOOLS_TOKEN), changed(event, recipient=to_user(first.id)))
    assert (alone.delivery_id, alone.deduped, alone.fire_count) == (row.delivery_id, True, 2)


async def test_tokens_are_claimed_for_those_who_hold_none_and_may_be_claimed_for(tenant: Tenant, owner: AsyncConnection) -> None:
    newcomer, stranger = await approved_person(tenant), await tenant.add_person()
    rows = await bulk(tenant, by_id(newcomer.id), by_id(stranger.id), by_id(tenant.employee.id))
    assert [row.error for row in rows] == ["", "no_approved_request", ""]
    assert [(row.HasField("auto_claimed"), row.auto_claimed) for row in rows] == [(True, True), (False, False), (False, False)]
    again = await bulk(tenant, by_id(newcomer.id))
    assert (again[0].HasField("auto_claimed"), again[0].error) == (False, "")
    claimed = await claim(tenant, newcomer)
    assert await good_tokens(owner, claimed.token_id) == 2, "one was made for the event and shown to nobody"
    assert (await publish(tenant.core, claimed.token, an_event())).ok


async def test_nothing_is_claimed_where_the_caller_says_so(tenant: Tenant, owner: AsyncConnection) -> None:
    newcomer = await approved_person(tenant)
    [row] = await bulk(tenant, by_id(newcomer.id), auto_claim=False)
    assert (row.error, row.email) == ("no_approved_request", newcomer.email)
    assert (await owner.execute("SELECT FROM token_families WHERE user_id = %s", (newcomer.id,))).rowcount == 0


async def test_nothing_is_claimed_by_who_may_not_claim(tenant: Tenant) -> None:
    """The owner of this tools-token is no HR admin; those whom it reaches already it goes on reaching."""
    newcomer, weak = await tenant.add_person(), await tenant.issue(Credential.TOOLS_TOKEN, tenant.employee)
    await approve(tenant, newcomer, tools_family_id=weak.family_id)
    known = await claimed_person(tenant, tools_family_id=weak.family_id)
    rows = await bulk(tenant, by_id(newcomer.id), by_id(known.id), token=weak.token)
    assert [row.error for row in rows] == ["no_approved_request", ""]
    able = await tenant.issue(Credential.TOOLS_TOKEN, tenant.people[Role.HR_ADMIN])
    await approve(tenant, newcomer, tools_family_id=able.family_id)
    [row] = await bulk(tenant, by_id(newcomer.id), token=able.token)
    assert row.auto_claimed


@pytest.mark.parametrize("auto_claim", [True, False])
async def test_what_is_revoked_is_claimed_anew_and_what_is_disabled_is_not(
    auto_claim: bool,  # noqa: FBT001  # a parameter of the test
    tenant: Tenant,
    owner: AsyncConnection,
) -> None:
    revoked, disabled, ended = await claimed_person(tenant), await claimed_person(tenant), await claimed_person(tenant)
    await approve(tenant, revoked, disabled, ended)
    await owner.execute(
        "UPDATE tokens t SET revoked_at = now() FROM token_families f WHERE f.id = t.family_id AND f.user_id = ANY (%s)",
        ([revoked.id, ended.id],),
    )
    await owner.execute("UPDATE token_families SET is_disabled = true WHERE user_id = ANY (%s)", ([disabled.id, ended.id],))
    rows = await bulk(tenant, by_id(revoked.id), by_id(disabled.id), by_id(ended.id), auto_claim=auto_claim)
    assert [row.error for row in rows] == ["" if auto_claim else "no_approved_request", "token_disabled", "token_disabled"]
    assert rows[0].auto_claimed is auto_claim


async def test_each_refusal_stands_in_its_own_row(tenant: Tenant, owner: AsyncConnection) -> None:
    inactive, capped, modest, fine = [await claimed_person(tenant) for _ in range(4)]
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (inactive.id,))
    await owner.execute("UPDATE token_families SET daily_limit = 0 WHERE user_id = %s", (capped.id,))
    await owner.execute("UPDATE token_families SET severity_ceiling = 3 WHERE user_id = %s", (modest.id,))
    rows = await bulk(tenant, *(by_id(one.id) for one in (inactive, capped, modest, fine)), event=an_event(severity=SEVERITY_CRITICAL))
    assert [row.error for row in rows] == ["user_inactive", "daily_limit_exceeded", "severity_exceeds_ceiling", ""]
    assert [row.email for row in rows] == [one.email for one in (inactive, capped, modest, fine)]
    assert [row.HasField("delivery_id") for row in rows] == [False, False, False, True]


async def test_a_project_is_open_to_its_members_alone(tenant: Tenant) -> None:
    member, other = await claimed_person(tenant), await claimed_person(tenant)
    await tenant.add_project("apollo", members=[member])
    rows = await bulk(tenant, by_id(member.id), by_id(other.id), event=an_event(project_slug="apollo"))
    assert [row.error for row in rows] == ["", "cross_project_blocked"]


async def test_what_is_wrong_with_the_event_is_told_once_and_reaches_nobody(tenant: Tenant) -> None:
    faulty = an_event(
        event_type="fd2.build.failed",
        title="two\nlines",
        external_url="http://a.example",
        recipient=to_user(tenant.employee.id),
    )
    failure = await failure_of(bulk(tenant, by_id(tenant.employee.id), event=faulty))
    assert failure.reason is Reason.VALIDATION_FAILED
    assert sorted(path for path, _ in failure.faults) == ["event.event_type", "event.external_url", "event.recipient", "event.title"]
    assert ("event.event_type", "namespace mismatch") in failure.faults
    assert await inbox_titles(tenant, tenant.employee) == []


@pytest.mark.parametrize("minutes", [-6, 25 * 60], ids=["ahead", "old"])
@pytest.mark.parametrize("is_anybody_reached", [True, False])
async def test_an_event_of_another_time_is_a_fault_whoever_it_is_for(
    minutes: int,
    is_anybody_reached: bool,  # noqa: FBT001  # a parameter of the test
    tenant: Tenant,
) -> None:
    recipient = by_id(tenant.employee.id) if is_anybody_reached else by_email("nobody@example.com")
    failure = await failure_of(bulk(tenant, recipient, event=an_event(occurred_at=ago(minutes=minutes))))
    assert [path for path, _ in failure.faults] == ["event.occurred_at"]


async def test_an_event_that_has_grown_old_is_sent_again_to_those_who_have_it(tenant: Tenant, owner: AsyncConnection) -> None:
    known, late = await claimed_person(tenant), await claimed_person(tenant)
    event = an_event(occurred_at=ago(hours=25))
    fresh = changed(event, occurred_at=ago())
    [row] = await bulk(tenant, by_id(known.id), event=fresh)
    await owner.execute("UPDATE deliveries SET occurred_at = occurred_at - interval '25 hours' WHERE id = %s", (row.delivery_id,))
    rows = await bulk(tenant, by_id(known.id), by_id(late.id), event=event)
    assert (rows[0].delivery_id, rows[0].deduped) == (row.delivery_id, True)
    assert rows[1].error == "schema_invalid:event.occurred_at: must be within the last 24 hours and at most 5 minutes ahead"


async def test_a_hint_is_kept_with_each_delivery_and_its_use_told(tenant: Tenant, owner: AsyncConnection) -> None:
    event = an_event(recipient_hint=RecipientHint(display_hint="whoever is on call"))
    response = await respond(tenant, by_id(tenant.employee.id), event=event)
    assert response.deprecation.startswith("recipient_hint is deprecated")
    row = await (await owner.execute("SELECT details FROM deliveries WHERE id = %s", (response.results[0].delivery_id,))).fetchone()
    assert row == ({"recipient_hint": {"display_hint": "whoever is on call"}},)


async def test_a_bulk_event_costs_one_call_however_many_it_is_for(tenant: Tenant) -> None:
    people = [await claimed_person(tenant) for _ in range(5)]
    request = PublishBulkRequest(event=an_event(), recipients=[by_id(person.id) for person in people])
    tools = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin, limits=Limits(daily=0, reads_per_minute=0, writes_per_minute=10))
    call = EventServiceStub(tenant.core.channel).PublishBulk(request, metadata=bearer(tools.token))
    assert len((await call).results) == 5
    assert dict(await call.trailing_metadata() or ())["x-ratelimit-remaining"] == "9"


async def test_a_hundred_recipients_take_six_statements(tenant: Tenant, owner: AsyncConnection, statements: Statements) -> None:
    known, newcomers = [await claimed_person(tenant) for _ in range(60)], [await tenant.add_person() for _ in range(30)]
    await approve(tenant, *newcomers)
    inactive = [await claimed_person(tenant) for _ in range(5)]
    await owner.execute("UPDATE users SET is_active = false WHERE id = ANY (%s)", ([person.id for person in inactive],))
    unknown = [by_email(f"nobody{number}@example.com") for number in range(5)]
    rows = await bulk(tenant, *(by_email(person.email) for person in (*known, *newcomers, *inactive)), *unknown)
    assert len(statements.of_handler("INSERT INTO deliveries")) == 6
    assert [row.error for row in rows] == [""] * 90 + ["user_inactive"] * 5 + ["user_not_found"] * 5
    assert [row.auto_claimed for row in rows] == [False] * 60 + [True] * 30 + [False] * 10
    assert [row.email for row in rows[:95]] == [person.email for person in (*known, *newcomers, *inactive)]
    assert len({row.delivery_id for row in rows[:90]}) == 90


async def test_what_was_claimed_in_passing_stands_in_the_record(tenant: Tenant, owner: AsyncConnection) -> None:
    response = await respond(tenant, by_id((await approved_person(tenant)).id), by_id((await approved_person(tenant)).id))
    row = await (await owner.execute("SELECT note FROM audit_log WHERE request_id = %s", (response.request_id,))).fetchone()
    assert row == ("claimed 2 tokens",)
