"""A duty is done again and again, by one process of all at a time, and outlives whatever it raises."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple

import psycopg
import pytest

from core import server
from core.database.pool import Database
from core.database.rows import Db
from core.database.wake import Wake
from core.jobs import runner
from core.jobs.duty import Duty
from core.jobs.runner import DutyRunner, do_piece
from tests.eventually import eventually


class Backend(NamedTuple):
    pid: int


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(migrated_url, size_max=3)
    yield opened
    await opened.close()


@pytest.fixture
async def wake(migrated_url: str) -> AsyncIterator[Wake]:
    opened = await Wake.start(migrated_url)
    yield opened
    await opened.stop()


async def test_pieces_are_done_until_none_is_left(database: Database, wake: Wake) -> None:
    left, rounds = 3, 0

    async def work(_: Db) -> bool:
        nonlocal left, rounds
        rounds += 1
        left -= left > 0
        return left > 0

    running = DutyRunner(database, wake, [Duty("pieces", 3600, work)])
    await eventually(lambda: left == 0)
    await running.stop()
    assert rounds == 3


async def test_one_process_of_all_does_a_duty_and_another_does_another(database: Database) -> None:
    begun, finish, done = asyncio.Event(), asyncio.Event(), list[str]()

    async def slow(_: Db) -> bool:
        done.append("slow")
        begun.set()
        await finish.wait()
        return True

    async def quick(_: Db) -> bool:
        done.append("quick")
        return False

    first = asyncio.create_task(do_piece(database, Duty("slow", 1, slow)))
    await begun.wait()
    assert not await do_piece(database, Duty("slow", 1, slow))
    await do_piece(database, Duty("quick", 1, quick))
    finish.set()
    assert await first
    assert done == ["slow", "quick"]


async def test_what_fails_is_tried_again_also_when_the_database_goes(
    database: Database, wake: Wake, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_FAILED_SECONDS_MIN", 0.0)
    tries = 0

    async def work(db: Db) -> bool:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise LookupError
        if tries == 2:
            backend = await db.one(Backend, "SELECT pg_backend_pid() AS pid")
            async with await psycopg.AsyncConnection.connect(migrated_url) as owner:
                await owner.execute("SELECT pg_terminate_backend(%s)", (backend.pid,))
        await db.one(Backend, "SELECT pg_backend_pid() AS pid")
        return False

    running = DutyRunner(database, wake, [Duty("fails", 0.001, work)])
    await eventually(lambda: tries >= 4)
    await running.stop()


async def test_a_piece_that_fails_has_done_nothing(database: Database) -> None:
    async def work(db: Db) -> bool:
        await db.run("INSERT INTO workspaces (workspace_id, slug, name) VALUES (gen_random_uuid(), 'half-done', '')")
        raise LookupError

    with pytest.raises(LookupError):
        await do_piece(database, Duty("half", 1, work))
    async with database.system_transaction(read_only=True) as db:
        assert await db.run("SELECT FROM workspaces WHERE slug = 'half-done'") == 0


async def test_a_mark_begins_a_duty_before_its_time_and_what_it_did_is_marked(database: Database, wake: Wake) -> None:
    pieces = [False, True, False]

    async def work(_: Db) -> bool:
        return pieces.pop(0)

    async with wake.subscribe("done") as done:
        running = DutyRunner(database, wake, [Duty("waits", 3600, work, begins_on="begin", marks="done")])
        await eventually(lambda: len(pieces) == 2)
        assert not await done.wait(0)
        wake.mark("begin")
        assert await done.wait(10)
        await eventually(lambda: not pieces)
        await running.stop()


async def test_closing_waits_for_the_piece_that_runs_and_begins_no_other(database: Database, wake: Wake) -> None:
    begun, finish, pieces = asyncio.Event(), asyncio.Event(), 0

    async def work(_: Db) -> bool:
        nonlocal pieces
        pieces += 1
        begun.set()
        await finish.wait()
        return True

    running = DutyRunner(database, wake, [Duty("long", 0.001, work)])
    await begun.wait()
    stopping = asyncio.create_task(running.stop())
    await asyncio.wait([stopping], timeout=0)
    assert not stopping.done()
    finish.set()
    await stopping
    assert pieces == 1


def test_every_duty_is_found_and_named_once() -> None:
    names = [duty.name for duty in server.duties()]
    assert sorted(names) == [
        "add up tallies",
        "expire held webhook deliveries",
        "go on with webhook replays",
        "keep tables of webhook attempts",
        "move the uses of ended tags",
        "purge attempts to sign in",
        "purge idempotency keys",
        "purge invitations",
        "purge reminders of daily updates",
        "purge sessions",
        "purge webhook deliveries",
        "purge webhook replays",
        "remind of daily updates",
        "seal audit log",
    ]
