"""Transactions carry their tenant and role, and their connections always come back clean."""

import asyncio
import os
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import LiteralString, NamedTuple
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.database.migrate import migrate
from core.database.pool import Database
from core.database.rows import UnexpectedRowCount
from core.database.transaction import OutcomeUnknown, Transaction
from tests.core.database.deadline import until
from tests.core.database.servers import running

ACME, GLOBEX = UUID(int=1), UUID(int=2)

INSERT_THINGS = """
    INSERT INTO things (workspace_id, id, name)
    SELECT * FROM unnest(%(workspace_ids)s::uuid[], %(ids)s::int[], %(names)s::text[])
    """
LIST_NAMES = "SELECT name FROM things ORDER BY name"


class Name(NamedTuple):
    name: str


class Value(NamedTuple):
    value: object


async def put(database: Database, workspace_id: UUID, *names: str) -> None:
    async with database.transaction(workspace_ids=[workspace_id]) as db:
        ids = list(range(len(names)))
        await db.run(INSERT_THINGS, workspace_ids=[workspace_id] * len(names), ids=ids, names=list(names))


async def names_seen_by(database: Database, *workspace_ids: UUID) -> list[str]:
    async with database.transaction(workspace_ids=workspace_ids, read_only=True) as db:
        return [row.name for row in await db.many(Name, LIST_NAMES)]


async def test_a_tenant_sees_only_its_own_rows(database: Database) -> None:
    await put(database, ACME, "anvil")
    await put(database, GLOBEX, "globe")
    assert await names_seen_by(database, ACME) == ["anvil"]
    assert await names_seen_by(database, GLOBEX) == ["globe"]
    assert await names_seen_by(database, uuid4()) == []


async def test_a_batch_reads_and_writes_the_rows_of_its_tenants(database: Database) -> None:
    async with database.transaction(workspace_ids=[ACME, GLOBEX]) as db:
        assert await db.run(INSERT_THINGS, workspace_ids=[ACME, GLOBEX], ids=[1, 1], names=["anvil", "globe"]) == 2
    assert await names_seen_by(database, ACME, GLOBEX) == ["anvil", "globe"]
    assert await names_seen_by(database, ACME) == ["anvil"]


async def test_no_tenant_sees_nothing_also_on_a_connection_that_had_one(database: Database) -> None:
    await put(database, ACME, "anvil")
    for _ in range(4):  # both connections of the pool have served a tenant before
        assert await names_seen_by(database, ACME) == ["anvil"]
        assert await names_seen_by(database) == []


async def test_the_role_alone_sees_nothing(database: Database, url: str) -> None:
    await put(database, ACME, "anvil")
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute("SET ROLE fluxdesk_app")
        assert await (await connection.execute("SELECT * FROM things")).fetchall() == []


async def test_a_row_for_another_tenant_is_refused(database: Database) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        async with database.transaction(workspace_ids=[ACME]) as db:
            await db.run(INSERT_THINGS, workspace_ids=[GLOBEX], ids=[1], names=["intruder"])


async def test_a_row_cannot_be_moved_to_another_tenant(database: Database) -> None:
    await put(database, ACME, "anvil")
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        async with database.transaction(workspace_ids=[ACME]) as db:
            await db.run("UPDATE things SET workspace_id = %(other)s", other=GLOBEX)


async def test_rows_of_other_tenants_are_neither_changed_nor_deleted(database: Database) -> None:
    await put(database, GLOBEX, "globe")
    async with database.transaction(workspace_ids=[ACME]) as db:
        assert await db.run("UPDATE things SET name = 'stolen'") == 0
        assert await db.run("DELETE FROM things") == 0


async def test_the_system_sees_every_tenant(database: Database) -> None:
    await put(database, ACME, "anvil")
    await put(database, GLOBEX, "globe")
    async with database.system_transaction(read_only=True) as db:
        assert await db.many(Name, LIST_NAMES) == [Name("anvil"), Name("globe")]
        assert await db.one(Value, "SELECT current_user AS value") == Value("fluxdesk_system")


@pytest.mark.parametrize("is_system", [False, True], ids=["tenant", "system"])
async def test_a_read_only_transaction_refuses_a_write(database: Database, *, is_system: bool) -> None:
    opened = database.begin_system(read_only=True) if is_system else database.begin(workspace_ids=[ACME], read_only=True)
    transaction = await opened
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        await transaction.db.run(INSERT_THINGS, workspace_ids=[ACME], ids=[1], names=["anvil"])
    await transaction.rollback()
    await put(database, ACME, "anvil")


async def test_the_policy_is_read_once_per_statement_and_served_by_the_index(url: str) -> None:
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute("SELECT set_config('role', 'fluxdesk_app', true), set_config('enable_seqscan', 'off', true)")
        plan = await (await connection.execute("EXPLAIN (COSTS off) SELECT * FROM things WHERE id = 1")).fetchall()
    assert [line.strip() for (line,) in plan] == [
        "Index Scan using things_pkey on things",
        "Index Cond: ((workspace_id = ANY (COALESCE((InitPlan 1).col1, '{}'::uuid[]))) AND (id = 1))",
        "InitPlan 1",
        "->  Result",
    ]


