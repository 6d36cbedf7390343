"""Single statements commit by themselves, and leave a connection that carries transactions again."""

from typing import LiteralString, NamedTuple

import psycopg
import pytest

from core.database.pool import Database


class Number(NamedTuple):
    number: int


COUNT = "SELECT count(*)::integer AS number FROM things"
INSERT = "INSERT INTO things (workspace_id, id, name) VALUES (gen_random_uuid(), 1, 'x')"


async def run(database: Database, *statements: LiteralString) -> None:
    async with database.statements() as db:
        for statement in statements:
            await db.run(statement)


async def count(database: Database) -> int:
    async with database.statements() as db:
        return (await db.one(Number, COUNT)).number


async def test_what_ran_before_a_failure_stays(database: Database) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await run(database, INSERT, "SELECT 1 / 0")
    assert await count(database) == 1


async def test_every_connection_carries_transactions_again(database: Database) -> None:
    for _ in range(4):
        with pytest.raises(psycopg.errors.SyntaxError):
            await run(database, "no SQL")
        transaction = await database.begin_system()
        await transaction.db.run(INSERT)
        await transaction.rollback()
    assert await count(database) == 0


async def test_a_handle_that_is_kept_runs_nothing_more(database: Database) -> None:
    async with database.statements() as db:
        await db.one(Number, COUNT)
    with pytest.raises(RuntimeError, match="has ended"):
        await db.one(Number, COUNT)


async def test_a_connection_that_is_lost_is_replaced(database: Database) -> None:
    for _ in range(4):
        with pytest.raises(psycopg.OperationalError):
            await run(database, "SELECT pg_terminate_backend(pg_backend_pid())")
    assert await count(database) == 0
