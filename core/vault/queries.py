"""SQL of data keys."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class DataKeyRow(NamedTuple):
    """The data key of a workspace, wrapped. `is_committed` is false for one that the running transaction has made."""

    workspace_id: UUID
    id: UUID
    wrapped: bytes
    is_committed: bool


async def list_data_keys(db: Db, workspace_ids: Sequence[UUID]) -> list[DataKeyRow]:
    """Those of the workspaces that have one."""
    return await db.many(
        DataKeyRow,
        """
        SELECT workspace_id, id, wrapped, (xmin = pg_current_xact_id_if_assigned()::xid) IS NOT TRUE AS is_committed
        FROM data_keys WHERE workspace_id = ANY (%(workspace_ids)s::uuid[])
        """,
        workspace_ids=list(workspace_ids),
    )


class WrappedKey(NamedTuple):
    """A data key to be stored."""

    workspace_id: UUID
    id: UUID
    wrapped: bytes


async def insert_data_keys(db: Db, keys: Sequence[WrappedKey]) -> int:
    """Waits for whoever makes one of the same workspace, whose key then stands. In order, so that no two wait crosswise."""
    ordered = sorted(keys)
    return await db.run(
        """
        INSERT INTO data_keys (workspace_id, id, wrapped)
        SELECT * FROM unnest(%(workspace_ids)s::uuid[], %(ids)s::uuid[], %(wrapped)s::bytea[])
        ON CONFLICT (workspace_id) DO NOTHING
        """,
        workspace_ids=[key.workspace_id for key in ordered],
        ids=[key.id for key in ordered],
        wrapped=[key.wrapped for key in ordered],
    )


async def lock_data_keys_of_other_versions(db: Db, key_version: int, *, limit: int) -> list[WrappedKey]:
    """Some of those of all workspaces that another version of the server's keys wraps."""
    return await db.many(
        WrappedKey,
        """
        SELECT workspace_id, id, wrapped FROM data_keys WHERE key_version <> %(key_version)s
        ORDER BY workspace_id LIMIT %(limit)s FOR NO KEY UPDATE
        """,
        key_version=key_version,
        limit=limit,
    )


async def rewrap_data_keys(db: Db, keys: Sequence[WrappedKey]) -> int:
    """The keys stay what they are, and so does whatever they have sealed."""
    return await db.run(
        """
        UPDATE data_keys d SET wrapped = n.wrapped
        FROM unnest(%(workspace_ids)s::uuid[], %(ids)s::uuid[], %(wrapped)s::bytea[]) AS n (workspace_id, id, wrapped)
        WHERE d.workspace_id = n.workspace_id AND d.id = n.id
        """,
        workspace_ids=[key.workspace_id for key in keys],
        ids=[key.id for key in keys],
        wrapped=[key.wrapped for key in keys],
    )


class StandingRow(NamedTuple):
    """How many of a kind stand under a version of the server's keys: without it they are lost."""

    version: int
    kind: str
    number: int


async def count_standing(db: Db) -> list[StandingRow]:
    """Of all workspaces. A fingerprint that does not say its version stands under none."""
    return await db.many(
        StandingRow,
        """
        SELECT pepper_version AS version, 'tokens' AS kind, count(*) AS number FROM tokens
        WHERE token_is_good(revoked_at, expires_at)
        GROUP BY version
        UNION ALL
        SELECT r.pepper_version, 'sessions', count(DISTINCT s.id)
        FROM refresh_tokens r JOIN sessions s ON s.workspace_id = r.workspace_id AND s.id = r.session_id
        WHERE r.expires_at > now() AND s.ended_at IS NULL AND s.expires_at > now()
        GROUP BY r.pepper_version
        UNION ALL
        SELECT pepper_version, 'invitations', count(*) FROM invitations WHERE expires_at > now() GROUP BY pepper_version
        UNION ALL
        SELECT key_version, 'data_keys', count(*) FROM data_keys GROUP BY key_version
        UNION ALL
        SELECT (get_byte(fingerprint, 0) << 8) | get_byte(fingerprint, 1), 'replies', count(*) FROM idempotency_keys
        WHERE octet_length(fingerprint) = 34
        GROUP BY 1
        """,
    )
