"""Bulk events beside other bulk events, single ones and claims: nobody waits crosswise, and no cap is overrun."""

import asyncio
from collections import Counter

from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.claims_pb2 import ClaimedToken
from fluxdesk.v1.deliveries_pb2 import Delivery
from grpc import aio
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.claims.approved import approve
from tests.core.areas.claims.claiming import claim, good_tokens
from tests.core.areas.events.bulking import bulk, by_id, claimed_person
from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import an_event, publish, to_user
from tests.tenants import Tenant


async def test_daily_caps_are_exact_with_single_and_bulk_events_at_once(
    tenant: Tenant, migrated_url: str, keys: Keys, owner: AsyncConnection
) -> None:
    people = [await claimed_person(tenant) for _ in range(3)]
    await owner.execute("UPDATE token_families SET daily_limit = 7 WHERE user_id = ANY (%s)", ([person.id for person in people],))
    second, token = await Core.open(migrated_url, keys), tenant.bearer(Credential.TOOLS_TOKEN)
    accepted, refused = Counter[str](), Counter[str]()

    async def one(core: Core, number: int) -> None:
        person = people[number % 3]
        [answer] = await asyncio.gather(publish(core, token, an_event(recipient=to_user(person.id))), return_exceptions=True)
        is_accepted = isinstance(answer, Delivery)
        assert is_accepted or (isinstance(answer, aio.AioRpcError) and read_failure(answer).reason is Reason.DAILY_LIMIT_EXCEEDED)
        (accepted if is_accepted else refused)[str(person.id)] += 1

    async def many(core: Core, number: int) -> None:
        ordered = people if number % 2 else people[::-1]
        for person, row in zip(ordered, await bulk(tenant, *(by_id(person.id) for person in ordered), core=core), strict=True):
            assert row.error in {"", "daily_limit_exceeded"}
            (refused if row.error else accepted)[str(person.id)] += 1

    cores = (tenant.core, second)
    await asyncio.gather(*(send(cores[number % 2], number) for number in range(12) for send in (one, many)))
    await second.close()
    ids = [str(person.id) for person in people]
    assert accepted == dict.fromkeys(ids, 7)
    assert refused == dict.fromkeys(ids, 12 + 4 - 7)
    rows = await owner.execute(
        "SELECT used FROM family_usage u JOIN token_families f ON f.id = u.family_id WHERE f.user_id::text = ANY (%s)", (ids,)
    )
    assert await rows.fetchall() == [(7,)] * 3


async def test_batches_go_on_while_a_bulk_event_waits(tenant: Tenant, migrated_url: str, owner: AsyncConnection) -> None:
    first, busy, last, other = [await claimed_person(tenant) for _ in range(4)]
    token = tenant.bearer(Credential.TOOLS_TOKEN)
    await publish(tenant.core, token, an_event(recipient=to_user(busy.id)))
    [(family_id,)] = await (await owner.execute("SELECT id FROM token_families WHERE user_id = %s", (busy.id,))).fetchall()
    async with held(migrated_url, family_id) as family:
        waiting = asyncio.create_task(bulk(tenant, *(by_id(person.id) for person in (first, busy, last))))
        await family.until_waiting(1)
        for _ in range(3):
            assert (await publish(tenant.core, token, an_event(recipient=to_user(other.id)))).ok
        await asyncio.gather(*(publish(tenant.core, token, an_event(recipient=to_user(other.id))) for _ in range(70)))
        assert not waiting.done()
        await family.release()
        assert [row.error for row in await waiting] == ["", "", ""]


async def test_bulk_events_claims_and_single_events_of_the_same_people_do_not_wait_crosswise(
    tenant: Tenant, migrated_url: str, keys: Keys, owner: AsyncConnection
) -> None:
    people = [await tenant.add_person() for _ in range(20)]
    await approve(tenant, *people)
    second, token = await Core.open(migrated_url, keys), tenant.bearer(Credential.TOOLS_TOKEN)
    forward = [by_id(person.id) for person in people]
    answers = await asyncio.gather(
        *(bulk(tenant, *recipients, core=core) for core in (tenant.core, second) for recipients in (forward, forward[::-1])),
        *(claim(tenant, person, core=second) for person in people),
        *(publish(tenant.core, token, an_event(recipient=to_user(tenant.employee.id))) for _ in range(20)),
    )
    await second.close()
    rows = [row for answer in answers if not isinstance(answer, Delivery | ClaimedToken) for row in answer]
    assert [row.error for row in rows] == [""] * 80
    claimed = [answer for answer in answers if isinstance(answer, ClaimedToken)]
    # A bulk event finds the token of a claim, or makes one that the claim replaces.
    assert sum(row.auto_claimed for row in rows) == sum([await good_tokens(owner, one.token_id) - 1 for one in claimed])
