"""A tally is what counting would give, at every moment, whoever owns the tables."""

import asyncio
import random
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection

from core.areas.tallies import duties
from core.areas.tallies.duties import FOLD_TALLIES
from core.areas.tallies.public import read_tallies
from core.areas.tallies.queries import TallyRow, fold_tally_changes
from core.database.migrate import migrate
from core.database.pool import Database
from core.database.rows import Db
from core.database.transaction import Viewer
from core.ids import new_id
from core.jobs.runner import do_piece
from core.secrets.keys import Keys
from core.server import Core
from tests.core.areas.tags.tagged import make_task, tag
from tests.core.database.servers import running
from tests.tenants import Tenant, make_tenant

ADMIN = Viewer(new_id(), sees_all=True)


async def fold(core: Core) -> None:
    """Adds up whatever waits."""
    while await do_piece(core.resources.database, FOLD_TALLIES):
        pass


async def change_tasks(database: Database, tenant: Tenant, writer: str, project_ids: list[UUID], chance: random.Random) -> None:
    """Makes some tasks, moves some between projects, statuses and visibilities, and deletes some; of the writer's own alone."""
    async with database.transaction(workspace_ids=[tenant.id], viewer=ADMIN) as db:
        ids = [new_id() for _ in range(chance.randint(0, 4))]
        await db.run(
            """
            INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, updated_by_user_id, project_id, parent_id)
            SELECT %(workspace_id)s, id, %(writer)s, 1, 2, %(user_id)s, %(user_id)s, %(project_id)s,
                   (SELECT max(p.id::text)::uuid FROM tasks p WHERE p.title = %(writer)s)
            FROM unnest(%(ids)s::uuid[]) AS id
            """,
            workspace_id=tenant.id,
            writer=writer,
            ids=ids,
            user_id=tenant.employee.id,
            project_id=chance.choice([None, *project_ids]),
        )
        await db.run(
            """
            UPDATE tasks SET project_id = %(project_id)s, visibility = %(visibility)s, status = %(status)s,
                             done_at = CASE WHEN %(status)s::smallint = 4 THEN now() END
            WHERE workspace_id = %(workspace_id)s
              AND id IN (SELECT id FROM tasks WHERE title = %(writer)s ORDER BY id DESC OFFSET %(skipped)s LIMIT 3)
            """,
            workspace_id=tenant.id,
            writer=writer,
            project_id=chance.choice([None, *project_ids]),
            visibility=chance.choice([1, 2]),
            status=chance.choice([1, 2, 4]),
            skipped=chance.randint(0, 3),
        )
        # Steps of theirs lose their parent, which fires the triggers too.
        await db.run(
            """
            DELETE FROM tasks WHERE workspace_id = %(workspace_id)s
              AND id IN (SELECT id FROM tasks WHERE title = %(writer)s ORDER BY id OFFSET %(skipped)s LIMIT 1)
            """,
            workspace_id=tenant.id,
            writer=writer,
            skipped=chance.randint(0, 8),
        )


async def require_equal(owner: AsyncConnection, tenant: Tenant, project_ids: list[UUID]) -> int:
    """Compares both in one moment; returns how many tasks there are."""
    async with owner.transaction():
        await owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        db = Db(owner)
        tallied = await read_tallies(db, tenant.id, project_ids)
        counted = await db.many(
            TallyRow,
            """
            SELECT project_id AS subject_id, status || '/' || visibility AS name, count(*) AS number FROM tasks
            WHERE workspace_id = %(workspace_id)s AND project_id IS NOT NULL GROUP BY 1, 2
            """,
            workspace_id=tenant.id,
        )
    assert tallied == {project_id: {row.name: row.number for row in counted if row.subject_id == project_id} for project_id in project_ids}
    return sum(row.number for row in counted)


@pytest.mark.parametrize("seed", range(3))
async def test_a_tally_is_always_the_count_while_many_write_and_one_adds_up(
    tenant: Tenant, owner: AsyncConnection, core: Core, seed: int
) -> None:
    chance, database = random.Random(seed), core.resources.database
    project_ids = [await tenant.add_project(f"p{number}") for number in range(2)]
    is_over, seen = asyncio.Event(), list[int]()

    async def write(writer: str) -> None:
        for _ in range(25):
            await change_tasks(database, tenant, writer, project_ids, chance)

    async def add_up() -> None:
        while not is_over.is_set():
            async with database.system_transaction() as db:
                # Small pieces, which leave something of a subject behind.
                await fold_tally_changes(db, limit=chance.randint(1, 5))

    async def look() -> None:
        while not is_over.is_set():
            seen.append(await require_equal(owner, tenant, project_ids))

    async with asyncio.TaskGroup() as group:
        adding, looking = group.create_task(add_up()), group.create_task(look())
        await asyncio.gather(*map(write, "abc"))
        is_over.set()
        await asyncio.gather(adding, looking)
    await fold(core)
    assert await require_equal(owner, tenant, project_ids) > 0
    assert max(seen) > 0
    left = await owner.execute("SELECT FROM tally_changes WHERE workspace_id = %s", (tenant.id,))
    assert left.rowcount == 0


