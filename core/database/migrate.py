"""Brings a database to today's schema: numbered, forward-only SQL files, each applied once and in order."""

import argparse
import asyncio
import hashlib
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from psycopg import AsyncConnection, Error
from psycopg.errors import QueryCanceled
from psycopg.rows import class_row

from core.database import embedded
from core.database.postgres_programs import binaries

MIGRATIONS = Path(__file__).with_name("migrations")
SCHEMA = Path(__file__).with_name("schema.sql")

_SERVER_VERSION_MIN = 160000  # GRANT ... WITH INHERIT FALSE, SET TRUE
_LOCK_KEY = 0x466C7578  # an arbitrary number that only FluxDesk's migrations lock
_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")

# Two dumps of one schema differ in the versions of server and pg_dump, and in the random key of \restrict.
_DUMP_NOISE = re.compile(r"^(-- Dumped .*|\\(un)?restrict .*)\n+", re.MULTILINE)


class MigrationError(Exception):
    """The database cannot be brought to today's schema; the text is one line that says why and what to do."""


class Migration(NamedTuple):
    """One file, or one row of schema_migrations; both are equal when the file is what was applied."""

    name: str
    sha256: str


async def migrate(url: str, *, directory: Path = MIGRATIONS) -> list[str]:
    """Applies what is missing, each file in a transaction of its own, and returns the names of what it applied.

    `url` must lead to the database itself: the lock that keeps two processes apart belongs to a session, which a transaction
    pooler does not keep. Raises MigrationError, and psycopg.OperationalError when the database is away.
    """
    files = _read_files(directory)
    async with await AsyncConnection.connect(url, autocommit=True, application_name="fluxdesk migrate") as connection:
        if connection.info.server_version < _SERVER_VERSION_MIN:
            message = f"FluxDesk needs PostgreSQL 16 or newer, and this is {connection.info.parameter_status('server_version')}."
            raise MigrationError(message)
        await _take_lock(connection)
        missing = _missing(await _list_applied(connection), files)
        for migration in missing:
            await _apply(connection, directory, migration)
    return [migration.name for migration in missing]


async def pending(url: str) -> list[str]:
    """Names of what `migrate` would apply; it changes nothing. Raises as `migrate` does."""
    async with await AsyncConnection.connect(url, autocommit=True, application_name="fluxdesk migrate") as connection:
        cursor = await connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL")
        is_ours = await cursor.fetchone() == (True,)
        applied = await _list_applied(connection) if is_ours else []
    return [migration.name for migration in _missing(applied, _read_files(MIGRATIONS))]


def known() -> list[Migration]:
    """Today's schema, as this program knows it."""
    return _read_files(MIGRATIONS)


async def problem_of(connection: AsyncConnection, files: list[Migration]) -> str | None:
    """Why the schema is not the one that the files make; None when it is. Raises psycopg.Error."""
    cursor = await connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL")
    is_ours = await cursor.fetchone() == (True,)
    try:
        missing = _missing(await _applied(connection) if is_ours else [], files)
    except MigrationError as problem:
        return str(problem)
    return f"The database lacks {missing[0].name}." if missing else None


def snapshot(url: str) -> str:
    """The schema of a database as SQL, equal for equal schemas. It takes the embedded server's own pg_dump to write it."""
    # /proc/self would be pg_dump's own.
    address = url.replace("/proc/self/", f"/proc/{os.getpid()}/")
    options = ["--schema-only", "--no-owner", "--exclude-table=schema_migrations"]
    dump = subprocess.run([binaries() / "pg_dump", *options, f"--dbname={address}"], capture_output=True, text=True, check=True)
    return _DUMP_NOISE.sub("", dump.stdout)


def _read_files(directory: Path) -> list[Migration]:
    files = sorted(directory.glob("*.sql"))
    for number, file in enumerate(files, start=1):
        name = _FILE_NAME.fullmatch(file.name)
        if name is None or int(name[1]) != number:
            message = f"Migration {file.name} should be called {number:04d}_name.sql: the numbers have no gaps and no doubles."
            raise MigrationError(message)
    return [Migration(file.stem, hashlib.sha256(file.read_bytes()).hexdigest()) for file in files]


async def _take_lock(connection: AsyncConnection) -> None:
    """One process migrates at a time; the lock goes with the connection. A second process waits for the first."""
    await connection.execute("SET statement_timeout = '60s'")
    try:
        await connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK_KEY,))
    except QueryCanceled:
        message = "Another process has been migrating this database for a minute: let it finish, then start again."
        raise MigrationError(message) from None
    # A migration that waits for a table makes every later query of that table wait behind it.
    await connection.execute("SET lock_timeout = '4s'")


async def _list_applied(connection: AsyncConnection) -> list[Migration]:
    await connection.execute("""
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number integer PRIMARY KEY,
            name text NOT NULL,
            sha256 text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """)
    return await _applied(connection)


async def _applied(connection: AsyncConnection) -> list[Migration]:
    cursor = connection.cursor(row_factory=class_row(Migration))
    return await (await cursor.execute("SELECT name, sha256 FROM schema_migrations ORDER BY number")).fetchall()


def _missing(applied: list[Migration], files: list[Migration]) -> list[Migration]:
    if len(applied) > len(files):
        message = f"The database is newer than this FluxDesk, it has {applied[-1].name}: update FluxDesk, or use another database."
        raise MigrationError(message)
    for row, file in zip(applied, files, strict=False):
        if row != file:
            message = f"The database has another {row.name} than this FluxDesk's {file.name}: an applied migration never changes."
            raise MigrationError(message)
    return files[len(applied) :]


async def _apply(connection: AsyncConnection, directory: Path, migration: Migration) -> None:
    script = (directory / f"{migration.name}.sql").read_bytes()
    try:
        async with connection.transaction():
            await connection.execute(script)
            await connection.execute(
                "INSERT INTO schema_migrations (number, name, sha256) VALUES (%s, %s, %s)",
                (int(migration.name[:4]), migration.name, migration.sha256),
            )
    except Error as error:
        reason = error.diag.message_primary or str(error)
        message = f"Migration {migration.name} failed and changed nothing: {reason}"
        raise MigrationError(message) from error


def _write_schema() -> None:
    with tempfile.TemporaryDirectory() as directory:
        server = embedded.start(Path(directory))
        try:
            asyncio.run(migrate(server.url))
            SCHEMA.write_text(snapshot(server.url))
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m core.database.migrate")
    parser.add_argument("--write-schema", action="store_true", required=True, help="rewrite schema.sql after a new migration")
    parser.parse_args()
    _write_schema()
