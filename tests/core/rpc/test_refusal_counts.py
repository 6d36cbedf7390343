"""Refusals of callers whom nobody knows are counted: one row for each address, minute and reason, however many there are."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
from fluxdesk.reasons import Reason
from structlog.testing import capture_logs

from core.clock import Clock
from core.database.pool import Database
from core.ids import new_id
from core.rpc import refusal_counts
from core.rpc.refusal_counts import RefusalCounts


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
