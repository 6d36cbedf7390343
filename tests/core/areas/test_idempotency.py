"""Calls under one idempotency key in every mode of transaction: one effect, one reply, and nobody else waits for it."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.sessions_pb2 import ChangePasswordRequest, ChangePasswordResponse
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub
from fluxdesk.v1.tokens_pb2 import CreateAgentKeyRequest, IssuedToken, RotateTokenRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from psycopg import AsyncConnection

from core.areas.tokens.queries import lock_family
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.core.areas.events.held_family import held
from tests.core.areas.events.publishing import an_event, publish
from tests.core.areas.locks import until_waiting
from tests.core.areas.sessions.signing_in import PASSWORD, PHC
from tests.tenants import Tenant

TWINS = 64
CHANGE = "/fluxdesk.v1.SessionService/ChangePassword"


@asynccontextmanager
async def process(url: str, keys: Keys) -> AsyncGenerator[Core]:
    """The core of another process on the same database, with eight connections."""
    core = await Core.open(url, keys, connections_max=8)
    yield core
    await core.close()


async def rotate(core: Core, session: str, family_id: object, *, seconds: float | None = None) -> IssuedToken:
    request = RotateTokenRequest(family_id=str(family_id))
    return await TokenServiceStub(core.channel).RotateToken(request, metadata=bearer(session, key="one key"), timeout=seconds)


async def count_unread(core: Core, tenant: Tenant) -> None:
    await InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(tenant.bearer(Credential.AGENT_KEY)))


async def tokens_of(owner: AsyncConnection, family_id: object) -> int:
    row = await (await owner.execute("SELECT count(*) FROM tokens WHERE family_id = %s", (family_id,))).fetchone()
    return row[0] if row else 0


async def test_twins_of_a_slow_call_hold_no_connection(tenant: Tenant, owner: AsyncConnection, migrated_url: str, keys: Keys) -> None:
    family_id, session = tenant.tokens[Credential.AGENT_KEY].family_id, await tenant.sign_in(tenant.employee)
    async with process(migrated_url, keys) as core:
        async with tenant.core.resources.database.system_transaction() as db:
            await lock_family(db, tenant.id, family_id)
            twins = [asyncio.create_task(rotate(core, session, family_id)) for _ in range(TWINS)]
            await until_waiting(owner)
            # It would wait for as long as the slow call if all eight connections were taken.
            await count_unread(core, tenant)
            assert not any(twin.done() for twin in twins)
        first, *others = await asyncio.gather(*twins)
    assert others == [first] * (TWINS - 1)
    assert await tokens_of(owner, family_id) == 2


async def test_twins_of_a_slow_batch_hold_up_no_other_event(tenant: Tenant, migrated_url: str, keys: Keys) -> None:
    personal, event = tenant.tokens[Credential.PERSONAL_TOKEN], an_event()
    other = await tenant.issue(Credential.PERSONAL_TOKEN, tenant.admin)
    await publish(tenant.core, personal.token, an_event())
    async with process(migrated_url, keys) as core:
        async with held(migrated_url, personal.family_id) as family:
            twins = [asyncio.create_task(publish(core, personal.token, event, key="one key")) for _ in range(TWINS)]
            await family.until_waiting(1)
            await publish(core, other.token, an_event())
            assert not any(twin.done() for twin in twins)
            await family.release()
        first, *others = await asyncio.gather(*twins)
    assert others == [first] * (TWINS - 1)


async def test_a_twin_at_another_process_waits_for_the_reply_and_holds_no_connection(
    tenant: Tenant, owner: AsyncConnection, migrated_url: str, keys: Keys
) -> None:
    family_id, session = tenant.tokens[Credential.AGENT_KEY].family_id, await tenant.sign_in(tenant.employee)
    async with process(migrated_url, keys) as core:
        async with tenant.core.resources.database.system_transaction() as db:
            await lock_family(db, tenant.id, family_id)
            first = asyncio.create_task(rotate(tenant.core, session, family_id))
            await until_waiting(owner)
            twins = [asyncio.create_task(rotate(core, session, family_id)) for _ in range(TWINS)]
            await count_unread(core, tenant)
            hurried = await failure_of(rotate(core, session, family_id, seconds=3))
        assert (hurried.reason, hurried.retry_after_seconds) == (Reason.IDEMPOTENCY_IN_FLIGHT, 1)
        replies = await asyncio.gather(first, *twins)
    assert replies == [await first] * (TWINS + 1)
    assert await tokens_of(owner, family_id) == 2


class Changer:
    """A person who changes its password under one idempotency key: a call that is no transaction of the pipeline."""

    def __init__(self, core: Core, session: str) -> None:
        self._stub = SessionServiceStub(core.channel)
        self._metadata = bearer(session, key="one key")
        self.new = secrets.token_hex(10)

    async def change(self, current: str = PASSWORD, *, seconds: float | None = None) -> ChangePasswordResponse:
        request = ChangePasswordRequest(current_password=current, new_password=self.new)
        return await self._stub.ChangePassword(request, metadata=self._metadata, timeout=seconds)


@pytest.fixture
async def changer(tenant: Tenant) -> Changer:
    return Changer(tenant.core, await tenant.sign_in(await tenant.add_person(password=PHC)))


async def test_twins_without_a_transaction_have_one_effect(changer: Changer) -> None:
    first, *others = await asyncio.gather(*(changer.change() for _ in range(8)))
    assert others == [first] * 7


async def test_a_refusal_without_a_transaction_leaves_its_key_free(changer: Changer) -> None:
    assert (await failure_of(changer.change("wrong"))).reason is Reason.VALIDATION_FAILED
    await changer.change()


async def claim(owner: AsyncConnection, *, seconds: int) -> None:
    """Makes the stored reply one that a call still owes, for so many seconds."""
    await owner.execute(
        "UPDATE idempotency_keys SET reply = NULL, lease_until = now() + %s WHERE rpc = %s", (timedelta(seconds=seconds), CHANGE)
    )


async def test_a_call_that_broke_off_is_never_done_again(changer: Changer, owner: AsyncConnection) -> None:
    await changer.change()
    # It would be told so at once: the password that it names is not the current one any more.
    await claim(owner, seconds=-1)
    assert (await failure_of(changer.change())).reason is Reason.IDEMPOTENCY_IN_FLIGHT
    await claim(owner, seconds=60)
    assert (await failure_of(changer.change(seconds=3))).reason is Reason.IDEMPOTENCY_IN_FLIGHT


async def test_a_twin_gets_the_reply_of_a_call_that_runs_without_a_transaction(changer: Changer, owner: AsyncConnection) -> None:
    first = await changer.change()
    row = await (
        await owner.execute("SELECT reply FROM idempotency_keys WHERE rpc = %s ORDER BY created_at DESC LIMIT 1", (CHANGE,))
    ).fetchone()
    assert row
    await claim(owner, seconds=60)
    twin = asyncio.create_task(changer.change())
    await asyncio.wait([twin], timeout=0.1)
    assert not twin.done()
    await owner.execute("UPDATE idempotency_keys SET reply = %s, lease_until = NULL WHERE reply IS NULL", row)
    assert await twin == first


async def test_the_reply_is_kept_for_a_caller_that_left_meanwhile(tenant: Tenant, owner: AsyncConnection, changer: Changer) -> None:
    async with await AsyncConnection.connect(owner.info.dsn) as holder:
        await holder.execute("SELECT FROM users WHERE workspace_id = %s FOR UPDATE", (tenant.id,))
        changing = asyncio.create_task(changer.change())
        await until_waiting(owner)
        changing.cancel()
    assert await changer.change() == ChangePasswordResponse(sessions_ended=0)


async def test_nobody_finds_the_key_of_somebody_else(tenant: Tenant, other_tenant: Tenant) -> None:
    made = set[str]()
    for person, where in ((tenant.employee, tenant), (tenant.admin, tenant), (other_tenant.employee, other_tenant)):
        metadata = bearer(await where.sign_in(person), key="one key")
        made.add((await TokenServiceStub(tenant.core.channel).CreateAgentKey(CreateAgentKeyRequest(label="a"), metadata=metadata)).token)
    assert len(made) == 3