async def test_an_exception_rolls_back(database: Database) -> None:
    async def insert_and_fail() -> None:
        async with database.transaction(workspace_ids=[ACME]) as db:
            await db.run(INSERT_THINGS, workspace_ids=[ACME], ids=[1], names=["anvil"])
            raise LookupError

    with pytest.raises(LookupError):
        await insert_and_fail()
    assert await names_seen_by(database, ACME) == []


async def test_a_commit_after_a_swallowed_failure_raises(database: Database) -> None:
    transaction = await database.begin(workspace_ids=[ACME])
    await transaction.db.run(INSERT_THINGS, workspace_ids=[ACME], ids=[1], names=["anvil"])
    with pytest.raises(psycopg.errors.DivisionByZero):
        await transaction.db.run("SELECT 1 / 0")
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await transaction.commit()
    assert await names_seen_by(database, ACME) == []


async def test_an_ended_transaction_does_nothing_more(database: Database) -> None:
    transaction = await database.begin(workspace_ids=[ACME])
    await transaction.db.run(INSERT_THINGS, workspace_ids=[ACME], ids=[1], names=["anvil"])
    await transaction.commit()
    await transaction.rollback()
    await transaction.commit()
    with pytest.raises(RuntimeError, match="ended"):
        await transaction.db.run("SELECT 1")
    assert await names_seen_by(database, ACME) == ["anvil"]


async def test_verbs_state_how_many_rows_they_expect(database: Database) -> None:
    none: LiteralString = "SELECT 1 AS value WHERE false"
    two: LiteralString = "SELECT generate_series(1, 2) AS value"
    async with database.transaction(workspace_ids=[]) as db:
        assert await db.maybe(Value, none) is None
        assert await db.many(Value, none) == []
        assert await db.many(Value, two) == [Value(1), Value(2)]
        assert await db.run(two) == 2
        with pytest.raises(UnexpectedRowCount, match="one Value, got 0"):
            await db.one(Value, none)
        with pytest.raises(UnexpectedRowCount, match="one Value, got 2"):
            await db.one(Value, two)
        with pytest.raises(UnexpectedRowCount, match="at most one Value, got 2"):
            await db.maybe(Value, two)


async def test_columns_that_are_not_the_row_types_fields_are_refused(database: Database) -> None:
    async with database.transaction(workspace_ids=[]) as db:
        with pytest.raises(TypeError, match="Name has the fields"):
            await db.many(Name, "SELECT 'anvil' AS title")
        with pytest.raises(TypeError, match="Name has the fields"):
            await db.many(Name, "SELECT 'anvil' AS name, 1 AS id")


@pytest.mark.parametrize(
    ("cast", "values"),
    [
        ("SELECT %(values)s::uuid[] AS value", [ACME, None, GLOBEX]),
        ("SELECT %(values)s::text[] AS value", ["", "a,b", '{"}', "NULL", None, "é\\"]),
        ("SELECT %(values)s::bigint[] AS value", [1, None, 2**40, -(2**62)]),
        ("SELECT %(values)s::timestamptz[] AS value", [datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), None]),
        ("SELECT %(values)s::bytea[] AS value", [b"", b"\x00\xff", None]),
        ("SELECT %(values)s::boolean[] AS value", [True, None, False]),
        ("SELECT %(values)s::uuid[] AS value", [None, None]),
        ("SELECT %(values)s::timestamptz[] AS value", [None]),
        ("SELECT %(values)s::bytea[] AS value", []),
    ],
)
async def test_lists_are_arrays(database: Database, cast: LiteralString, values: Sequence[object]) -> None:
    async with database.transaction(workspace_ids=[]) as db:
        for _ in range(3):  # unprepared, then prepared
            assert (await db.one(Value, cast, values=values)).value == values


async def sleep_in(database: Database) -> None:
    async with database.transaction(workspace_ids=[ACME]) as db:
        await db.run("SELECT pg_sleep(600)")


async def answer_on_two_connections(database: Database) -> None:
    """Two transactions work side by side."""
    first, second = await database.begin(workspace_ids=[]), await database.begin(workspace_ids=[])
    for transaction in (first, second):
        assert await transaction.db.one(Value, "SELECT 1 AS value") == Value(1)
        await transaction.commit()


def count_waiting(url: str, wait_event: str) -> int:
    with psycopg.connect(url) as connection:
        waiting = connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND wait_event = %s", (wait_event,)
        )
        return waiting.rowcount


async def test_cancelled_statements_leave_the_pool_whole(database: Database) -> None:
    for cycles in range(50):  # from before the connection is taken to the middle of the statement
        task = asyncio.create_task(sleep_in(database))
        for _ in range(cycles):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await answer_on_two_connections(database)


