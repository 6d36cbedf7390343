"""Bearers that nobody knows are counted against the address that sends them; beyond the limit they are not looked up."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from fluxdesk.failures import Failure
from fluxdesk.metadata import CLIENT_ADDRESS
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from psycopg import AsyncConnection

from core.clock import Clock
from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from tests.core.areas.calls import bearer, failure_of
from tests.doors import open_doors
from tests.tenants import Tenant, forged, make_tenant

COUNT_UNREAD = next(rpc for rpc in RPCS if rpc.method == "CountUnread")


class HurriedClock(Clock):
    """A clock that may be set forward."""

    ahead_seconds = 0.0

    def monotonic_seconds(self) -> float:
        return super().monotonic_seconds() + self.ahead_seconds


@pytest.fixture
def clock() -> HurriedClock:
    return HurriedClock()


@pytest.fixture
async def open_core(migrated_url: str, keys: Keys, clock: Clock) -> AsyncIterator[Callable[[Settings], Awaitable[Core]]]:
    """Opens the cores of as many processes as a test wants on one database."""
    opened: list[Core] = []

    async def open_one(settings: Settings) -> Core:
        opened.append(await Core.open(migrated_url, keys, settings=settings, clock=clock))
        return opened[-1]

    yield open_one
    for core in opened:
        await core.close()


@pytest.fixture
async def narrow(open_core: Callable[[Settings], Awaitable[Core]]) -> Core:
    """A core that refuses three bearers to one address."""
    return await open_core(Settings(refused_bearers_per_minute=3))


@pytest.fixture
async def tenant(narrow: Core) -> Tenant:
    return await make_tenant(narrow)


@pytest.fixture
def address() -> str:
    """One that no other test calls from."""
    return f"an address {secrets.token_hex(8)}"


@asynccontextmanager
async def unseen(url: str) -> AsyncGenerator[None]:
    """For a block in which whoever looks a bearer up, or leases a permit, would wait for its end."""
    async with await AsyncConnection.connect(url) as another:
        await another.execute("LOCK TABLE tokens, rate_windows IN ACCESS EXCLUSIVE MODE")
        yield


async def refused(core: Core, token: str, address: str) -> Failure:
    metadata = (*bearer(token), (CLIENT_ADDRESS, address))
    return await failure_of(InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=metadata))


async def is_served(core: Core, token: str, address: str) -> None:
    metadata = (*bearer(token), (CLIENT_ADDRESS, address))
    await InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=metadata)


async def use_up(core: Core, address: str) -> None:
    """The three refusals of a narrow core; what is malformed counts like what is unknown."""
    for token in ("nothing of ours", forged(Credential.AGENT_KEY), forged(Credential.PERSON)):
        assert (await refused(core, token, address)).reason is Reason.UNAUTHENTICATED


async def test_two_processes_refuse_600_bearers_to_an_address(open_core: Callable[[Settings], Awaitable[Core]], address: str) -> None:
    default: int = Settings.model_fields["refused_bearers_per_minute"].default
    cores = [await open_core(Settings(refused_bearers_per_minute=default)) for _ in range(2)]

    async def some(core: Core) -> Counter[Reason]:
        return Counter([(await refused(core, forged(Credential.AGENT_KEY), address)).reason for _ in range(80)])

    told = sum(await asyncio.gather(*(some(core) for core in cores for _ in range(5))), Counter[Reason]())
    assert told.keys() == {Reason.UNAUTHENTICATED, Reason.RATE_LIMITED}
    # A twentieth at most is lost with what a process holds and does not use.
    assert 570 <= told[Reason.UNAUTHENTICATED] <= 600


async def test_further_bearers_are_refused_unseen(narrow: Core, address: str, migrated_url: str) -> None:
    await use_up(narrow, address)
    async with unseen(migrated_url):
        for token in ("nothing of ours", forged(Credential.AGENT_KEY), forged(Credential.PERSON)):
            failure = await refused(narrow, token, address)
            assert failure.reason is Reason.RATE_LIMITED
            assert failure.retry_after_seconds


async def test_a_bearer_that_is_remembered_goes_on_working(narrow: Core, tenant: Tenant, address: str, migrated_url: str) -> None:
    token = tenant.bearer(Credential.AGENT_KEY)
    await is_served(narrow, token, address)
    await use_up(narrow, address)
    async with unseen(migrated_url):
        await is_served(narrow, token, address)
        assert (await refused(narrow, tenant.bearer(Credential.PERSONAL_TOKEN), address)).reason is Reason.RATE_LIMITED


async def test_a_bearer_that_was_good_is_looked_up_again(narrow: Core, tenant: Tenant, clock: HurriedClock, address: str) -> None:
    token = tenant.bearer(Credential.AGENT_KEY)
    await is_served(narrow, token, address)
    await use_up(narrow, address)
    clock.ahead_seconds = 60
    await is_served(narrow, token, address)
    # A revocation of whomever makes the process forget what it remembers, and not whom it has known.
    narrow.resources.wake.mark("credentials")
    await is_served(narrow, token, address)


async def test_a_bearer_that_was_good_is_forgotten_once_it_is_not(narrow: Core, tenant: Tenant, address: str) -> None:
    token = tenant.bearer(Credential.AGENT_KEY)
    await is_served(narrow, token, address)
    await use_up(narrow, address)
    async with narrow.resources.database.system_transaction() as db:
        await db.run("UPDATE tokens SET revoked_at = now() WHERE workspace_id = %(id)s", id=tenant.id)
    narrow.resources.wake.mark("credentials")
    # It is refused as one too many, and from then on unseen.
    assert (await refused(narrow, token, address)).reason is Reason.RATE_LIMITED
    assert (await refused(narrow, token, address)).reason is Reason.RATE_LIMITED


async def test_other_addresses_and_who_sends_no_bearer_are_not_concerned(narrow: Core, tenant: Tenant, address: str) -> None:
    await use_up(narrow, address)
    await is_served(narrow, tenant.bearer(Credential.AGENT_KEY), "elsewhere")
    call = InboxServiceStub(narrow.channel).CountUnread(CountUnreadRequest(), metadata=((CLIENT_ADDRESS, address),))
    assert (await failure_of(call)).reason is Reason.UNAUTHENTICATED


async def test_every_door_says_when_to_come_back(open_core: Callable[[Settings], Awaitable[Core]]) -> None:
    core = await open_core(Settings(refused_bearers_per_minute=1))
    async with open_doors(core) as doors:
        for door in doors.of(COUNT_UNREAD):
            answers = [await door.call(COUNT_UNREAD, CountUnreadRequest(), forged(Credential.AGENT_KEY)) for _ in range(3)]
            assert answers[-1].reason is Reason.RATE_LIMITED, door.name
            assert answers[-1].retry_after_seconds, door.name
