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
    token_id: UUID
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
    """The token with one of the digests (one per pepper) that is neither revoked, expired nor disabled, nor of an archived integrator."""
    return await db.maybe(
        CredentialRow,
        """
        SELECT t.workspace_id, f.kind, f.id AS family_id, t.id AS token_id, f.user_id, u.email, u.role, f.scopes,
               f.reads_per_minute, f.writes_per_minute, f.integrator_id, i.allowed_event_prefix, t.expires_at
        FROM tokens t
        JOIN token_families f ON f.workspace_id = t.workspace_id AND f.id = t.family_id
        JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id
        LEFT JOIN integrators i ON i.workspace_id = f.workspace_id AND i.id = f.integrator_id
        WHERE t.digest = ANY (%(digests)s::bytea[])
          AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > statement_timestamp())
          AND NOT f.is_disabled AND u.is_active AND i.archived_at IS NULL
        """,
        digests=list(digests),
    )


class PersonRow(NamedTuple):
    """A person who is signed in."""

    workspace_id: UUID
    user_id: UUID
    email: str
    role: int


async def find_live_session(db: Db, workspace_id: UUID, session_id: UUID) -> PersonRow | None:
    """Whose session it is; None when it has ended or its person is not active."""
    return await db.maybe(
        PersonRow,
        """
        SELECT u.workspace_id, u.id AS user_id, u.email, u.role
        FROM sessions s JOIN users u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
        WHERE s.workspace_id = %(workspace_id)s AND s.id = %(session_id)s AND s.ended_at IS NULL
          AND s.expires_at > statement_timestamp() AND u.is_active
        """,
        workspace_id=workspace_id,
        session_id=session_id,
    )


class OutsiderRow(NamedTuple):
    """A person whom an outside issuer lets in; `is_known` once it has done so."""

    workspace_id: UUID
    user_id: UUID
    email: str
    role: int
    is_known: bool


async def find_person_of_issuer(db: Db, *, issuer: str, subject: str, email: str | None) -> OutsiderRow | None:
    """Whom an outside issuer means: the one who is linked with its subject, else who has the address and is linked with nobody.

    Who is meant and not active is nobody, whatever the address. `email` is an address key.
    """
    return await db.maybe(
        OutsiderRow,
        """
        SELECT workspace_id, user_id, email, role, is_known FROM (
            SELECT u.workspace_id, u.id AS user_id, u.email, u.role, u.is_active, u.let_in_elsewhere_at IS NOT NULL AS is_known
            FROM users u
            WHERE (u.issuer = %(issuer)s AND u.subject = %(subject)s) OR (u.email_key = %(email)s::text AND u.subject IS NULL)
            ORDER BY u.subject NULLS LAST LIMIT 1) AS meant
        WHERE is_active
        """,
        issuer=issuer,
        subject=subject,
        email=email,
    )


