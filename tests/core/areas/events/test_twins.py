"""Calls that carry one idempotency key at the same time: one takes effect, and every one gets its reply."""

import asyncio

from fluxdesk.rpc import Credential
from psycopg import AsyncConnection

from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant


async def delivery_count(owner: AsyncConnection, tenant: Tenant) -> int:
    row = await (await owner.execute("SELECT count(*) FROM deliveries WHERE workspace_id = %s", (tenant.id,))).fetchone()
    return row[0] if row else 0


async def test_twins_get_the_same_reply(tenant: Tenant, owner: AsyncConnection) -> None:
    event, token = an_event(), tenant.bearer(Credential.PERSONAL_TOKEN)
    first, *others = await asyncio.gather(*(publish(tenant.core, token, event, key="one key") for _ in range(20)))
    assert others == [first] * 19
    assert await delivery_count(owner, tenant) == 1


async def test_a_twin_that_comes_while_the_first_is_running_waits_for_its_reply(tenant: Tenant, migrated_url: str) -> None:
    personal, event = tenant.tokens[Credential.PERSONAL_TOKEN], an_event()
    await publish(tenant.core, personal.token, an_event())
    async with held(migrated_url, personal.family_id) as family:
        first = asyncio.create_task(publish(tenant.core, personal.token, event, key="one key"))
        await family.until_waiting(1)
        twin = asyncio.create_task(publish(tenant.core, personal.token, event, key="one key"))
        await asyncio.wait([twin], timeout=0.2)
        await family.release()
        assert await twin == await first


async def test_twins_at_two_processes_get_the_same_reply(tenant: Tenant, migrated_url: str, keys: Keys) -> None:
    personal, event = tenant.tokens[Credential.PERSONAL_TOKEN], an_event()
    await publish(tenant.core, personal.token, an_event())
    second = await Core.open(migrated_url, keys)
    async with held(migrated_url, personal.family_id) as family:
        first = asyncio.create_task(publish(tenant.core, personal.token, event, key="one key"))
        await family.until_waiting(1)
        twin = asyncio.create_task(publish(second, personal.token, event, key="one key"))
        await asyncio.wait([twin], timeout=0.2)
        await family.release()
        assert await twin == await first
    await second.close()
