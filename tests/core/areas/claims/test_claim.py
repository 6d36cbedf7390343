"""A tools-token claims tokens for employees: whom it may claim for, and what a claim leaves of those before."""

import asyncio
from datetime import UTC, timedelta
from typing import Any

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.claims_pb2 import ClaimedToken
from fluxdesk.v1.deliveries_pb2 import SEVERITY_CRITICAL, SEVERITY_INFO, SEVERITY_WARN
from fluxdesk.v1.tokens_pb2 import RevokeTokenRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from psycopg import AsyncConnection

from core.areas.tokens.queries import FamilyRow, get_family
from core.ids import parse_id
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.claims.approved import approve
from tests.core.areas.claims.claiming import claim, good_tokens
from tests.core.areas.events.publishing import an_event, publish, to_email
from tests.core.areas.locks import until_waiting
from tests.tenants import Person, Tenant


@pytest.fixture
async def approved(tenant: Tenant) -> Person:
    """An employee for whom the tenant's tools-token may claim, and has not yet."""
    person = await tenant.add_person()
    await approve(tenant, person)
    return person


async def family_of(tenant: Tenant, claimed: ClaimedToken) -> FamilyRow:
    family_id = parse_id(claimed.token_id)
    assert family_id
    async with tenant.core.resources.database.system_transaction() as db:
        return await get_family(db, tenant.id, family_id)


async def test_a_claimed_token_publishes_to_its_employee(tenant: Tenant, approved: Person) -> None:
    claimed = await claim(tenant, approved)
    assert (claimed.token.startswith("flux-in-pers-"), claimed.owner_user_id) == (True, str(approved.id))
    for token, event in (
        (claimed.token, an_event()),
        (tenant.bearer(Credential.TOOLS_TOKEN), an_event(recipient=to_email(approved.email))),
    ):
        assert (await publish(tenant.core, token, event)).recipient_user_id == str(approved.id)


async def test_a_first_claim_has_the_defaults_and_nothing_before_it(tenant: Tenant, approved: Person) -> None:
    claimed = await claim(tenant, approved)
    family = await family_of(tenant, claimed)
    assert (family.label, family.daily_limit, family.severity_ceiling) == ("", 50, SEVERITY_CRITICAL)
    assert (family.reads_per_minute, family.writes_per_minute, family.is_live) == (600, 60, True)
    assert claimed.expires_prior_at.ToDatetime(tzinfo=UTC) == family.created_at


async def test_each_claim_makes_a_token_of_one_family_and_leaves_the_one_before_for_a_day(
    tenant: Tenant, approved: Person, owner: AsyncConnection
) -> None:
    first, second = await claim(tenant, approved), await claim(tenant, approved)
    assert (first.token != second.token, first.token_id) == (True, second.token_id)
    query = "SELECT created_at, expires_at FROM tokens WHERE family_id = %s ORDER BY id"
    (_, ends), (made, never) = await (await owner.execute(query, (first.token_id,))).fetchall()
    assert (ends - made, never) == (timedelta(hours=24), None)
    assert second.expires_prior_at.ToDatetime(tzinfo=UTC) == ends
    for token in (first.token, second.token):
        assert (await publish(tenant.core, token, an_event())).ok


async def test_a_claim_changes_only_what_it_sends(tenant: Tenant, approved: Person) -> None:
    await claim(tenant, approved, label="builds", severity_ceiling=SEVERITY_WARN, daily_limit=1000)
    changes: list[tuple[dict[str, Any], tuple[str, int, int]]] = [
        ({}, ("builds", SEVERITY_WARN, 1000)),
        ({"daily_limit": 7}, ("builds", SEVERITY_WARN, 7)),
        ({"severity_ceiling": SEVERITY_INFO}, ("builds", SEVERITY_INFO, 7)),
        ({"label": ""}, ("", SEVERITY_INFO, 7)),
    ]
    for terms, expected in changes:
        family = await family_of(tenant, await claim(tenant, approved, **terms))
        assert (family.label, family.severity_ceiling, family.daily_limit) == expected


async def test_whoever_is_not_approved_cannot_be_told_from_nobody(tenant: Tenant, other_tenant: Tenant, owner: AsyncConnection) -> None:
    gone, pending, elsewhere, unlinked = [await tenant.add_person() for _ in range(4)]
    await approve(tenant, gone)
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", (gone.id,))
    for status, person in ((1, pending), (3, await tenant.add_person()), (4, await tenant.add_person())):
        await approve(tenant, person)
        await owner.execute("UPDATE approvals SET status = %s WHERE user_id = %s", (status, person.id))
    other = await tenant.issue(Credential.TOOLS_TOKEN, tenant.admin)
    await approve(tenant, elsewhere, tools_family_id=other.family_id)
    await approve(other_tenant, other_tenant.employee)
    people = [gone, pending, *tenant.members[-2:], elsewhere, unlinked, other_tenant.employee, Person(gone.id, "nobody@example.com")]
    failures = [await failure_of(claim(tenant, person)) for person in people]
    assert {(failure.reason, failure.detail) for failure in failures} == {(Reason.NO_APPROVED_REQUEST, failures[0].detail)}
    query = "SELECT count(*) FROM token_families WHERE workspace_id = %s AND user_id = ANY (%s)"
    made = await (await owner.execute(query, (tenant.id, [person.id for person in people]))).fetchone()
    assert made == (0,), "a refused claim leaves no family"