async def note_outsider(db: Db, workspace_id: UUID, user_id: UUID) -> None:
    """The person has been let in by an outside issuer. An invitation that somebody else may hold ends."""
    await db.run(
        """
        WITH ended AS (DELETE FROM invitations WHERE workspace_id = %(workspace_id)s AND user_id = %(user_id)s)
        UPDATE users SET let_in_elsewhere_at = now() WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def mark_tokens_used(db: Db, workspace_ids: Sequence[UUID], token_ids: Sequence[UUID], used_at: Sequence[float]) -> int:
    """Notes when tokens were last used, in Unix seconds; the three sequences run in parallel.

    A token that another process is noting at this moment is left to it: two that wait for each other crosswise would gain nothing.
    """
    return await db.run(
        """
        WITH used AS (
            SELECT t.workspace_id, t.id, to_timestamp(u.used_at) AS used_at
            FROM unnest(%(workspace_ids)s::uuid[], %(token_ids)s::uuid[], %(used_at)s::float8[]) AS u (workspace_id, id, used_at)
            JOIN tokens t ON t.workspace_id = u.workspace_id AND t.id = u.id
            FOR NO KEY UPDATE OF t SKIP LOCKED
        )
        UPDATE tokens t SET last_used_at = greatest(t.last_used_at, u.used_at)
        FROM used u WHERE t.workspace_id = u.workspace_id AND t.id = u.id
        """,
        workspace_ids=list(workspace_ids),
        token_ids=list(token_ids),
        used_at=list(used_at),
    )


class Want(NamedTuple):
    """Permits that a process asks for: its calls that wait for one. `call_limit` counts where there is no family."""

    workspace_id: UUID
    caller: str
    bucket: str
    family_id: UUID | None
    call_limit: int
    waiting: int


class LeaseRow(NamedTuple):
    """What was leased, which may be nothing, and what `rest` remained for everybody. The window ends at `ends_at`, in Unix seconds,
    which was `seconds_left` away when the database received the statement.
    """

    workspace_id: UUID
    caller: str
    bucket: str
    call_limit: int
    leased: int
    rest: int
    ends_at: int
    seconds_left: float


async def lease_permits(db: Db, wants: Sequence[Want], *, window_seconds: int) -> list[LeaseRow]:
    """A lease for each of the wants, whose callers differ, in any order. The rule of its size is that of the function."""
    columns = dict(zip(Want._fields, map(list, zip(*wants, strict=True)), strict=True))
    return await db.many(
        LeaseRow,
        """
        SELECT * FROM lease_permits(%(window_seconds)s, %(workspace_id)s::uuid[], %(caller)s::text[], %(bucket)s::text[],
                                    %(family_id)s::uuid[], %(call_limit)s::integer[], %(waiting)s::integer[])
        """,
        window_seconds=window_seconds,
        **columns,
    )


class RateWindowKey(NamedTuple):
    """Whose row it is."""

    workspace_id: UUID
    caller: str
    bucket: str


async def delete_old_rate_windows(db: Db, *, after: RateWindowKey, look_at: int, age_seconds: int) -> RateWindowKey | None:
    """Looks at so many rows after one, deletes those whose window began so long ago, and returns the last that it looked at, if any.

    A row that somebody leases from at this moment is left alone, so nobody waits.
    """
    return await db.maybe(
        RateWindowKey,
        """
        WITH looked_at AS (
            SELECT workspace_id, caller, bucket FROM rate_windows
            WHERE (workspace_id, caller, bucket) > (%(workspace_id)s, %(caller)s, %(bucket)s)
            ORDER BY workspace_id, caller, bucket LIMIT %(look_at)s
        ), old AS (
            SELECT workspace_id, caller, bucket FROM rate_windows JOIN looked_at USING (workspace_id, caller, bucket)
            WHERE began_at < statement_timestamp() - make_interval(secs => %(age_seconds)s)
            FOR UPDATE OF rate_windows SKIP LOCKED
        ), deleted AS (
            DELETE FROM rate_windows USING old
            WHERE (rate_windows.workspace_id, rate_windows.caller, rate_windows.bucket) = (old.workspace_id, old.caller, old.bucket)
        )
        SELECT workspace_id, caller, bucket FROM looked_at ORDER BY workspace_id DESC, caller DESC, bucket DESC LIMIT 1
        """,
        **after._asdict(),
        look_at=look_at,
        age_seconds=age_seconds,
    )


class KeyPlace(NamedTuple):
    """Whose idempotency key it is, and for what."""

    workspace_id: UUID
    caller_id: UUID
    rpc: str
    key: str


class TakenKey(NamedTuple):
    """An idempotency key and what is stored under it: nothing, a claim (no `reply`) of a call that may still be running, or a reply.

    `is_taken` is False while another transaction works under the key.
    """

    workspace_id: UUID
    caller_id: UUID
    rpc: str
    key: str
    is_taken: bool
    fingerprint: bytes | None
    reply: bytes | None
    is_running: bool

    @property
    def place(self) -> KeyPlace:
        return KeyPlace(self.workspace_id, self.caller_id, self.rpc, self.key)


async def take_keys(db: Db, places: Sequence[KeyPlace]) -> list[TakenKey]:
    """Locks the keys until the end of the transaction where nobody else has, and tells all of them."""
    workspace_ids, caller_ids, rpcs, keys = map(list, zip(*places, strict=True))
    return await db.many(
        TakenKey,
        "SELECT * FROM take_idempotency_keys(%(workspace_ids)s::uuid[], %(caller_ids)s::uuid[], %(rpcs)s::text[], %(keys)s::text[])",
        workspace_ids=workspace_ids,
        caller_ids=caller_ids,
        rpcs=rpcs,
        keys=keys,
    )


class StoredReply(NamedTuple):
    """What a used idempotency key answers with."""

    workspace_id: UUID
    caller_id: UUID
    rpc: str
    key: str
    fingerprint: bytes
    reply: bytes


async def store_replies(db: Db, replies: Sequence[StoredReply]) -> int:
    """Stores the replies under keys that are taken; returns how many of them were free."""
    columns = dict(zip(StoredReply._fields, map(list, zip(*replies, strict=True)), strict=True))
    return await db.run(
        """
        INSERT INTO idempotency_keys (workspace_id, caller_id, rpc, key, fingerprint, reply)
        SELECT * FROM unnest(%(workspace_id)s::uuid[], %(caller_id)s::uuid[], %(rpc)s::text[], %(key)s::text[],
                             %(fingerprint)s::bytea[], %(reply)s::bytea[])
        ON CONFLICT DO NOTHING
        """,
        **columns,
    )


async def claim_key(db: Db, place: KeyPlace, *, fingerprint: bytes, lease_seconds: float) -> None:
    """Keeps the key, which is taken and free, for a call that runs on after the transaction."""
    await db.run(
        """
        INSERT INTO idempotency_keys (workspace_id, caller_id, rpc, key, fingerprint, lease_until)
        VALUES (%(workspace_id)s, %(caller_id)s, %(rpc)s, %(key)s, %(fingerprint)s, now() + make_interval(secs => %(lease_seconds)s))
        """,
        **place._asdict(),
        fingerprint=fingerprint,
        lease_seconds=lease_seconds,
    )


async def finish_key(db: Db, place: KeyPlace, *, reply: bytes) -> None:
    """Stores the reply of the call that claimed the key."""
    await db.run(
        """
        UPDATE idempotency_keys SET reply = %(reply)s, lease_until = NULL
        WHERE workspace_id = %(workspace_id)s AND caller_id = %(caller_id)s AND rpc = %(rpc)s AND key = %(key)s
        """,
        **place._asdict(),
        reply=reply,
    )


async def release_key(db: Db, place: KeyPlace) -> None:
    """Gives the key up: the call that claimed it has had no effect."""
    await db.run(
        """
        DELETE FROM idempotency_keys
        WHERE workspace_id = %(workspace_id)s AND caller_id = %(caller_id)s AND rpc = %(rpc)s AND key = %(key)s AND reply IS NULL
        """,
        **place._asdict(),
    )


async def delete_old_keys(db: Db, *, limit: int) -> int:
    """Deletes the oldest keys of more than 24 hours, `limit` at most; returns how many there were."""
    return await db.run(
        """
        DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' ORDER BY created_at LIMIT %(limit)s))
        """,
        limit=limit,
    )


class AuditRow(NamedTuple):
    """One effect or refusal. `arguments` is JSON without secrets, or None where the request was not decoded; `tool` the
    MCP tool that was called.
    """

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
    tool: str | None = None


async def insert_audit_rows(db: Db, rows: Sequence[AuditRow]) -> int:
    """Appends the rows in one statement."""
    columns = dict(zip(AuditRow._fields, map(list, zip(*rows, strict=True)), strict=True))
    return await db.run(
        """
        INSERT INTO audit_log (workspace_id, id, rpc, door, credential, user_id, family_id, client_address, client_name,
                               outcome, note, request_id, trace_id, arguments, tool)
        SELECT * FROM unnest(%(workspace_id)s::uuid[], %(id)s::uuid[], %(rpc)s::text[], %(door)s::text[], %(credential)s::text[],
                             %(user_id)s::uuid[], %(family_id)s::uuid[], %(client_address)s::text[], %(client_name)s::text[],
                             %(outcome)s::text[], %(note)s::text[], %(request_id)s::text[], %(trace_id)s::text[],
                             %(arguments)s::text[], %(tool)s::text[])
        """,
        **columns,
    )


class RefusalCountRow(NamedTuple):
    """Refusals of one caller, or of one address, in one minute. `at` is the first one's time in Unix seconds; the rest is its, too."""

    workspace_id: UUID
    id: UUID
    at: float
    rpc: str
    door: str
    client_address: str
    client_name: str | None
    outcome: str
    request_id: str
    trace_id: str | None
    credential: str | None
    user_id: UUID | None
    family_id: UUID | None
    refusals: int


async def insert_refusal_counts(db: Db, rows: Sequence[RefusalCountRow]) -> int:
    """Appends the rows in one statement; under the nil workspace where there is nobody to name."""
    columns = dict(zip(RefusalCountRow._fields, map(list, zip(*rows, strict=True)), strict=True))
    return await db.run(
        """
        INSERT INTO audit_log (workspace_id, id, at, rpc, door, client_address, client_name, outcome, request_id, trace_id, credential,
                               user_id, family_id, refusals)
        SELECT workspace_id, id, to_timestamp(at), rpc, door, client_address, client_name, outcome, request_id, trace_id, credential,
               user_id, family_id, refusals
        FROM unnest(%(workspace_id)s::uuid[], %(id)s::uuid[], %(at)s::float8[], %(rpc)s::text[], %(door)s::text[],
                    %(client_address)s::text[], %(client_name)s::text[], %(outcome)s::text[], %(request_id)s::text[], %(trace_id)s::text[],
                    %(credential)s::text[], %(user_id)s::uuid[], %(family_id)s::uuid[], %(refusals)s::integer[])
            AS counted (workspace_id, id, at, rpc, door, client_address, client_name, outcome, request_id, trace_id, credential, user_id,
                        family_id, refusals)
        """,
        **columns,
    )
