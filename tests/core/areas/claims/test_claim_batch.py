"""Claims for many employees: each stands alone, in the order in which they are named."""

import asyncio
from itertools import pairwise

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.claims_pb2 import ClaimTokenRequest
from fluxdesk.v1.deliveries_pb2 import SEVERITY_WARN
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import failure_of
from tests.core.areas.claims.approved import approve
from tests.core.areas.claims.claiming import claim, claim_batch, good_tokens
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.statements import Statements
from tests.tenants import Person, Tenant


def claim_of(person: Person, **terms: object) -> ClaimTokenRequest:
    return ClaimTokenRequest(email=person.email.upper(), **terms)  # pyright: ignore[reportArgumentType]  # as loose as JSON


async def people(tenant: Tenant, count: int) -> list[Person]:
    """So many employees, all approved."""
    found = [await tenant.add_person() for _ in range(count)]
    await approve(tenant, *found)
    return found


async def test_each_row_stands_alone(tenant: Tenant, owner: AsyncConnection) -> None:
    first, disabled, last = await people(tenant, 3)
    stranger = await tenant.add_person()
    switched_off = await claim(tenant, disabled)
    await owner.execute("UPDATE token_families SET is_disabled = true WHERE id = %s", (switched_off.token_id,))
    results = await claim_batch(tenant, *map(claim_of, (first, disabled, stranger, last)), ClaimTokenRequest(email="nobody@example.com"))
    assert [(result.ok, result.reason) for result in results] == [
        (True, ""),
        (False, "token_disabled"),
        (False, "no_approved_request"),
        (True, ""),
        (False, "no_approved_request"),
    ]
    assert [result.email for result in results[:2]] == [first.email.upper(), disabled.email.upper()]
    assert [result.token.owner_user_id for result in results] == [str(first.id), "", "", str(last.id), ""]
    for result in (results[0], results[3]):
        assert (await publish(tenant.core, result.token.token, an_event())).ok


async def test_claims_of_one_employee_come_one_after_another(tenant: Tenant, owner: AsyncConnection) -> None:
    [person] = await people(tenant, 1)
    results = await claim_batch(
        tenant,
        claim_of(person, label="first", daily_limit=5),
        claim_of(person, label="second"),
        claim_of(person, severity_ceiling=SEVERITY_WARN),
    )
    priors = [result.token.expires_prior_at.seconds for result in results]
    assert [later - earlier for earlier, later in pairwise(priors)] == [24 * 3600, 0]
    for result in results:
        assert (await publish(tenant.core, result.token.token, an_event())).ok
    query = "SELECT label, daily_limit, severity_ceiling FROM token_families WHERE id = %s"
    family = await (await owner.execute(query, (results[0].token.token_id,))).fetchone()
    assert family == ("second", 5, SEVERITY_WARN)
    rows = await owner.execute("SELECT superseded_at IS NULL FROM tokens WHERE family_id = %s ORDER BY id", (results[0].token.token_id,))
    assert await rows.fetchall() == [(False,), (False,), (True,)]


async def test_of_too_many_claims_of_one_employee_the_last_ten_tokens_are_good(tenant: Tenant, owner: AsyncConnection) -> None:
    [person] = await people(tenant, 1)
    results = await claim_batch(tenant, *[claim_of(person)] * 12)
    assert await good_tokens(owner, results[0].token.token_id) == 10
    assert (await failure_of(publish(tenant.core, results[1].token.token, an_event()))).reason is Reason.UNAUTHENTICATED
    assert (await publish(tenant.core, results[2].token.token, an_event())).ok


async def test_a_batch_of_a_hundred_takes_as_many_statements_as_one_of_two(tenant: Tenant, statements: Statements) -> None:
    counts: list[int] = []
    for count in (2, 100):
        found = await people(tenant, count)
        for _ in range(2):
            results = await claim_batch(tenant, *(claim_of(person, daily_limit=7) for person in found))
            assert all(result.ok for result in results)
            counts.append(len(statements.of_handler("INSERT INTO tokens")))
    assert counts == [6] * 4


async def test_opposite_batches_do_not_wait_crosswise(tenant: Tenant, migrated_url: str, keys: Keys, owner: AsyncConnection) -> None:
    found = await people(tenant, 40)
    second = await Core.open(migrated_url, keys)
    for _ in range(3):
        forward, backward = list(map(claim_of, found)), list(map(claim_of, reversed(found)))
        answers = await asyncio.gather(claim_batch(tenant, *forward), claim_batch(tenant, *backward, core=second))
        assert all(result.ok for results in answers for result in results)
    await second.close()
    families = await owner.execute(
        "SELECT id FROM token_families WHERE claimed_by_family_id = %s AND user_id = ANY (%s)",
        (tenant.tokens[Credential.TOOLS_TOKEN].family_id, [person.id for person in found]),
    )
    assert [await good_tokens(owner, family_id) for (family_id,) in await families.fetchall()] == [6] * 40