async def test_a_crowd_cancelled_while_two_run_and_the_others_wait_leaves_the_pool_whole(database: Database, url: str) -> None:
    crowd = [asyncio.create_task(sleep_in(database)) for _ in range(50)]
    await until(lambda: count_waiting(url, "PgSleep") == 2, "two statements run")
    for task in crowd:
        task.cancel()
    await asyncio.wait(crowd)
    await until(lambda: count_waiting(url, "PgSleep") == 0, "the server gives the statements up")
    await answer_on_two_connections(database)


@pytest.mark.parametrize("turns", range(12))
async def test_a_cancellation_that_comes_together_with_a_connection_is_not_forgotten(url: str, turns: int) -> None:
    database = await Database.open(url, size_max=1)
    async with database.transaction(workspace_ids=[]):
        waiting = asyncio.ensure_future(database.begin(workspace_ids=[]))
        await until(lambda: database.figures().waiting == 1, "a wait for the connection")
    for _ in range(turns):
        await asyncio.sleep(0)
    # On a busy machine it may have begun by then.
    is_late = not waiting.cancel()
    await asyncio.wait([waiting])
    if is_late:
        await waiting.result().rollback()
    else:
        assert waiting.cancelled()
    async with database.transaction(workspace_ids=[]):
        pass
    await database.close()


async def test_a_task_cancelled_twice_in_a_row_leaves_the_pool_whole(database: Database, url: str) -> None:
    for _ in range(10):
        task = asyncio.create_task(sleep_in(database))
        await until(lambda: count_waiting(url, "PgSleep") == 1, "the statement runs")
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    await answer_on_two_connections(database)


async def test_a_commit_goes_on_when_its_task_is_cancelled(database: Database, url: str) -> None:
    """A deferred trigger makes COMMIT wait for a lock that the test holds."""

    async def write() -> None:
        async with database.transaction(workspace_ids=[ACME]) as db:
            await db.run(INSERT_THINGS, workspace_ids=[ACME], ids=[1], names=["anvil"])

    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as admin:
        await admin.execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END'"
        )
        await admin.execute(
            "CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()"
        )
        await admin.execute("SELECT pg_advisory_lock(1)")
        task = asyncio.create_task(write())
        await until(lambda: count_waiting(url, "advisory") == 1, "the commit waits")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await admin.execute("SELECT pg_advisory_unlock(1)")
    await answer_on_two_connections(database)
    assert await names_seen_by(database, ACME) == ["anvil"]


async def test_a_transaction_leaves_no_setting_on_its_connection(url: str) -> None:
    async with AsyncConnectionPool[psycopg.AsyncConnection](url, min_size=1, open=False) as pool:
        connection = await pool.getconn()
        transaction = await Transaction.begin(pool, connection, role="fluxdesk_app", workspace_ids=[ACME], viewer=None, read_only=True)
        await transaction.commit()
        async with pool.connection() as same:
            assert same is connection
            settings = "SELECT current_setting('role'), current_setting('app.workspace_ids'), current_setting('transaction_read_only')"
            assert await (await same.execute(settings)).fetchone() == ("none", "", "off")


async def test_an_exhausted_pool_is_a_timeout_and_not_a_wait_for_ever(url: str) -> None:
    database = await Database.open(url, size_max=1, acquire_seconds_max=0.1)
    async with database.transaction(workspace_ids=[]):
        with pytest.raises(PoolTimeout):
            await database.begin(workspace_ids=[])
    await database.close()


async def test_connections_that_a_restart_broke_are_replaced_before_anyone_gets_them(tmp_path: Path) -> None:
    async with AsyncExitStack() as cleanup:
        server = cleanup.enter_context(running(tmp_path))
        # The server's own URL names a descriptor that a restart closes.
        directory = os.open(tmp_path / "postgres", os.O_RDONLY)
        cleanup.callback(os.close, directory)
        url = f"postgresql://fluxdesk@/fluxdesk?host=/proc/self/fd/{directory}"
        await migrate(url)
        database = await Database.open(url, size_max=3)
        cleanup.push_async_callback(database.close)

        server.stop()
        server = cleanup.enter_context(running(tmp_path))
        await answer_on_two_connections(database)

        server.stop()
        with pytest.raises(psycopg.OperationalError):
            await database.begin(workspace_ids=[])
        cleanup.enter_context(running(tmp_path))
        await answer_on_two_connections(database)


async def test_a_commit_whose_connection_is_lost_has_an_unknown_outcome(database: Database, url: str) -> None:
    transaction = await database.begin(workspace_ids=[ACME])
    backend = await transaction.db.one(Value, "SELECT pg_backend_pid() AS value")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as other:
        await other.execute("SELECT pg_terminate_backend(%s, 5000)", (backend.value,))
    with pytest.raises(OutcomeUnknown):
        await transaction.commit()
    assert await names_seen_by(database, ACME) is not None


async def test_nobody_waits_for_a_lock_for_ever(database: Database) -> None:
    async with database.transaction(workspace_ids=[ACME], read_only=True) as db:
        for name, bound in (("lock_timeout", "5s"), ("statement_timeout", "20s"), ("idle_in_transaction_session_timeout", "20s")):
            assert (await db.one(Value, "SELECT current_setting(%(name)s) AS value", name=name)).value == bound
