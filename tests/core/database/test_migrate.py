"""Migrations are applied once and in order, and schema.sql is what they lead to."""

import asyncio
import shutil
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from core.database.migrate import MIGRATIONS, SCHEMA, MigrationError, migrate, snapshot
from tests.core.database.servers import running


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Two small migrations that a test may change."""
    (tmp_path / "0001_apples.sql").write_text("CREATE TABLE apples (id integer);")
    (tmp_path / "0002_pears.sql").write_text("CREATE TABLE pears (id integer); INSERT INTO pears VALUES (1);")
    return tmp_path


def tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        return [str(name) for (name,) in rows]


async def test_the_migrations_lead_to_the_committed_schema(empty_url: str) -> None:
    await migrate(empty_url)
    assert snapshot(empty_url) == SCHEMA.read_text(), "run: python -m core.database.migrate --write-schema"


async def test_each_migration_is_applied_once(empty_url: str, directory: Path) -> None:
    assert await migrate(empty_url, directory=directory) == ["0001_apples", "0002_pears"]
    assert await migrate(empty_url, directory=directory) == []
    (directory / "0003_plums.sql").write_text("CREATE TABLE plums (id integer);")
    assert await migrate(empty_url, directory=directory) == ["0003_plums"]
    assert tables(empty_url) == ["apples", "pears", "plums", "schema_migrations"]


async def test_two_processes_do_not_apply_the_same_migration(empty_url: str, directory: Path) -> None:
    applied = await asyncio.gather(*(migrate(empty_url, directory=directory) for _ in range(5)))
    assert sorted(map(len, applied)) == [0, 0, 0, 0, 2]


async def test_a_failed_migration_changes_nothing_and_is_named(empty_url: str, directory: Path) -> None:
    (directory / "0003_plums.sql").write_text("CREATE TABLE plums (id integer); SELECT 1 / 0;")
    with pytest.raises(MigrationError, match=r"^Migration 0003_plums failed and changed nothing: division by zero$"):
        await migrate(empty_url, directory=directory)
    assert tables(empty_url) == ["apples", "pears", "schema_migrations"]


async def test_a_migration_does_not_queue_behind_a_long_lock(empty_url: str, directory: Path) -> None:
    await migrate(empty_url, directory=directory)
    (directory / "0003_grow.sql").write_text("ALTER TABLE pears ADD COLUMN name text;")
    async with await psycopg.AsyncConnection.connect(empty_url) as reader:
        await reader.execute("SELECT * FROM pears")
        with pytest.raises(MigrationError, match=r"0003_grow failed .*lock timeout"):
            await migrate(empty_url, directory=directory)
    assert await migrate(empty_url, directory=directory) == ["0003_grow"]


async def test_a_changed_migration_is_refused(empty_url: str, directory: Path) -> None:
    await migrate(empty_url, directory=directory)
    (directory / "0002_pears.sql").write_text("CREATE TABLE pears (id bigint);")
    with pytest.raises(MigrationError, match=r"another 0002_pears .* never changes"):
        await migrate(empty_url, directory=directory)


async def test_a_newer_database_is_refused(empty_url: str, directory: Path) -> None:
    await migrate(empty_url, directory=directory)
    (directory / "0002_pears.sql").unlink()
    with pytest.raises(MigrationError, match="newer than this FluxDesk, it has 0002_pears: update FluxDesk"):
        await migrate(empty_url, directory=directory)


@pytest.mark.parametrize("name", ["0002_plums.sql", "0004_plums.sql", "0003_Plums.sql", "plums.sql"])
async def test_a_misnamed_migration_is_refused(empty_url: str, directory: Path, name: str) -> None:
    (directory / name).write_text("")
    with pytest.raises(MigrationError, match=r"should be called 000[23]_name.sql"):
        await migrate(empty_url, directory=directory)


async def test_databases_of_one_cluster_may_be_migrated_at_once(tmp_path: Path) -> None:
    roles_only = tmp_path / "migrations"
    roles_only.mkdir()
    shutil.copy(MIGRATIONS / "0001_roles.sql", roles_only)
    with running(tmp_path / "data") as server:
        names = [f"copy_{number}" for number in range(4)]
        with psycopg.connect(server.url, autocommit=True) as admin:
            for name in names:
                admin.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        urls = [server.url.replace("/fluxdesk?", f"/{name}?") for name in names]
        applied = await asyncio.gather(*(migrate(url, directory=roles_only) for url in urls))
    assert applied == [["0001_roles"]] * 4


async def test_a_user_who_may_only_create_roles_can_migrate_and_change_into_them(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("CREATE ROLE tenant_admin LOGIN CREATEROLE")
            admin.execute("CREATE DATABASE managed OWNER tenant_admin")
        url = server.url.replace("fluxdesk@/fluxdesk?", "tenant_admin@/managed?")
        await migrate(url)
        with psycopg.connect(url) as connection:
            connection.execute("SELECT set_config('role', 'fluxdesk_app', true)")
