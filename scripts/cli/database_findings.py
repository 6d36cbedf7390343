"""What the doctor finds in the database."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from core.database import pool, wake
from core.database.migrate import pending
from core.settings import Settings
from scripts.cli.desk import database_address
from scripts.cli.findings import Finding, Wrong, looked
from scripts.unusable import EXPECTED, one_line

_SERVER_VERSION_MIN = 160000
_CLOCK_SECONDS_MAX = 2.0
_CONNECT_SECONDS_MAX = 5
_ROLES = ("fluxdesk_app", "fluxdesk_system")


def database_findings(data: Path) -> Iterator[Finding]:
    """Everything below needs a database that answers, so one that does not is the only finding."""
    try:
        if not Settings().database_url and not (data / "postgres").exists():
            yield Finding("database", "ok", "made by the first start")
            return
        with database_address(data) as (url, _), psycopg.connect(url, connect_timeout=_CONNECT_SECONDS_MAX, autocommit=True) as connection:
            yield from looked("database", lambda: _version(connection))
            yield from looked("writes", lambda: _writes(connection))
            yield from looked("connections", lambda: _connections(connection))
            yield from looked("schema", lambda: _schema(url))
            yield from looked("roles", lambda: _roles(connection))
            yield from looked("extensions", lambda: _extensions(connection))
            yield from looked("clock", lambda: _clock(connection))
    except EXPECTED as problem:
        yield Finding("database", "fail", one_line(problem))


def _version(connection: psycopg.Connection) -> str:
    version = connection.info.parameter_status("server_version")
    if connection.info.server_version < _SERVER_VERSION_MIN:
        message = f"PostgreSQL {version} is too old: use 16 or newer."
        raise Wrong(message)
    return f"PostgreSQL {version}"


def _writes(connection: psycopg.Connection) -> str:
    is_standby, is_read_only = connection.execute(
        "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')::boolean"
    ).fetchone() or (False, False)
    if is_standby:
        message = "It is a standby, which takes no writes: let FLUXDESK_DATABASE_URL lead to the primary server."
        raise Wrong(message)
    if is_read_only:
        message = "It is read-only: set default_transaction_read_only to off for this database and user, and make room if its disk is full."
        raise Wrong(message)
    return "taken"


def _connections(connection: psycopg.Connection) -> str:
    """Whoever serves already has the connections that are counted as used."""
    used, ours, allowed = connection.execute("""
        SELECT count(*), count(*) FILTER (WHERE application_name LIKE 'fluxdesk%'), current_setting('max_connections')::integer
        FROM pg_stat_activity WHERE backend_type = 'client backend'
        """).fetchone() or (0, 0, 0)
    needed = pool.SIZE_MAX + wake.CONNECTIONS
    if not ours and allowed - used < needed:
        message = f"{used} of {allowed} are used and a worker takes {needed}: raise max_connections, or end what holds them."
        raise Wrong(message)
    return f"{used} of {allowed} used"


def _schema(url: str) -> str:
    if missing := asyncio.run(pending(url)):
        message = f"{', '.join(missing)} missing: run `fluxdesk migrate`."
        raise Wrong(message)
    return "today's"


def _roles(connection: psycopg.Connection) -> str:
    for role in _ROLES:
        found = connection.execute(
            "SELECT pg_has_role(current_user, oid, 'SET'), rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", (role,)
        ).fetchone()
        if found is None:
            message = f"There is no role {role}: run `fluxdesk migrate` as a user who may create roles."
            raise Wrong(message)
        may_become, passes_by = found
        if not may_become:
            message = f"The database user may not become {role}: GRANT {role} TO it WITH SET TRUE."
            raise Wrong(message)
        if passes_by:
            message = f"{role} sees the rows of every workspace: ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS."
            raise Wrong(message)
    return " and ".join(_ROLES)


def _extensions(connection: psycopg.Connection) -> str:
    found = connection.execute("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'").fetchone()
    return f"none is needed; pgvector {found[0]} could be had" if found else "none is needed; there is no pgvector"


def _clock(connection: psycopg.Connection) -> str:
    before = time.time()
    [told] = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone() or (0.0,)
    ahead = told - (before + time.time()) / 2
    if abs(ahead) > _CLOCK_SECONDS_MAX:
        message = f"The database is {ahead:+.1f} s off this host: set both by NTP."
        raise Wrong(message)
    return f"{ahead:+.3f} s off this host"
