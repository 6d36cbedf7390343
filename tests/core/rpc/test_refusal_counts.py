"""Refusals of callers whom nobody knows are counted: one row for each address, minute and reason, however many there are."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest
from fluxdesk.v1.inbox_pb2_grpc import InboxServiceStub
from psycopg import AsyncConnection
from structlog.testing import capture_logs

from core.areas.tokens.public import Limits
from core.clock import Clock
from core.database.pool import Database
from core.ids import new_id
from core.rpc import refusal_counts
from core.rpc.refusal_counts import RefusalCounts
from core.server import Core
from tests.core.areas.calls import bearer, failure_of
from tests.tenants import make_tenant


class Minutes(Clock):
    """A clock that a test sets; its first minute is one that no other test has."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def unix_seconds(self) -> float:
        return self.seconds


class Counted(NamedTuple):
    client_address: str
    outcome: str
    request_id: str
    refusals: int
    seconds: float


@pytest.fixture
async def owner(migrated_url: str) -> AsyncIterator[AsyncConnection]:
    async with await AsyncConnection.connect(migrated_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def clock() -> Minutes:
    return Minutes()


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(migrated_url, size_max=2)
    yield opened
    await opened.close()


@pytest.fixture
async def counts(database: Database, clock: Minutes) -> AsyncIterator[RefusalCounts]:
    made = RefusalCounts(database, clock)
    yield made
    await made.stop()


@pytest.fixture
def rpc() -> str:
    """A name under which only this test's rows stand."""
    return f"/{new_id()}"


def note(counts: RefusalCounts, rpc: str, address: str, request_id: str = "", outcome: Reason = Reason.UNAUTHENTICATED) -> None:
    counts.note(rpc=rpc, door="rest", client_address=address, client_name="curl", outcome=outcome, request_id=request_id, trace_id=None)


async def written(database: Database, rpc: str) -> list[Counted]:
    async with database.system_transaction(read_only=True) as db:
        return await db.many(
            Counted,
            """
            SELECT client_address, outcome, request_id, refusals, extract(epoch FROM at)::float8 AS seconds FROM audit_log
            WHERE workspace_id = '00000000-0000-0000-0000-000000000000' AND rpc = %(rpc)s ORDER BY at, client_address, outcome
            """,
            rpc=rpc,
        )


async def test_a_minute_is_written_once_it_is_over(counts: RefusalCounts, rpc: str, clock: Minutes, database: Database) -> None:
    for number in range(3):
        note(counts, rpc, "192.0.2.1", f"call-{number}")
        clock.seconds += 1
    note(counts, rpc, "192.0.2.2")
    note(counts, rpc, "192.0.2.2", outcome=Reason.RATE_LIMITED)
    await counts.write()
    assert await written(database, rpc) == []
    clock.seconds += 60
    note(counts, rpc, "192.0.2.1", "later")
    await counts.write()
    first = [
        Counted("192.0.2.1", "UNAUTHENTICATED", "call-0", 3, 1_800_000_000.0),
        Counted("192.0.2.2", "RATE_LIMITED", "", 1, 1_800_000_003.0),
        Counted("192.0.2.2", "UNAUTHENTICATED", "", 1, 1_800_000_003.0),
    ]
    assert await written(database, rpc) == first
    await counts.stop()
    assert await written(database, rpc) == [*first, Counted("192.0.2.1", "UNAUTHENTICATED", "later", 1, 1_800_000_063.0)]


async def test_a_flood_from_many_addresses_is_a_bounded_number_of_rows(
    counts: RefusalCounts, rpc: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusal_counts, "_COUNTS_MAX", 2)
    for number in range(1_000):
        note(counts, rpc, f"192.0.2.{number % 10}")
    await counts.write(is_last=True)
    found = {row.client_address: row.refusals for row in await written(database, rpc)}
    assert found == {"192.0.2.0": 100, "192.0.2.1": 100, "others": 800}


async def test_what_a_database_that_is_away_does_not_take_stands_in_the_log(counts: RefusalCounts, rpc: str, database: Database) -> None:
    note(counts, rpc, "192.0.2.1")
    await database.close()
    with capture_logs() as logs:
        await counts.write(is_last=True)
    [lost] = logs
    assert (lost["event"], [row["rpc"] for row in lost["rows"]]) == ("audit_rows_lost", [rpc])
    note(counts, rpc, "192.0.2.1")


async def test_a_caller_over_its_limit_is_one_row_of_its_workspace(core: Core, owner: AsyncConnection) -> None:
    tenant = await make_tenant(core)
    limits = Limits(daily=1, reads_per_minute=0, writes_per_minute=0)
    issued = await tenant.issue(Credential.AGENT_KEY, tenant.employee, limits=limits)
    for _ in range(20):
        call = InboxServiceStub(core.channel).CountUnread(CountUnreadRequest(), metadata=bearer(issued.token))
        assert (await failure_of(call)).reason is Reason.RATE_LIMITED
    await core.resources.refusals.write(is_last=True)
    query = "SELECT sum(refusals), count(*) <= 2, min(user_id::text), min(family_id::text) FROM audit_log WHERE workspace_id = %s"
    cursor = await owner.execute(query, (tenant.id,))
    assert await cursor.fetchone() == (20, True, str(tenant.employee.id), str(issued.family_id))
