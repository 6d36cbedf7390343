"""Sessions are forgotten with their refresh tokens, a month after their end."""

from uuid import UUID

import pytest
from psycopg import AsyncConnection

from core.areas.sessions import duties
from core.areas.sessions.duties import PURGE_ATTEMPTS, PURGE_SESSIONS
from core.ids import new_id
from core.jobs.runner import do_piece
from tests.tenants import Tenant


async def insert_session(owner: AsyncConnection, tenant: Tenant, *, expires_days_ago: int, ended_days_ago: int | None = None) -> UUID:
    """A session with a refresh token that was used and one that was not."""
    session_id = new_id()
    await owner.execute(
        """
        INSERT INTO sessions (workspace_id, id, user_id, expires_at, ended_at)
        VALUES (%s, %s, %s, now() - make_interval(days => %s), now() - make_interval(days => %s))
        """,
        (tenant.id, session_id, tenant.employee.id, expires_days_ago, ended_days_ago),
    )
    for used_at in ("-infinity", None):
        await owner.execute(
            """
            INSERT INTO refresh_tokens (workspace_id, id, session_id, digest, pepper_version, expires_at, used_at)
            VALUES (%s, %s, %s, %s, 1, now(), %s)
            """,
            (tenant.id, new_id(), session_id, new_id().bytes, used_at),
        )
    return session_id


async def left(owner: AsyncConnection, tenant: Tenant) -> set[UUID]:
    """Sessions that are still there, which are those of the refresh tokens."""
    sessions = await owner.execute(
        "SELECT id FROM sessions WHERE workspace_id = %s AND expires_at < now() + interval '30 minutes'", (tenant.id,)
    )
    tokens = await owner.execute("SELECT DISTINCT session_id FROM refresh_tokens WHERE workspace_id = %s", (tenant.id,))
    found = {row_id for (row_id,) in await sessions.fetchall()}
    assert {row_id for (row_id,) in await tokens.fetchall()} == found
    return found


async def test_only_what_ended_a_month_ago_is_deleted(tenant: Tenant, owner: AsyncConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_SESSIONS_MAX", 1)
    await insert_session(owner, tenant, expires_days_ago=31)
    await insert_session(owner, tenant, expires_days_ago=-60, ended_days_ago=32)
    kept = {
        await insert_session(owner, tenant, expires_days_ago=29),
        await insert_session(owner, tenant, expires_days_ago=0, ended_days_ago=29),
    }
    assert await do_piece(tenant.core.resources.database, PURGE_SESSIONS)
    assert len(await left(owner, tenant)) == 3
    while await do_piece(tenant.core.resources.database, PURGE_SESSIONS):
        pass
    assert await left(owner, tenant) == kept


async def test_guesses_are_forgotten_after_a_day_and_not_while_somebody_waits(tenant: Tenant, owner: AsyncConnection) -> None:
    for digest, hours_ago, open_in in ((b"old", 25, -1), (b"new", 23, -1), (b"waiting", 25, 1)):
        await owner.execute(
            """
            INSERT INTO sign_in_attempts (workspace_id, address_digest, attempts, attempted_at, open_at)
            VALUES (%s, %s, 5, now() - make_interval(hours => %s), now() + make_interval(mins => %s))
            """,
            (tenant.id, digest, hours_ago, open_in),
        )
    assert not await do_piece(tenant.core.resources.database, PURGE_ATTEMPTS)
    cursor = await owner.execute("SELECT address_digest FROM sign_in_attempts WHERE workspace_id = %s", (tenant.id,))
    assert {digest for (digest,) in await cursor.fetchall()} == {b"new", b"waiting"}
