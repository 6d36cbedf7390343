"""SQL of the pipeline: credentials, idempotency keys, audit."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class CredentialRow(NamedTuple):
    """A token with its family and its owner. `expires_at` is None for a token that does not expire."""

    workspace_id: UUID
    kind: str
    family_id: UUID
    user_id: UUID
    email: str
    role: int
    scopes: list[str] | None
    reads_per_minute: int
    writes_per_minute: int
    integrator_id: UUID | None
    allowed_event_prefix: str | None
    expires_at: datetime | None


async def find_live_credential(db: Db, digests: Sequence[bytes]) -> CredentialRow | None:
    """The token with one of the digests (one per pepper) that is neither revoked, expired nor disabled."""
    return await db.maybe(
        CredentialRow,
        """
        SELECT t.workspace_id, f.kind, f.id AS family_id, f.user_id, u.email, u.role, f.scopes, f.reads_per_minute,
               f.writes_per_minute, f.integrator_id, i.allowed_event_prefix, t.expires_at
        FROM tokens t
        JOIN token_families f ON f.workspace_id = t.workspace_id AND f.id = t.family_id
        JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id
        LEFT JOIN integrators i ON i.workspace_id = f.workspace_id AND i.id = f.integrator_id
        WHERE t.digest = ANY (%(digests)s::bytea[])
          AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > statement_timestamp())
          AND NOT f.is_disabled AND u.is_active
        """,
        digests=list(digests),
    )


class StoredReply(NamedTuple):
    """What a used idempotency key answers with."""

    workspace_id: UUID
    caller_id: UUID
    rpc: str
    key: str
    fingerprint: bytes
    reply: bytes


async def find_stored_replies(
    db: Db, workspace_ids: Sequence[UUID], caller_ids: Sequence[UUID], rpc: str, keys: Sequence[str]
) -> list[StoredReply]:
    """Replies stored under the keys; the three sequences run in parallel."""
    return await db.many(
        StoredReply,
        """
        SELECT workspace_id, caller_id, rpc, key, fingerprint, reply
        FROM idempotency_keys
        JOIN unnest(%(workspace_ids)s::uuid[], %(caller_ids)s::uuid[], %(keys)s::text[])
            AS wanted (workspace_id, caller_id, key) USING (workspace_id, caller_id, key)
        WHERE rpc = %(rpc)s
        """,
        workspace_ids=list(workspace_ids),
        caller_ids=list(caller_ids),
        rpc=rpc,
        keys=list(keys),
    )


async def store_replies(db: Db, replies: Sequence[StoredReply]) -> int:
    """Stores the replies, in order of their keys so that two transactions never wait on each other crosswise.

    Returns how many were new; a key that another transaction took first is left alone.
    """
    ordered = sorted(replies)
    return await db.run(
        """
        INSERT INTO idempotency_keys (workspace_id, caller_id, rpc, key, fingerprint, reply)
        SELECT * FROM unnest(%(workspace_ids)s::uuid[], %(caller_ids)s::uuid[], %(rpcs)s::text[], %(keys)s::text[],
                             %(fingerprints)s::bytea[], %(replies)s::bytea[])
        ON CONFLICT DO NOTHING
        """,
        workspace_ids=[row.workspace_id for row in ordered],
        caller_ids=[row.caller_id for row in ordered],
        rpcs=[row.rpc for row in ordered],
        keys=[row.key for row in ordered],
        fingerprints=[row.fingerprint for row in ordered],
        replies=[row.reply for row in ordered],
    )


class AuditRow(NamedTuple):
    """One effect or refusal. `arguments` is JSON without secrets, or None where the request was not decoded."""

    workspace_id: UUID
    id: UUID
    rpc: str
    door: str
    credential: str | None
    user_id: UUID | None
    family_id: UUID | None
    client_address: str
    client_name: str | None
    outcome: str
    note: str | None
    request_id: str
    trace_id: str | None
    arguments: str | None


async def insert_audit_rows(db: Db, rows: Sequence[AuditRow]) -> int:
    """Appends the rows in one statement."""
    columns = dict(zip(AuditRow._fields, map(list, zip(*rows, strict=True)), strict=True))
    return await db.run(
        """
        INSERT INTO audit_log (workspace_id, id, rpc, door, credential, user_id, family_id, client_address, client_name,
                               outcome, note, request_id, trace_id, arguments)
        SELECT * FROM unnest(%(workspace_id)s::uuid[], %(id)s::uuid[], %(rpc)s::text[], %(door)s::text[], %(credential)s::text[],
                             %(user_id)s::uuid[], %(family_id)s::uuid[], %(client_address)s::text[], %(client_name)s::text[],
                             %(outcome)s::text[], %(note)s::text[], %(request_id)s::text[], %(trace_id)s::text[],
                             %(arguments)s::text[])
        """,
        **columns,
    )
