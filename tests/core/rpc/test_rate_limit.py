"""The limit of a caller holds over all processes, and costs a statement only where permits are leased."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import NamedTuple
from uuid import UUID

import pytest
from fluxdesk.failures import read_failure
from fluxdesk.metadata import CLIENT_ADDRESS
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, RateBucket
from fluxdesk.v1.health_pb2 import GetHealthRequest
from fluxdesk.v1.health_pb2_grpc import HealthServiceStub
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from fluxdesk.v1.sessions_pb2 import GetJwksRequest
from fluxdesk.v1.sessions_pb2_grpc import SessionServiceStub
from fluxdesk.v1.tokens_pb2 import UpdateTokenFamilyRequest
from fluxdesk.v1.tokens_pb2_grpc import TokenServiceStub
from grpc import aio
from psycopg import AsyncConnection

from core.areas.tokens.public import Issued, Limits
from core.clock import Clock
from core.database.migrate import migrate
from core.ids import new_id
from core.rpc.leases import Holder, Leases, Permit
from core.secrets.keys import Keys
from core.server import Core
from core.settings import Settings
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.sessions.signing_in import by_refresh_token
from tests.eventually import eventually
from tests.quick_server import start_quick_server
from tests.tenants import Tenant, make_tenant
from tests.windows import DECADES


class Told(NamedTuple):
    """What one call learns."""

    reason: Reason | None
    headers: dict[str, str]

    @property
    def remaining(self) -> int:
        return int(self.headers["x-ratelimit-remaining"])


async def read(core: Core, token: str) -> Told:
    call = InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(token))
    reason = None
    try:
        await call
    except aio.AioRpcError as error:
        reason = read_failure(error).reason
    return Told(reason, {key: str(value) for key, value in await call.trailing_metadata() or ()})


async def granted(core: Core, token: str, count: int) -> int:
    """How many of so many calls, ten at a time, are not refused for the limit."""

    async def some() -> Counter[Reason | None]:
        return Counter([(await read(core, token)).reason for _ in range(count // 10)])

    reasons = sum(await asyncio.gather(*(some() for _ in range(10))), Counter[Reason | None]())
    assert reasons.keys() <= {None, Reason.RATE_LIMITED}
    return reasons[None]


@pytest.fixture
async def processes(migrated_url: str, keys: Keys) -> AsyncIterator[Sequence[Core]]:
    """The cores of two processes on one database."""
    opened = [await Core.open(migrated_url, keys, settings=Settings()) for _ in range(2)]
    yield opened
    for core in opened:
        await core.close()


@pytest.fixture
async def tenant(processes: Sequence[Core]) -> Tenant:
    return await make_tenant(processes[0])


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection


async def limited(tenant: Tenant, reads_per_minute: int) -> Issued:
    limits = Limits(daily=1, reads_per_minute=reads_per_minute, writes_per_minute=1)
    return await tenant.issue(Credential.AGENT_KEY, tenant.employee, limits=limits)


class Window(NamedTuple):
    """A row as its owner sees it. `version` changes with each statement that leases from it."""

    version: str
    granted: int
    leased: int


async def window(owner: AsyncConnection, caller: object) -> Window:
    query = "SELECT xmin::text || ctid::text, granted, leased FROM rate_windows WHERE caller = %s"
    [row] = await (await owner.execute(query, (str(caller),))).fetchall()
    return Window(*row)


@pytest.mark.parametrize(("limit", "least"), [(0, 0), (1, 1), (60, 60), (119, 119), (120, 114), (600, 570)])
async def test_two_processes_grant_a_limit_once(limit: int, least: int, processes: Sequence[Core], tenant: Tenant) -> None:
    token = (await limited(tenant, limit)).token
    calls = max(limit // 10 * 10, 50)
    assert least <= sum(await asyncio.gather(*(granted(core, token, calls) for core in processes))) <= limit


@pytest.mark.parametrize(("limit", "least"), [(60, 60), (600, 570)])
async def test_little_is_lost_with_a_process_that_falls_silent(
    limit: int, least: int, processes: Sequence[Core], tenant: Tenant, owner: AsyncConnection
) -> None:
    issued = await limited(tenant, limit)
    first, second = processes
    assert (await read(first, issued.token)).reason is None
    assert least - 1 <= await granted(second, issued.token, limit + 10) <= limit - 1
    assert (await window(owner, issued.family_id)).granted == limit


async def test_nobody_is_told_more_than_what_remains(processes: Sequence[Core], tenant: Tenant) -> None:
    first, second = processes
    token = (await limited(tenant, 600)).token
    for used, core in enumerate((first, *[second] * 40, first, *[first, second] * 20), start=1):
        told = await read(core, token)
        assert 0 < told.remaining <= 600 - used
        assert told.headers["x-ratelimit-limit"] == "600"


async def test_a_process_that_is_alone_counts_down(migrated_url: str, keys: Keys, tenant: Tenant) -> None:
    alone = await Core.open(migrated_url, keys, is_alone=True)
    for limit in (3, 150):
        token = (await limited(tenant, limit)).token
        told = [await read(alone, token) for _ in range(limit + 2)]
        assert [one.remaining for one in told] == [*reversed(range(limit)), 0, 0]
        assert [one.reason for one in told[-3:]] == [None, Reason.RATE_LIMITED, Reason.RATE_LIMITED]
    await alone.close()


async def test_both_families_of_headers_say_the_same(processes: Sequence[Core], tenant: Tenant) -> None:
    token = (await limited(tenant, 1)).token
    admitted, refused = [await read(processes[0], token) for _ in range(2)]
    seconds = int(admitted.headers["ratelimit"].removeprefix('"reads";r=0;t='))
    assert admitted.headers["ratelimit-policy"] == f'"reads";q=1;w={DECADES}'
    assert int(admitted.headers["x-ratelimit-reset"]) == 2 * DECADES
    now = Clock().unix_seconds()
    assert seconds == pytest.approx(2 * DECADES - now, abs=60)
    assert (admitted.reason, refused.reason, refused.remaining) == (None, Reason.RATE_LIMITED, 0)
    call = InboxServiceStub(processes[0].channel).CountUnread(CountUnreadRequest(), metadata=bearer(token))
    assert (await failure_of(call)).retry_after_seconds == pytest.approx(seconds, abs=60)


async def test_a_caller_who_is_over_the_limit_costs_no_statement(processes: Sequence[Core], tenant: Tenant, owner: AsyncConnection) -> None:
    issued = await limited(tenant, 5)
    assert await granted(processes[0], issued.token, 10) == 5
    before = await window(owner, issued.family_id)
    assert await granted(processes[0], issued.token, 50) == 0
    assert await window(owner, issued.family_id) == before
    # Another process has to ask once.
    assert await granted(processes[1], issued.token, 50) == 0
    assert await window(owner, issued.family_id) == Window((await window(owner, issued.family_id)).version, 5, 0)


async def test_a_huge_limit_costs_a_statement_in_thousands_of_calls(
    processes: Sequence[Core], tenant: Tenant, owner: AsyncConnection
) -> None:
    issued = await limited(tenant, 600_000)
    await read(processes[0], issued.token)
    first = await window(owner, issued.family_id)
    assert first.granted == first.leased == 30_000
    assert await granted(processes[0], issued.token, 200) == 200
    assert await window(owner, issued.family_id) == first


@pytest.fixture
async def leases(core: Core) -> AsyncGenerator[Leases]:
    opened = Leases(core.resources.database, core.resources.clock, window_seconds=DECADES, is_alone=False)
    yield opened
    await opened.stop()


async def taken(leases: Leases, holder: Holder, limit: int, family_id: UUID | None = None) -> Permit:
    permit = leases.take(holder, limit, family_id)
    return permit if isinstance(permit, Permit) else await permit


async def test_calls_that_wait_together_share_a_statement(leases: Leases, owner: AsyncConnection) -> None:
    holders = [Holder(new_id(), new_id(), RateBucket.READS) for _ in range(3)]
    permits = await asyncio.gather(*(taken(leases, holder, 20) for holder in holders for _ in range(25)))
    assert Counter(permit.is_granted for permit in permits) == {True: 60, False: 15}
    query = "SELECT DISTINCT xmin::text, granted, leased FROM rate_windows WHERE caller = ANY (%s)"
    rows = await (await owner.execute(query, ([str(holder.caller) for holder in holders],))).fetchall()
    assert [row[1:] for row in rows] == [(20, 20)]


async def test_processes_that_ask_for_many_callers_at_once_never_wait_crosswise(core: Core) -> None:
    database, holders = core.resources.database, [Holder(new_id(), new_id(), RateBucket.READS) for _ in range(40)]
    several = [Leases(database, Clock(), window_seconds=DECADES, is_alone=False) for _ in range(4)]
    granted_to: Counter[Holder] = Counter()

    async def ask(leases: Leases, order: Sequence[Holder]) -> None:
        for _ in range(10):
            for holder, permit in zip(order, await asyncio.gather(*(taken(leases, holder, 30) for holder in order)), strict=True):
                granted_to[holder] += permit.is_granted

    await asyncio.gather(*(ask(leases, holders[:: 1 - 2 * (number % 2)]) for number, leases in enumerate(several)))
    assert granted_to == dict.fromkeys(holders, 30)
    for leases in several:
        await leases.stop()


async def test_a_call_that_leaves_takes_nobodys_permit_along(leases: Leases) -> None:
    holder = Holder(new_id(), new_id(), RateBucket.READS)
    calls = [asyncio.ensure_future(taken(leases, holder, 5)) for _ in range(5)]
    await asyncio.sleep(0)
    calls[0].cancel()
    permits = await asyncio.gather(*calls, return_exceptions=True)
    assert [isinstance(permit, Permit) and permit.is_granted for permit in permits] == [False, *[True] * 4]
    assert (await taken(leases, holder, 5)).is_granted
    assert not (await taken(leases, holder, 5)).is_granted


async def is_waited_for(owner: AsyncConnection, holder: AsyncConnection) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
    return await (await owner.execute(query, (holder.info.backend_pid,))).fetchall() == [(1,)]


async def test_one_callers_row_holds_up_nobody_else(leases: Leases, migrated_url: str, owner: AsyncConnection) -> None:
    held, free = [Holder(new_id(), new_id(), RateBucket.READS) for _ in range(2)]
    await taken(leases, held, 10)
    async with await AsyncConnection.connect(migrated_url) as another:
        await another.execute("UPDATE rate_windows SET granted = granted WHERE caller = %s", (str(held.caller),))
        waiting = asyncio.ensure_future(taken(leases, held, 10))
        await eventually(lambda: is_waited_for(owner, another))
        assert (await taken(leases, free, 10)).is_granted
        assert not waiting.done()
    assert (await waiting).is_granted


class HurriedClock(Clock):
    """A clock that may go on by decades."""

    ahead_seconds = 0.0

    def monotonic_seconds(self) -> float:
        return super().monotonic_seconds() + self.ahead_seconds


async def test_a_permit_ends_with_its_window(core: Core, owner: AsyncConnection) -> None:
    clock, holder = HurriedClock(), Holder(new_id(), new_id(), RateBucket.READS)
    leases = Leases(core.resources.database, clock, window_seconds=DECADES, is_alone=False)
    told = [(await taken(leases, holder, 600)).remaining for _ in range(2)]
    clock.ahead_seconds = DECADES
    told.append((await taken(leases, holder, 600)).remaining)
    # The 28 that were held are gone; by the database's clock the window goes on.
    assert told == [599, 28, 569]
    assert (await window(owner, holder.caller)).granted == 60
    await leases.stop()


async def test_a_new_window_begins_with_the_whole_limit(leases: Leases, owner: AsyncConnection) -> None:
    holder = Holder(new_id(), new_id(), RateBucket.READS)
    assert [(await taken(leases, holder, 2)).is_granted for _ in range(3)] == [True, True, False]
    await owner.execute("UPDATE rate_windows SET began_at = began_at - interval '1 minute' WHERE caller = %s", (str(holder.caller),))
    later = Leases(leases._database, Clock(), window_seconds=DECADES, is_alone=False)  # noqa: SLF001  # another process on the same database
    assert [(await taken(later, holder, 2)).is_granted for _ in range(3)] == [True, True, False]


async def test_a_familys_limit_is_that_of_the_database(leases: Leases, tenant: Tenant) -> None:
    family_id = (await limited(tenant, 10)).family_id
    holder = Holder(tenant.id, family_id, RateBucket.READS)
    assert (await taken(leases, holder, 600, family_id)).limit == 10
    assert (await taken(leases, holder._replace(bucket=RateBucket.WRITES), 600, family_id)).limit == 1


async def change_limit(core: Core, tenant: Tenant, family_id: UUID, reads_per_minute: int) -> None:
    request = UpdateTokenFamilyRequest(family_id=str(family_id), reads_per_minute=reads_per_minute)
    metadata = bearer(await tenant.sign_in(tenant.admin))
    await TokenServiceStub(core.channel).UpdateTokenFamily(request, metadata=metadata)


async def test_a_lower_limit_holds_in_the_running_window(processes: Sequence[Core], tenant: Tenant, owner: AsyncConnection) -> None:
    first, second = processes
    issued = await limited(tenant, 600)
    assert await granted(second, issued.token, 10) == 10
    await change_limit(first, tenant, issued.family_id, 20)
    assert await granted(first, issued.token, 50) == 0

    async def is_refused() -> bool:
        return (await read(second, issued.token)).reason is Reason.RATE_LIMITED

    await eventually(is_refused)
    assert (await window(owner, issued.family_id)).granted == 30


async def test_a_higher_limit_holds_in_the_running_window(processes: Sequence[Core], tenant: Tenant) -> None:
    issued = await limited(tenant, 5)
    assert sum(await asyncio.gather(*(granted(core, issued.token, 10) for core in processes))) == 5
    await change_limit(processes[0], tenant, issued.family_id, 20)
    more = await granted(processes[0], issued.token, 10)
    assert more == 10

    async def is_admitted() -> bool:
        return (await read(processes[1], issued.token)).reason is None

    await eventually(is_admitted)
    assert await granted(processes[1], issued.token, 20) == 4


def from_address(address: str, token: str | None = None) -> Metadata:
    return (*(bearer(token) if token else ()), (CLIENT_ADDRESS, address))


async def signing_in(core: Core, metadata: Metadata) -> Told:
    """An attempt that names nobody."""
    call = SessionServiceStub(core.channel).IssueAccessToken(by_refresh_token("none"), metadata=metadata)
    return Told((await failure_of(call)).reason, {key: str(value) for key, value in await call.trailing_metadata() or ()})


@pytest.mark.parametrize(
    ("addresses", "others"),
    [
        # Networks that no other test calls from.
        (["203.0.113.{n}", "::ffff:203.0.113.{n}"], ["198.18.{n}.1"]),
        (["2001:db8:{n}:1::1", "2001:db8:{n}:1:ffff::9"], ["2001:db8:{n}:2::1"]),
        (["somewhere {n}"], ["elsewhere {n}"]),
    ],
)
async def test_attempts_count_by_client_address_with_and_without_a_bearer(
    addresses: list[str], others: list[str], processes: Sequence[Core], tenant: Tenant
) -> None:
    number, key = secrets.randbelow(250), tenant.bearer(Credential.AGENT_KEY)
    metadata = [from_address(address.format(n=number), token) for address in addresses for token in (None, key)]
    told = [await signing_in(processes[n % 2], metadata[n % len(metadata)]) for n in range(14)]
    assert [one.reason for one in told] == [*[Reason.UNAUTHENTICATED] * 10, *[Reason.RATE_LIMITED] * 4]
    # The address's budget is not the caller's.
    assert not any("x-ratelimit-limit" in one.headers for one in told)
    assert (await signing_in(processes[0], from_address(others[0].format(n=number), key))).reason is Reason.UNAUTHENTICATED


async def test_callers_that_have_been_silent_for_long_are_forgotten(core: Core, owner: AsyncConnection) -> None:
    leases = Leases(core.resources.database, Clock(), window_seconds=60, is_alone=False)
    workspace_id, present = new_id(), new_id()
    await owner.execute(
        """
        INSERT INTO rate_windows (workspace_id, caller, bucket, began_at, call_limit, granted, leased)
        SELECT %s, gen_random_uuid(), 'reads', now() - interval '61 minutes', 1, 1, 1 FROM generate_series(1, 1000)
        """,
        (workspace_id,),
    )
    await taken(leases, Holder(workspace_id, present, RateBucket.READS), 10)

    async def only_the_present_are_left() -> bool:
        await asyncio.gather(*(taken(leases, Holder(workspace_id, new_id(), RateBucket.WRITES), 10) for _ in range(100)))
        query = "SELECT caller FROM rate_windows WHERE workspace_id = %s AND bucket = 'reads'"
        return await (await owner.execute(query, (workspace_id,))).fetchall() == [(str(present),)]

    await eventually(only_the_present_are_left)
    await leases.stop()


async def test_without_a_database_a_call_is_unavailable_and_health_answers(keys: Keys, tmp_path_factory: pytest.TempPathFactory) -> None:
    server = start_quick_server(tmp_path_factory.mktemp("gone"))
    await migrate(server.url)
    core = await Core.open(server.url, keys)
    await SessionServiceStub(core.channel).GetJwks(GetJwksRequest(), metadata=from_address("192.0.2.1"))
    server.stop()
    failure = await failure_of(SessionServiceStub(core.channel).GetJwks(GetJwksRequest(), metadata=from_address("192.0.2.2")))
    assert (failure.reason, failure.retry_after_seconds) == (Reason.UNAVAILABLE, 1)
    # What was leased before needs no database.
    await SessionServiceStub(core.channel).GetJwks(GetJwksRequest(), metadata=from_address("192.0.2.1"))
    await HealthServiceStub(core.channel).GetHealth(GetHealthRequest())
    await core.close()
