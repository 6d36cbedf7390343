"""What all contenders of one run share: PostgreSQL, the callers, and the event that is published."""

import asyncio
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from uuid import UUID

import psycopg
from fluxdesk.rpc import Credential, Role
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from core.areas.integrators.public import NewIntegrator, create_integrator
from core.areas.tokens.public import Limits, issue_token
from core.areas.users.public import add_user
from core.areas.workspaces import queries
from core.database import embedded
from core.database.migrate import migrate
from core.database.pool import Database
from core.database.rows import Db
from core.ids import new_id
from core.secrets.keys import Keys, load_keys
from core.secrets.tokens import PEPPER, Peppers

# The workspace of the callers.
SLUG = "demo"
# The database that the embedded server comes with.
_TEMPLATE = "fluxdesk"
# Nothing here is about limits.
AMPLE = Limits(daily=100_000_000, reads_per_minute=1_000_000, writes_per_minute=100_000_000)


class Rows(NamedTuple):
    """What accepted events have left in a database."""

    deliveries: int
    event_keys: int
    counted: int
    numbered: int
    audited: int


class Cluster:
    """A running server. Its addresses work in every process of this user for as long as this process lives."""

    def __init__(self, url: str, pid: int) -> None:
        self.pid = pid
        # The server's address names a descriptor of the process that started it.
        self._url = url.replace("/proc/self/", f"/proc/{os.getpid()}/")

    def url(self, database: str) -> str:
        return make_conninfo(self._url, dbname=database)

    def clone(self, template: str, database: str) -> str:
        """Makes the database as a copy of another; returns its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(database), Identifier(template)))
        return self.url(database)

    def settle(self, database: str) -> None:
        """Brings the statistics up to date, as autovacuum does every minute, and writes out what earlier rounds have left."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute("ANALYZE")
            connection.execute("CHECKPOINT")

    def version(self) -> str:
        with psycopg.connect(self.url("postgres")) as connection:
            return connection.execute("SHOW server_version").fetchall()[0][0]

    def rows(self, database: str) -> Rows:
        with psycopg.connect(self.url(database)) as connection:
            found = connection.execute(
                """
                SELECT (SELECT count(*) FROM deliveries), (SELECT count(*) FROM event_keys),
                       (SELECT coalesce(sum(used), 0) FROM family_usage), (SELECT coalesce(sum(last_number), 0) FROM inbox_heads),
                       (SELECT count(*) FROM audit_log)
                """
            )
            return Rows._make(found.fetchall()[0])


@dataclass(frozen=True, slots=True)
class Stage:
    """What all contenders share. Each fills a database of its own, which begins as a copy of one with the callers in it.

    The callers are people with a personal token and an agent key each.
    """

    folder: Path
    cluster: Cluster
    keys_file: Path
    tokens: list[str]
    agent_keys: list[str]
    event: Mapping[str, object]

    @property
    def pepper(self) -> bytes:
        """What the digests of the tokens were made with."""
        return load_keys(self.keys_file).derive(PEPPER)

    def database(self, name: str) -> str:
        """The address of a new database."""
        return self.cluster.clone(_TEMPLATE, name)


@contextmanager
def stage(event: Mapping[str, object], *, callers: int) -> Generator[Stage]:
    """Sets the stage for the block; the product's embedded server has the settings that the product gives it."""
    with TemporaryDirectory(prefix="fluxdesk-bench-") as name:
        folder = Path(name)
        server = embedded.start(folder)
        try:
            cluster = Cluster(server.url, pid=int((folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]))
            keys_file = folder / "keys.json"
            made = asyncio.run(_make_callers(cluster.url(_TEMPLATE), load_keys(keys_file), callers))
            tokens, agent_keys = [one.token for one in made], [one.agent_key for one in made]
            yield Stage(
                folder, cluster, keys_file, tokens, agent_keys, {**event, "occurred_at": datetime.now(UTC).isoformat(timespec="seconds")}
            )
        finally:
            server.stop()


class _Caller(NamedTuple):
    token: str
    agent_key: str


async def _make_callers(url: str, keys: Keys, count: int) -> list[_Caller]:
    """Migrates the database and gives that many people a personal token and an agent key each.

    Events of one token are counted on one row, and those of one inbox numbered on one, each of which lets one transaction at a
    time through: a peer that commits every event for itself would be measured by nothing else.
    """
    await migrate(url)
    database = await Database.open(url, size_max=1)
    try:
        async with database.system_transaction() as db:
            workspace_id = new_id()
            await queries.insert_workspace(db, workspace_id, slug=SLUG, name="Benchmark")
            integrator_id = await create_integrator(db, workspace_id, NewIntegrator("fd1", "FD1", "fd1."))
            return [await _make_caller(db, Peppers(keys), workspace_id, integrator_id, number) for number in range(count)]
    finally:
        await database.close()


async def _make_caller(db: Db, peppers: Peppers, workspace_id: UUID, integrator_id: UUID, number: int) -> _Caller:
    """The tokens of a new person, whose family has a name by which pgbench finds it."""
    user_id = await add_user(db, workspace_id, email=f"person-{number}@demo.example", name="Erin", role=Role.EMPLOYEE)
    owned = partial(issue_token, db, peppers, workspace_id=workspace_id, user_id=user_id, limits=AMPLE)
    token = await owned(Credential.PERSONAL_TOKEN, label=f"caller {number}", integrator_id=integrator_id)
    return _Caller(token.token, (await owned(Credential.AGENT_KEY, label=f"agent {number}")).token)
