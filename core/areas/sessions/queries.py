"""SQL of sessions, their refresh tokens and attempts to sign in. All but ending one's own and the profile runs as the system."""

from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from fluxdesk.v1.sessions_pb2 import UserRole

from core.database.rows import Db


class PersonRow(NamedTuple):
    """Somebody who may sign in. `password` is a PHC string; None for one who signs in elsewhere."""

    workspace_id: UUID
    id: UUID
    email: str
    password: str | None


async def find_person_by_email(db: Db, email: str) -> PersonRow | None:
    """The active person of the address key; addresses are unique over all workspaces."""
    return await db.maybe(
        PersonRow,
        """
        SELECT workspace_id, id, email, password FROM users WHERE email_key = %(email)s AND is_active
        """,
        email=email,
    )


class ProfileRow(NamedTuple):
    """A person as it sees itself."""

    id: UUID
    email: str
    name: str
    role: "UserRole"
    workspace: str
    time_zone: str


async def get_profile(db: Db, workspace_id: UUID, user_id: UUID) -> ProfileRow:
    """The person, who exists."""
    return await db.one(
        ProfileRow,
        """
        SELECT u.id, u.email, u.name, u.role, w.slug AS workspace, u.time_zone FROM users u JOIN workspaces w USING (workspace_id)
        WHERE u.workspace_id = %(workspace_id)s AND u.id = %(user_id)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def update_time_zone(db: Db, workspace_id: UUID, user_id: UUID, time_zone: str) -> None:
    """Where the person is from now on."""
    await db.run(
        "UPDATE users SET time_zone = %(time_zone)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        time_zone=time_zone,
    )


# Of whom a row of attempts counts for all clients together.
ALL_CLIENTS: Final = b""


class AttemptRow(NamedTuple):
    """How many attempts there were since the last that succeeded, with this one; or in how many whole seconds one may be made, else 0."""

    attempts: int
    wait_seconds: int


async def count_attempt(db: Db, workspace_id: UUID, *, address_digest: bytes, client_digest: bytes) -> AttemptRow:
    """Counts an attempt before it is judged, so that guesses sent together are counted too; one that has to wait is not counted.

    A day without an attempt forgets the earlier ones.
    """
    return await db.one(
        AttemptRow,
        """
        INSERT INTO sign_in_attempts AS a (workspace_id, address_digest, client_digest, attempts, attempted_at, open_at)
        VALUES (%(workspace_id)s, %(address_digest)s, %(client_digest)s, 1, now(), '-infinity')
        ON CONFLICT (workspace_id, address_digest, client_digest) DO UPDATE
        SET attempts = CASE WHEN a.open_at > now() THEN a.attempts
                            WHEN a.attempted_at < now() - interval '1 day' THEN 1
                            ELSE a.attempts + 1 END,
            attempted_at = CASE WHEN a.open_at > now() THEN a.attempted_at ELSE now() END
        RETURNING attempts, CASE WHEN open_at > now() THEN ceil(extract(epoch FROM open_at - now())) ELSE 0 END::integer AS wait_seconds
        """,
        workspace_id=workspace_id,
        address_digest=address_digest,
        client_digest=client_digest,
    )


async def close_address(db: Db, workspace_id: UUID, *, address_digest: bytes, client_digest: bytes, seconds: int) -> None:
    """Lets the client, or nobody, try for so long."""
    await db.run(
        """
        UPDATE sign_in_attempts SET open_at = now() + make_interval(secs => %(seconds)s)
        WHERE workspace_id = %(workspace_id)s AND address_digest = %(address_digest)s AND client_digest = %(client_digest)s
        """,
        workspace_id=workspace_id,
        address_digest=address_digest,
        client_digest=client_digest,
        seconds=seconds,
    )


async def forget_attempts(db: Db, workspace_id: UUID, *, address_digest: bytes, client_digest: bytes) -> None:
    """The address starts anew for the client, or for all together."""
    await db.run(
        """
        DELETE FROM sign_in_attempts
        WHERE workspace_id = %(workspace_id)s AND address_digest = %(address_digest)s AND client_digest = %(client_digest)s
        """,
        workspace_id=workspace_id,
        address_digest=address_digest,
        client_digest=client_digest,
    )


async def forget_all_attempts(db: Db, workspace_id: UUID, *, address_digest: bytes) -> None:
    """The address starts anew for every client. The row of all comes last, as it does where guesses are counted."""
    await db.run(
        """
        DELETE FROM sign_in_attempts
        WHERE workspace_id = %(workspace_id)s AND address_digest = %(address_digest)s AND client_digest = ANY (ARRAY(
            SELECT client_digest FROM sign_in_attempts
            WHERE workspace_id = %(workspace_id)s AND address_digest = %(address_digest)s ORDER BY client_digest DESC FOR UPDATE))
        """,
        workspace_id=workspace_id,
        address_digest=address_digest,
    )


async def delete_old_attempts(db: Db, *, limit: int) -> int:
    """Deletes so many at most of those of which nothing counts any more; returns how many. One that is counted at this moment is left."""
    return await db.run(
        """
        DELETE FROM sign_in_attempts WHERE (workspace_id, address_digest, client_digest) IN (
            SELECT workspace_id, address_digest, client_digest FROM sign_in_attempts
            WHERE attempted_at < now() - interval '1 day' AND open_at <= now() LIMIT %(limit)s
            FOR UPDATE SKIP LOCKED)
        """,
        limit=limit,
    )


async def insert_session(db: Db, workspace_id: UUID, session_id: UUID, *, user_id: UUID, password: str | None, lifetime: timedelta) -> int:
    """1, or 0 when the person is not active any more, or its password is not the given PHC string any more.

    Whoever changes the password waits for the session, and then finds it among those to end.
    """
    return await db.run(
        """
        INSERT INTO sessions (workspace_id, id, user_id, expires_at)
        SELECT u.workspace_id, %(session_id)s, u.id, now() + %(lifetime)s FROM users u
        WHERE u.workspace_id = %(workspace_id)s AND u.id = %(user_id)s AND u.is_active
          AND u.password IS NOT DISTINCT FROM %(password)s
        FOR SHARE
        """,
        workspace_id=workspace_id,
        session_id=session_id,
        user_id=user_id,
        password=password,
        lifetime=lifetime,
    )


async def insert_refresh_token(
    db: Db, workspace_id: UUID, token_id: UUID, *, session_id: UUID, digest: bytes, pepper_version: int, lifetime: timedelta
) -> None:
    """It expires with its session, or `lifetime` from now."""
    await db.run(
        """
        INSERT INTO refresh_tokens (workspace_id, id, session_id, digest, pepper_version, expires_at)
        SELECT s.workspace_id, %(token_id)s, s.id, %(digest)s, %(pepper_version)s, least(s.expires_at, now() + %(lifetime)s) FROM sessions s
        WHERE s.workspace_id = %(workspace_id)s AND s.id = %(session_id)s
        """,
        workspace_id=workspace_id,
        token_id=token_id,
        session_id=session_id,
        digest=digest,
        pepper_version=pepper_version,
        lifetime=lifetime,
    )


class SessionRow(NamedTuple):
    """A session and its person."""

    workspace_id: UUID
    session_id: UUID
    user_id: UUID


async def use_refresh_token(db: Db, digests: list[bytes]) -> SessionRow | None:
    """Uses the token up: of two at once one gets it. None when that was done before, or when it or its session is not good any more."""
    return await db.maybe(
        SessionRow,
        """
        UPDATE refresh_tokens r SET used_at = now() FROM sessions s JOIN users u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
        WHERE r.digest = ANY (%(digests)s::bytea[]) AND r.used_at IS NULL AND r.expires_at > now()
          AND s.workspace_id = r.workspace_id AND s.id = r.session_id AND s.ended_at IS NULL AND u.is_active
        RETURNING r.workspace_id, r.session_id, s.user_id
        """,
        digests=digests,
    )


async def end_session_of_used_token(db: Db, digests: list[bytes]) -> SessionRow | None:
    """Ends the session of a token that was used before. None for a token that was not, or a session that has ended already."""
    return await db.maybe(
        SessionRow,
        """
        UPDATE sessions s SET ended_at = now() FROM refresh_tokens r
        WHERE r.digest = ANY (%(digests)s::bytea[]) AND r.used_at IS NOT NULL
          AND s.workspace_id = r.workspace_id AND s.id = r.session_id AND s.ended_at IS NULL
        RETURNING s.workspace_id, s.id AS session_id, s.user_id
        """,
        digests=digests,
    )


async def delete_expired_refresh_tokens(db: Db, workspace_id: UUID, session_id: UUID) -> None:
    """A session that is refreshed for months keeps those of its last weeks."""
    await db.run(
        """
        DELETE FROM refresh_tokens
        WHERE workspace_id = %(workspace_id)s AND session_id = %(session_id)s AND expires_at < now()
        """,
        workspace_id=workspace_id,
        session_id=session_id,
    )


async def end_sessions(db: Db, workspace_id: UUID, user_id: UUID, *, only_id: UUID | None = None, except_id: UUID | None = None) -> int:
    """Ends the user's sessions, or one of them, or all but one; returns how many lived."""
    return await db.run(
        """
        UPDATE sessions SET ended_at = now()
        WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s AND ended_at IS NULL
          AND id = coalesce(%(only_id)s, id) AND id IS DISTINCT FROM %(except_id)s::uuid
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        only_id=only_id,
        except_id=except_id,
    )


async def update_password(db: Db, workspace_id: UUID, user_id: UUID, *, before: str | None, after: str) -> int:
    """1, or 0 when the PHC string is not `before` any more, unless that is None."""
    return await db.run(
        """
        UPDATE users SET password = %(after)s
        WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND (%(before)s::text IS NULL OR password = %(before)s)
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        before=before,
        after=after,
    )


async def delete_old_sessions(db: Db, *, limit: int) -> int:
    """Deletes those that ended first with their refresh tokens, 30 days after their end, `limit` at most; returns how many there were."""
    return await db.run(
        """
        WITH old AS MATERIALIZED (
            SELECT workspace_id, id FROM sessions WHERE least(ended_at, expires_at) < now() - interval '30 days'
            ORDER BY least(ended_at, expires_at) LIMIT %(limit)s
        ), tokens AS (
            DELETE FROM refresh_tokens r USING old WHERE r.workspace_id = old.workspace_id AND r.session_id = old.id
        )
        DELETE FROM sessions s USING old WHERE s.workspace_id = old.workspace_id AND s.id = old.id
        """,
        limit=limit,
    )