async def test_a_change_that_is_rolled_back_is_not_counted(tenant: Tenant, core: Core) -> None:
    project_id = await tenant.add_project("apollo")
    await make_task(tenant, project_id=project_id)
    transaction = await core.resources.database.begin(workspace_ids=[tenant.id], viewer=ADMIN)
    await transaction.db.run("UPDATE tasks SET visibility = 1 WHERE workspace_id = %(id)s", id=tenant.id)
    await transaction.rollback()
    async with core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
        assert await read_tallies(db, tenant.id, [project_id]) == {project_id: {"1/2": 1}}


async def test_nothing_is_left_of_what_is_gone(tenant: Tenant, owner: AsyncConnection, core: Core) -> None:
    task_id = await make_task(tenant, project_id=await tenant.add_project("apollo"))
    await tag(tenant, task_id, "bug")
    await fold(core)
    tallies = "SELECT FROM tallies WHERE workspace_id = %s"
    assert (await owner.execute(tallies, (tenant.id,))).rowcount == 2
    await tag(tenant, task_id)
    async with core.resources.database.transaction(workspace_ids=[tenant.id], viewer=ADMIN) as db:
        await db.run("DELETE FROM tasks WHERE workspace_id = %(workspace_id)s", workspace_id=tenant.id)
    await fold(core)
    assert (await owner.execute(tallies, (tenant.id,))).rowcount == 0


async def test_what_is_made_and_deleted_before_it_is_added_up_leaves_nothing(tenant: Tenant, owner: AsyncConnection, core: Core) -> None:
    task_id = await make_task(tenant)
    await tag(tenant, task_id, "bug")
    await tag(tenant, task_id)
    assert not await do_piece(core.resources.database, FOLD_TALLIES)
    assert (await owner.execute("SELECT FROM tallies WHERE workspace_id = %s", (tenant.id,))).rowcount == 0
    assert (await owner.execute("SELECT FROM tally_changes WHERE workspace_id = %s", (tenant.id,))).rowcount == 0


async def test_the_duty_goes_on_only_while_its_parts_are_full(tenant: Tenant, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_CHANGES_MAX", 2)
    await fold(core)
    project_id = await tenant.add_project("apollo")
    # Three changes of one tally.
    for _ in range(3):
        await make_task(tenant, project_id=project_id)
    assert await do_piece(core.resources.database, FOLD_TALLIES)
    assert not await do_piece(core.resources.database, FOLD_TALLIES)
    await make_task(tenant, project_id=project_id)
    assert not await do_piece(core.resources.database, FOLD_TALLIES)


async def test_another_workspace_reads_nothing(tenant: Tenant, other_tenant: Tenant, core: Core) -> None:
    project_id = await tenant.add_project("apollo")
    await make_task(tenant, project_id=project_id)
    for workspace_id in (tenant.id, other_tenant.id):
        async with core.resources.database.transaction(workspace_ids=[other_tenant.id], read_only=True) as db:
            assert await read_tallies(db, workspace_id, [project_id]) == {project_id: {}}


async def test_constraints_count_where_the_owner_of_the_tables_is_no_superuser(tmp_path: Path, keys: Keys) -> None:
    with running(tmp_path) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("CREATE ROLE tenant_admin LOGIN CREATEROLE")
            admin.execute("CREATE DATABASE managed OWNER tenant_admin")
        url = server.url.replace("fluxdesk@/fluxdesk?", "tenant_admin@/managed?")
        await migrate(url)
        core = await Core.open(url, keys, connections_max=2)
        try:
            tenant = await make_tenant(core)
            project_id = await tenant.add_project("apollo")
            parent_id = await make_task(tenant, project_id=project_id)
            async with core.resources.database.transaction(workspace_ids=[tenant.id], viewer=ADMIN) as db:
                await db.run(
                    """
                    INSERT INTO tasks (workspace_id, id, title, source, visibility, owner_user_id, updated_by_user_id, project_id,
                                       parent_id)
                    SELECT workspace_id, gen_random_uuid(), 'A private step', 1, 1, owner_user_id, owner_user_id, project_id, id
                    FROM tasks WHERE workspace_id = %(workspace_id)s
                    """,
                    workspace_id=tenant.id,
                )
            # Somebody who does not see the step deletes what it is a step of.
            async with core.resources.database.transaction(workspace_ids=[tenant.id], viewer=Viewer(new_id(), sees_all=False)) as db:
                assert await db.run("DELETE FROM tasks WHERE id = %(id)s", id=parent_id) == 1
            await tag(tenant, parent_id, "bug")
            await tag(tenant, parent_id)
            async with core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
                assert await read_tallies(db, tenant.id, [project_id]) == {project_id: {"1/1": 1}}
            await fold(core)
        finally:
            await core.close()
