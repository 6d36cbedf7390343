"""SQL of the audit log: its rows, and the chains that seal them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from core.areas.audit.rules import Link, Seal, SealedRow
from core.database.rows import Db


class UserRow(NamedTuple):
    """Somebody whose rows are asked for: a user, or a family and its owner."""

    id: UUID
    user_id: UUID


async def find_user(db: Db, workspace_id: UUID, user_id: UUID) -> UserRow | None:
    """The user, active or not."""
    return await db.maybe(
        UserRow,
        "SELECT id, id AS user_id FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def find_family(db: Db, workspace_id: UUID, family_id: UUID) -> UserRow | None:
    """The family and its owner."""
    return await db.maybe(
        UserRow,
        "SELECT id, user_id FROM token_families WHERE workspace_id = %(workspace_id)s AND id = %(family_id)s",
        workspace_id=workspace_id,
        family_id=family_id,
    )


class EntryRow(NamedTuple):
    """A row of the log as it is shown."""

    id: UUID
    at: datetime
    door: str
    tool: str | None
    rpc: str
    outcome: str
    credential: str | None
    user_id: UUID | None
    family_id: UUID | None
    client_address: str
    client_name: str | None
    request_id: str
    trace_id: str | None
    note: str | None
    arguments: str | None


_ENTRIES: Final[LiteralString] = """
    SELECT a.id, a.at, a.door, a.tool, a.rpc, a.outcome, a.credential, a.user_id, a.family_id, a.client_address, a.client_name,
           a.request_id, a.trace_id, a.note, a.arguments
    FROM audit_log a
    WHERE a.workspace_id = %(workspace_id)s AND a.id < coalesce(%(before_id)s::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
    """


async def list_entries(
    db: Db, workspace_id: UUID, *, conditions: LiteralString, params: Mapping[str, object], before_id: UUID | None, limit: int
) -> list[EntryRow]:
    """Rows that meet the conditions, newest first, from before an id on."""
    return await db.many(
        EntryRow,
        _ENTRIES + conditions + " ORDER BY a.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        before_id=before_id,
        limit=limit,
        **params,
    )


# The whole row as JSON, whichever columns there are, with its time in a form that no setting changes; null where it is not there.
_CONTENT: Final[LiteralString] = """
    CASE WHEN a.id IS NOT NULL THEN
        (to_jsonb(a) || jsonb_build_object('at', to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text
    END AS content,
    """
# The offset has each row looked up: a plan that joins the tables would read all of the workspace for some statistics.
_SEALED_AFTER: Final[LiteralString] = """
    s.chain_number AS number, s.id, s.digest, s.hash
    FROM (
        SELECT * FROM audit_seals WHERE workspace_id = %(workspace_id)s AND chain_number > %(number)s ORDER BY chain_number LIMIT %(limit)s
    ) AS s
    LEFT JOIN LATERAL (SELECT * FROM audit_log l WHERE l.workspace_id = s.workspace_id AND l.id = s.id OFFSET 0) AS a ON true
    ORDER BY s.chain_number
    """
_TAKEN: Final[LiteralString] = """
    WITH taken AS (
        DELETE FROM audit_unsealed WHERE ctid = ANY (ARRAY(SELECT ctid FROM audit_unsealed LIMIT %(limit)s))
        RETURNING workspace_id, id
    )
    SELECT
    """
_TAKEN_WITH_HEADS: Final[LiteralString] = """
    t.workspace_id, t.id, h.chain_number AS head_number, h.hash AS head_hash
    FROM taken t
    LEFT JOIN audit_log a ON a.workspace_id = t.workspace_id AND a.id = t.id
    LEFT JOIN LATERAL (
        SELECT s.chain_number, s.hash FROM audit_seals s WHERE s.workspace_id = t.workspace_id
        ORDER BY s.chain_number DESC LIMIT 1) AS h ON true
    ORDER BY t.id
    """


class UnsealedRow(NamedTuple):
    """A row that waits for its seal, as JSON, and the head of its workspace's chain, if there is one.

    `content` is None where the log has no such row.
    """

    content: str | None
    workspace_id: UUID
    id: UUID
    head_number: int | None
    head_hash: bytes | None


async def take_unsealed(db: Db, *, limit: int) -> list[UnsealedRow]:
    """Takes rows of any workspaces out of those that wait, in the order of their ids.

    They are deleted by their place: a plan that was made while none waited would look through all of them for each.
    """
    return await db.many(
        UnsealedRow,
        _TAKEN + _CONTENT + _TAKEN_WITH_HEADS,
        limit=limit,
    )


async def insert_seals(db: Db, sealed: Sequence[tuple[UUID, UUID, Seal]]) -> int:
    """Keeps the seals of rows, each of which is given by workspace and id.

    A number that another process gave meanwhile violates audit_seals_pkey.
    """
    return await db.run(
        """
        INSERT INTO audit_seals (workspace_id, chain_number, id, digest, hash)
        SELECT * FROM unnest(%(workspace_ids)s::uuid[], %(numbers)s::bigint[], %(ids)s::uuid[], %(digests)s::bytea[], %(hashes)s::bytea[])
        """,
        workspace_ids=[workspace_id for workspace_id, _, _ in sealed],
        numbers=[seal.number for _, _, seal in sealed],
        ids=[row_id for _, row_id, _ in sealed],
        digests=[seal.digest for _, _, seal in sealed],
        hashes=[seal.hash for _, _, seal in sealed],
    )


async def find_head(db: Db, workspace_id: UUID) -> Link | None:
    """The last link of the workspace's chain; None while nothing is sealed."""
    return await db.maybe(
        Link,
        """
        SELECT chain_number AS number, hash FROM audit_seals WHERE workspace_id = %(workspace_id)s ORDER BY chain_number DESC LIMIT 1
        """,
        workspace_id=workspace_id,
    )


async def find_link(db: Db, workspace_id: UUID, number: int) -> Link | None:
    """The link of that number."""
    return await db.maybe(
        Link,
        """
        SELECT chain_number AS number, hash FROM audit_seals WHERE workspace_id = %(workspace_id)s AND chain_number = %(number)s
        """,
        workspace_id=workspace_id,
        number=number,
    )


async def list_sealed_after(db: Db, workspace_id: UUID, number: int, *, limit: int) -> list[SealedRow]:
    """Seals after that number with their rows, in order."""
    return await db.many(
        SealedRow,
        "SELECT" + _CONTENT + _SEALED_AFTER,
        workspace_id=workspace_id,
        number=number,
        limit=limit,
    )


class ChainRow(NamedTuple):
    """A workspace that has a chain. `slug` is None for the one of callers whom nobody knows."""

    workspace_id: UUID
    slug: str | None


async def list_chains(db: Db) -> list[ChainRow]:
    """Every workspace, by slug, and then nobody's."""
    return await db.many(
        ChainRow,
        """
        SELECT workspace_id, slug FROM workspaces
        UNION ALL SELECT '00000000-0000-0000-0000-000000000000'::uuid, NULL
        ORDER BY slug NULLS LAST
        """,
    )