async def test_a_disabled_token_is_not_claimed(tenant: Tenant, approved: Person, owner: AsyncConnection) -> None:
    claimed = await claim(tenant, approved)
    await owner.execute("UPDATE token_families SET is_disabled = true WHERE id = %s", (claimed.token_id,))
    assert (await failure_of(claim(tenant, approved))).reason is Reason.TOKEN_DISABLED
    assert await good_tokens(owner, claimed.token_id) == 1


async def test_a_tools_token_of_a_mere_employee_claims_nothing(tenant: Tenant, approved: Person) -> None:
    weak = await tenant.issue(Credential.TOOLS_TOKEN, tenant.employee)
    assert (await failure_of(claim(tenant, approved, token=weak.token))).reason is Reason.ROLE_MISSING
    able = await tenant.issue(Credential.TOOLS_TOKEN, tenant.people[Role.HR_ADMIN])
    await approve(tenant, approved, tools_family_id=able.family_id)
    assert (await claim(tenant, approved, token=able.token)).owner_user_id == str(approved.id)


async def test_of_many_claims_ten_tokens_stay_good_and_the_oldest_ends_at_once(
    tenant: Tenant, approved: Person, owner: AsyncConnection
) -> None:
    tokens = [await claim(tenant, approved) for _ in range(10)]
    assert (await publish(tenant.core, tokens[0].token, an_event())).ok
    tokens.append(await claim(tenant, approved))
    assert await good_tokens(owner, tokens[0].token_id) == 10
    assert (await failure_of(publish(tenant.core, tokens[0].token, an_event()))).reason is Reason.UNAUTHENTICATED
    for claimed in tokens[1:]:
        assert (await publish(tenant.core, claimed.token, an_event())).ok


async def test_what_was_revoked_is_claimed_anew(tenant: Tenant, approved: Person) -> None:
    first = await claim(tenant, approved, daily_limit=7)
    admin = bearer(await tenant.sign_in(tenant.admin))
    await TokenServiceStub(tenant.core.channel).RevokeToken(RevokeTokenRequest(family_id=first.token_id), metadata=admin)
    second = await claim(tenant, approved)
    assert (second.token_id, (await family_of(tenant, second)).daily_limit) == (first.token_id, 7)
    assert second.expires_prior_at.ToDatetime(tzinfo=UTC) <= (await family_of(tenant, second)).created_at + timedelta(minutes=5)
    assert (await failure_of(publish(tenant.core, first.token, an_event()))).reason is Reason.UNAUTHENTICATED


async def test_first_claims_at_once_in_two_processes_share_a_family(
    tenant: Tenant, approved: Person, migrated_url: str, keys: Keys, owner: AsyncConnection
) -> None:
    second = await Core.open(migrated_url, keys)
    claimed = await asyncio.gather(*(claim(tenant, approved, core=core) for core in (tenant.core, second) * 4))
    await second.close()
    assert len({one.token for one in claimed}) == 8
    [family_id] = {one.token_id for one in claimed}
    assert await good_tokens(owner, family_id) == 8
    rows = await owner.execute("SELECT FROM tokens WHERE family_id = %s AND superseded_at IS NULL", (family_id,))
    assert rows.rowcount == 1


async def test_a_claim_that_meets_the_end_of_its_approval_is_refused(
    tenant: Tenant, approved: Person, migrated_url: str, owner: AsyncConnection
) -> None:
    """The employee has no family yet, so that there is none whose lock the two could share."""
    async with await AsyncConnection.connect(migrated_url) as reviewer:
        await reviewer.execute("UPDATE approvals SET status = 4 WHERE user_id = %s", (approved.id,))
        claiming = asyncio.create_task(claim(tenant, approved))
        await until_waiting(owner)
        await reviewer.commit()
        assert (await failure_of(claiming)).reason is Reason.NO_APPROVED_REQUEST


async def test_an_approval_does_not_end_before_a_claim_that_it_allowed(
    tenant: Tenant, approved: Person, migrated_url: str, owner: AsyncConnection
) -> None:
    claimed = await claim(tenant, approved)
    async with await AsyncConnection.connect(migrated_url) as holder, await AsyncConnection.connect(migrated_url) as reviewer:
        await holder.execute("SELECT FROM token_families WHERE id = %s FOR UPDATE", (claimed.token_id,))
        claiming = asyncio.create_task(claim(tenant, approved))
        await until_waiting(owner)
        ending = asyncio.create_task(reviewer.execute("UPDATE approvals SET status = 4 WHERE user_id = %s", (approved.id,)))
        await until_waiting(owner, 2)
        await holder.rollback()
        await claiming
        await ending
        assert await good_tokens(owner, claimed.token_id) == 2, "whoever ends the approval finds both"
        await reviewer.commit()
