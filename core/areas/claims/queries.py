"""SQL of claims: each statement serves all claims of a call."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Credential

from core.areas.tokens.public import DEFAULT_LIMITS, FAMILY_LOCK
from core.database.rows import Db


class EmployeeRow(NamedTuple):
    """An active person. `position` is that of the question, from 1."""

    position: int
    user_id: UUID


async def find_employees(db: Db, workspace_id: UUID, emails: Sequence[str]) -> list[EmployeeRow]:
    """The active people of the addresses, which are in lower case."""
    return await db.many(
        EmployeeRow,
        """
        SELECT w.position::integer, u.id AS user_id
        FROM unnest(%(emails)s::text[]) WITH ORDINALITY AS w (email, position)
        -- One look into an index per row, here and below: row security makes each look dear, so that joins would read all of a workspace.
        CROSS JOIN LATERAL (
            SELECT id FROM users WHERE workspace_id = %(workspace_id)s AND email_key = w.email AND is_active LIMIT 1
        ) AS u
        """,
        workspace_id=workspace_id,
        emails=list(emails),
    )


class HeldFamilyRow(NamedTuple):
    """The locked family of an employee's claims, and the database's clock."""

    family_id: UUID
    user_id: UUID
    is_disabled: bool
    now: datetime


_HELD: Final[LiteralString] = """
    WITH items AS MATERIALIZED (
        SELECT id FROM catalog_items
        WHERE workspace_id = %(workspace_id)s AND linked_tools_token_id = %(tools_family_id)s
        ORDER BY id FOR SHARE
    ), approved AS MATERIALIZED (
        SELECT w.user_id, w.new_id
        FROM unnest(%(user_ids)s::uuid[], %(new_ids)s::uuid[]) AS w (user_id, new_id)
        CROSS JOIN LATERAL (SELECT FROM users WHERE workspace_id = %(workspace_id)s AND id = w.user_id AND is_active LIMIT 1) AS u
        CROSS JOIN LATERAL (
            SELECT FROM approvals a JOIN items i ON i.id = a.item_id
            WHERE a.workspace_id = %(workspace_id)s AND a.user_id = w.user_id AND a.status = 2
            ORDER BY a.item_id
            FOR SHARE OF a
        ) AS a
    ), f AS (
        INSERT INTO token_families AS t (workspace_id, id, kind, user_id, integrator_id, claimed_by_family_id, daily_limit,
                                         reads_per_minute, writes_per_minute)
        SELECT %(workspace_id)s, d.new_id, %(kind)s, d.user_id, %(integrator_id)s, %(tools_family_id)s, %(daily_limit)s,
               %(reads_per_minute)s, %(writes_per_minute)s
        FROM (SELECT DISTINCT user_id, new_id FROM approved) AS d
        ORDER BY d.user_id
        -- What is there is changed by nothing, which locks it and shows it as it is now.
        ON CONFLICT ON CONSTRAINT token_families_claim_key DO UPDATE SET label = t.label
        RETURNING t.workspace_id, t.id, t.user_id, t.is_disabled
    )
    SELECT f.id AS family_id, f.user_id, f.is_disabled, now() FROM f WHERE
    """


async def hold_families(
    db: Db, workspace_id: UUID, *, tools_family_id: UUID, integrator_id: UUID, new_ids: Mapping[UUID, UUID]
) -> list[HeldFamilyRow]:
    """Makes or finds the families of those employees whom the tools-token may claim for, and locks them until the transaction ends.

    `new_ids` has the id that a family would get by its employee. The tools-token may claim for active people with an approved request for
    an item that is linked to it. Items and approvals are locked before the families, all in order: whoever takes one back waits, and then
    finds what was claimed, or has been waited for, and is then seen. No two calls wait crosswise.
    """
    ordered = sorted(new_ids.items())
    return await db.many(
        HeldFamilyRow,
        _HELD + FAMILY_LOCK + "IS NOT NULL",
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        integrator_id=integrator_id,
        kind=Credential.PERSONAL_TOKEN,
        daily_limit=DEFAULT_LIMITS.daily,
        reads_per_minute=DEFAULT_LIMITS.reads_per_minute,
        writes_per_minute=DEFAULT_LIMITS.writes_per_minute,
        user_ids=[user_id for user_id, _ in ordered],
        new_ids=[new_id for _, new_id in ordered],
    )


class FamilyTerms(NamedTuple):
    """What claims set of a family; None leaves as it is."""

    family_id: UUID
    label: str | None
    severity_ceiling: int | None
    daily_limit: int | None


async def update_families(db: Db, workspace_id: UUID, rows: Sequence[FamilyTerms]) -> None:
    """The families are held."""
    columns = dict(zip(FamilyTerms._fields, map(list, zip(*rows, strict=True)), strict=True))
    await db.run(
        """
        UPDATE token_families f
        SET label = coalesce(w.label, f.label), severity_ceiling = coalesce(w.severity_ceiling, f.severity_ceiling),
            daily_limit = coalesce(w.daily_limit, f.daily_limit)
        FROM unnest(%(family_id)s::uuid[], %(label)s::text[], %(severity_ceiling)s::smallint[], %(daily_limit)s::integer[])
            AS w (family_id, label, severity_ceiling, daily_limit)
        WHERE f.workspace_id = %(workspace_id)s AND f.id = w.family_id
        """,
        workspace_id=workspace_id,
        **columns,
    )


class SupersededRow(NamedTuple):
    """When the token that a family had until now stops being good."""

    family_id: UUID
    expires_at: datetime


async def supersede_tokens(db: Db, workspace_id: UUID, family_ids: Sequence[UUID], *, overlap_hours: int) -> list[SupersededRow]:
    """Makes room for the next token of each of the families, which are held."""
    return await db.many(
        SupersededRow,
        """
        UPDATE tokens SET superseded_at = now(), expires_at = least(expires_at, now() + make_interval(hours => %(overlap_hours)s::integer))
        WHERE workspace_id = %(workspace_id)s AND family_id = ANY (%(family_ids)s::uuid[]) AND superseded_at IS NULL AND revoked_at IS NULL
        RETURNING family_id, expires_at
        """,
        workspace_id=workspace_id,
        family_ids=list(family_ids),
        overlap_hours=overlap_hours,
    )


class NewToken(NamedTuple):
    """A token to store. `is_superseded` of one that a later claim of its call replaces already."""

    id: UUID
    family_id: UUID
    digest: bytes
    pepper_version: int
    is_superseded: bool = False


async def insert_tokens(db: Db, workspace_id: UUID, rows: Sequence[NewToken], *, overlap_hours: int) -> None:
    """The families are held, and have no current token."""
    await db.run(
        """
        INSERT INTO tokens (workspace_id, id, family_id, digest, pepper_version, superseded_at, expires_at)
        SELECT %(workspace_id)s, w.id, w.family_id, w.digest, w.pepper_version, CASE WHEN w.is_superseded THEN now() END,
               CASE WHEN w.is_superseded THEN now() + make_interval(hours => %(overlap_hours)s::integer) END
        FROM unnest(%(id)s::uuid[], %(family_id)s::uuid[], %(digest)s::bytea[], %(pepper_version)s::integer[],
                    %(is_superseded)s::boolean[]) AS w (id, family_id, digest, pepper_version, is_superseded)
        """,
        workspace_id=workspace_id,
        overlap_hours=overlap_hours,
        **_columns(rows),
    )


async def end_oldest_tokens(db: Db, workspace_id: UUID, family_ids: Sequence[UUID], *, live_tokens_max: int) -> int:
    """Leaves so many good tokens to each of the families, which are held: the current one and the newest before it. Counts what ended."""
    return await db.run(
        """
        UPDATE tokens t SET revoked_at = now()
        FROM (
            SELECT id, row_number() OVER (PARTITION BY family_id ORDER BY superseded_at IS NOT NULL, id DESC) AS place
            FROM tokens
            WHERE workspace_id = %(workspace_id)s AND family_id = ANY (%(family_ids)s::uuid[]) AND token_is_good(revoked_at, expires_at)
        ) AS o
        WHERE t.workspace_id = %(workspace_id)s AND t.id = o.id AND o.place > %(live_tokens_max)s
        """,
        workspace_id=workspace_id,
        family_ids=list(family_ids),
        live_tokens_max=live_tokens_max,
    )


class MintedRow(NamedTuple):
    """A family that has a new token."""

    family_id: UUID


async def insert_missing_tokens(db: Db, workspace_id: UUID, rows: Sequence[NewToken]) -> list[MintedRow]:
    """Stores the tokens of families that have none that is good. The families are held."""
    return await db.many(
        MintedRow,
        """
        INSERT INTO tokens (workspace_id, id, family_id, digest, pepper_version)
        SELECT %(workspace_id)s, w.id, w.family_id, w.digest, w.pepper_version
        FROM unnest(%(id)s::uuid[], %(family_id)s::uuid[], %(digest)s::bytea[], %(pepper_version)s::integer[])
            AS w (id, family_id, digest, pepper_version)
        LEFT JOIN LATERAL (
            SELECT true AS is_good FROM tokens
            WHERE workspace_id = %(workspace_id)s AND family_id = w.family_id AND token_is_good(revoked_at, expires_at)
            LIMIT 1
        ) AS t ON true
        WHERE t.is_good IS NULL
        RETURNING family_id
        """,
        workspace_id=workspace_id,
        **_columns(rows),
    )


def _columns(rows: Sequence[NewToken]) -> dict[str, list[object]]:
    return dict(zip(NewToken._fields, map(list, zip(*rows, strict=True)), strict=True))
