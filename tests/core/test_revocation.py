"""A revoked token stops working in every process, and not because what they remember has grown old."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from psycopg import AsyncConnection

from core.areas.tokens.public import revoke_family
from core.clock import Clock
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.eventually import eventually
from tests.tenants import Tenant, make_tenant


class StoppedClock(Clock):
    """On which nothing that is remembered ever expires."""

    def monotonic_seconds(self) -> float:
        return 0.0


@asynccontextmanager
async def process(url: str, keys: Keys, *, direct_url: str | None = None) -> AsyncGenerator[Core]:
    """The core of another process on the same database."""
    core = await Core.open(url, keys, direct_url=direct_url, clock=StoppedClock())
    yield core
    await core.close()


async def list_inbox(core: Core, token: str) -> None:
    await InboxServiceStub(core.channel).ListInbox(ListInboxRequest(), metadata=bearer(token))


async def is_refused(core: Core, token: str) -> bool:
    return (await failure_of(list_inbox(core, token))).reason is Reason.UNAUTHENTICATED


async def revoke(tenant: Tenant) -> None:
    async with tenant.core.resources.database.system_transaction() as db:
        assert await revoke_family(db, tenant.id, tenant.tokens[Credential.AGENT_KEY].family_id) == 1


async def test_a_look_up_that_began_before_a_revocation_serves_nobody_after_it(core: Core, migrated_url: str, keys: Keys) -> None:
    tenant = await make_tenant(core)
    token = tenant.bearer(Credential.AGENT_KEY)
    async with process(migrated_url, keys) as other, await AsyncConnection.connect(migrated_url) as holder:
        await holder.execute("LOCK token_families")
        before = [asyncio.create_task(list_inbox(other, token)) for _ in range(20)]
        await eventually(lambda: waiting_is(holder, 1))
        other.resources.wake.mark(CREDENTIALS_TOPIC)
        after = [asyncio.create_task(list_inbox(other, token)) for _ in range(20)]
        await eventually(lambda: waiting_is(holder, 2))
        await holder.rollback()
        await asyncio.gather(*before, *after)


async def waiting_is(connection: AsyncConnection, count: int) -> bool:
    return (await connection.execute("SELECT FROM pg_locks WHERE NOT granted AND relation = 'token_families'::regclass")).rowcount == count


async def test_every_process_that_hears_of_it_refuses_the_token(core: Core, migrated_url: str, keys: Keys) -> None:
    tenant = await make_tenant(core)
    token = tenant.bearer(Credential.AGENT_KEY)
    async with process(migrated_url, keys) as second, process(migrated_url, keys) as third:
        for one in (second, third):
            await list_inbox(one, token)
        heard: list[str] = []
        for one in (second, third):
            one.resources.wake.on(CREDENTIALS_TOPIC, heard.append)
        await revoke(tenant)
        await list_inbox(second, token)  # it is remembered until the process hears
        core.resources.wake.mark(CREDENTIALS_TOPIC)
        await eventually(lambda: len(heard) == 2)
        assert await is_refused(second, token)
        assert await is_refused(third, token)


async def test_a_process_that_cannot_hear_remembers_nobody(core: Core, migrated_url: str, keys: Keys) -> None:
    tenant = await make_tenant(core)
    token = tenant.bearer(Credential.AGENT_KEY)
    async with process(migrated_url, keys, direct_url="postgresql://127.0.0.1:1/nowhere") as deaf:
        await list_inbox(deaf, token)
        await revoke(tenant)
        assert await is_refused(deaf, token)
