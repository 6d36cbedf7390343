"""SQL of token families and tokens."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import Severity

from core.database.rows import Db


class NewFamily(NamedTuple):
    """A family to create. Rates are per minute, `daily_limit` events per UTC day; `scopes` None carries all of its user's."""

    workspace_id: UUID
    id: UUID
    kind: str
    user_id: UUID
    integrator_id: UUID | None
    claimed_by_family_id: UUID | None
    label: str
    severity_ceiling: int
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    scopes: list[str] | None


async def insert_family(db: Db, family: NewFamily) -> None:
    """A second claim of one employee by one tools-token violates token_families_claim_key."""
    await db.run(
        """
        INSERT INTO token_families (workspace_id, id, kind, user_id, integrator_id, claimed_by_family_id, label, severity_ceiling,
                                    daily_limit, reads_per_minute, writes_per_minute, scopes)
        VALUES (%(workspace_id)s, %(id)s, %(kind)s, %(user_id)s, %(integrator_id)s, %(claimed_by_family_id)s, %(label)s,
                %(severity_ceiling)s, %(daily_limit)s, %(reads_per_minute)s, %(writes_per_minute)s, %(scopes)s)
        """,
        **family._asdict(),
    )


async def insert_token(db: Db, workspace_id: UUID, token_id: UUID, *, family_id: UUID, digest: bytes, pepper_version: int) -> None:
    """A token that does not expire. One that is current already violates tokens_current_key."""
    await db.run(
        """
        INSERT INTO tokens (workspace_id, id, family_id, digest, pepper_version)
        VALUES (%(workspace_id)s, %(id)s, %(family_id)s, %(digest)s, %(pepper_version)s)
        """,
        workspace_id=workspace_id,
        id=token_id,
        family_id=family_id,
        digest=digest,
        pepper_version=pepper_version,
    )


class SupersededRow(NamedTuple):
    """When the token that is replaced stops being good, and how many of its family were good."""

    expires_at: datetime
    live_tokens: int


async def supersede_token(db: Db, workspace_id: UUID, family_id: UUID, *, overlap_hours: int) -> SupersededRow | None:
    """Gives the current token so many more hours at most, and makes room for the next; None where there is no current one that is good."""
    return await db.maybe(
        SupersededRow,
        """
        UPDATE tokens SET superseded_at = now(), expires_at = least(expires_at, now() + make_interval(hours => %(overlap_hours)s::integer))
        WHERE workspace_id = %(workspace_id)s AND family_id = %(family_id)s AND superseded_at IS NULL
          AND token_is_good(revoked_at, expires_at)
        RETURNING expires_at, (
            SELECT count(*)::integer FROM tokens
            WHERE workspace_id = %(workspace_id)s AND family_id = %(family_id)s AND token_is_good(revoked_at, expires_at)) AS live_tokens
        """,
        workspace_id=workspace_id,
        family_id=family_id,
        overlap_hours=overlap_hours,
    )


# Takes the lock of a family f until the end of the transaction.
FAMILY_LOCK: Final[LiteralString] = " pg_advisory_xact_lock(hashtextextended('tokens ' || f.workspace_id::text || ' ' || f.id::text, 0)) "


async def lock_family(db: Db, workspace_id: UUID, family_id: UUID) -> None:
    """Whoever replaces or ends tokens of the family waits for whoever does so already, and then sees what that one left."""
    await db.run(
        "SELECT" + FAMILY_LOCK + "FROM (SELECT %(workspace_id)s::uuid AS workspace_id, %(family_id)s::uuid AS id) AS f",
        workspace_id=workspace_id,
        family_id=family_id,
    )


async def revoke_tokens(db: Db, workspace_id: UUID, family_id: UUID) -> int:
    """Ends every token of the family, which is locked; returns how many were good."""
    return await db.run(
        """
        UPDATE tokens SET revoked_at = now()
        WHERE workspace_id = %(workspace_id)s AND family_id = %(family_id)s AND token_is_good(revoked_at, expires_at)
        """,
        workspace_id=workspace_id,
        family_id=family_id,
    )


class FamilyOwnerRow(NamedTuple):
    """Whose family it is: what decides who may change it. `role` is the owner's."""

    workspace_id: UUID
    id: UUID
    kind: str
    user_id: UUID
    role: int
    claimed_by_family_id: UUID | None


async def find_family_owner(db: Db, workspace_id: UUID, family_id: UUID) -> FamilyOwnerRow | None:
    """The family, whether a token of it is good or not."""
    return await db.maybe(
        FamilyOwnerRow,
        """
        SELECT f.workspace_id, f.id, f.kind, f.user_id, u.role, f.claimed_by_family_id
        FROM token_families f JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id
        WHERE f.workspace_id = %(workspace_id)s AND f.id = %(family_id)s
        """,
        workspace_id=workspace_id,
        family_id=family_id,
    )


class FamilyChange(NamedTuple):
    """What to change of a family; None leaves as it is. Rates are per minute, `daily_limit` events per UTC day."""

    label: str | None = None
    severity_ceiling: int | None = None
    daily_limit: int | None = None
    reads_per_minute: int | None = None
    writes_per_minute: int | None = None
    is_disabled: bool | None = None


async def update_family(db: Db, workspace_id: UUID, family_id: UUID, change: FamilyChange) -> None:
    """The family exists."""
    await db.run(
        """
        UPDATE token_families
        SET label = coalesce(%(label)s::text, label),
            severity_ceiling = coalesce(%(severity_ceiling)s::smallint, severity_ceiling),
            daily_limit = coalesce(%(daily_limit)s::integer, daily_limit),
            reads_per_minute = coalesce(%(reads_per_minute)s::integer, reads_per_minute),
            writes_per_minute = coalesce(%(writes_per_minute)s::integer, writes_per_minute),
            is_disabled = coalesce(%(is_disabled)s::boolean, is_disabled)
        WHERE workspace_id = %(workspace_id)s AND id = %(family_id)s
        """,
        workspace_id=workspace_id,
        family_id=family_id,
        **change._asdict(),
    )


class OwnerRow(NamedTuple):
    """Somebody who may own a token."""

    id: UUID
    role: int


async def find_active_user(db: Db, workspace_id: UUID, user_id: UUID) -> OwnerRow | None:
    """The user, when it is active."""
    return await db.maybe(
        OwnerRow,
        "SELECT id, role FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND is_active",
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def note_family_given(db: Db, workspace_id: UUID, family_id: UUID, user_id: UUID) -> None:
    """That the user, who is not its owner, was given a token of it."""
    await db.run(
        """
        UPDATE token_families SET given_to_user_id = %(user_id)s WHERE workspace_id = %(workspace_id)s AND id = %(family_id)s
        """,
        workspace_id=workspace_id,
        family_id=family_id,
        user_id=user_id,
    )


async def revoke_lifted_tokens(db: Db, workspace_id: UUID, user_id: UUID) -> int:
    """Ends the tokens with the rights of the user's role that somebody else may hold; returns how many were good.

    The user is locked, so that nobody makes another one meanwhile. Personal and moderation tokens publish, whatever the role.
    """
    return await db.run(
        """
        UPDATE tokens t SET revoked_at = now() FROM token_families f
        WHERE f.workspace_id = %(workspace_id)s AND f.user_id = %(user_id)s AND f.given_to_user_id IS NOT NULL
          AND f.kind IN ('agent_key', 'tools_token')
          AND t.workspace_id = f.workspace_id AND t.family_id = f.id AND token_is_good(t.revoked_at, t.expires_at)
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class FamilyCountRow(NamedTuple):
    """How many families there are."""

    families: int


async def count_live_families(db: Db, workspace_id: UUID, user_id: UUID, kind: str) -> int:
    """Families of the user with a good token, without those that tools-tokens claimed. While the user is locked the answer holds."""
    row = await db.one(
        FamilyCountRow,
        """
        SELECT count(*)::integer AS families FROM token_families f
        WHERE f.workspace_id = %(workspace_id)s AND f.user_id = %(user_id)s AND f.kind = %(kind)s AND f.claimed_by_family_id IS NULL
          AND EXISTS (
              SELECT FROM tokens t
              WHERE t.workspace_id = f.workspace_id AND t.family_id = f.id AND token_is_good(t.revoked_at, t.expires_at))
        """,
        workspace_id=workspace_id,
        user_id=user_id,
        kind=kind,
    )
    return row.families


class FamilyRow(NamedTuple):
    """A family as it is shown. `last_used_at` is that of the token that was used last."""

    id: UUID
    kind: str
    label: str
    user_id: UUID
    user_email: str
    integrator_slug: str | None
    scopes: list[str] | None
    severity_ceiling: "Severity"
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    is_live: bool
    is_disabled: bool
    created_at: datetime
    last_used_at: datetime | None


_FAMILIES: Final[LiteralString] = """
    SELECT f.id, f.kind, f.label, f.user_id, u.email AS user_email, i.slug AS integrator_slug, f.scopes, f.severity_ceiling,
           f.daily_limit, f.reads_per_minute, f.writes_per_minute,
           (t.is_good AND NOT f.is_disabled AND u.is_active AND i.archived_at IS NULL) AS is_live, f.is_disabled, f.created_at,
           t.last_used_at
    FROM token_families f
    JOIN users u ON u.workspace_id = f.workspace_id AND u.id = f.user_id
    LEFT JOIN integrators i ON i.workspace_id = f.workspace_id AND i.id = f.integrator_id
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(token_is_good(revoked_at, expires_at)), false) AS is_good, max(last_used_at) AS last_used_at
        FROM tokens WHERE workspace_id = f.workspace_id AND family_id = f.id) AS t
    WHERE f.workspace_id = %(workspace_id)s
    """


async def get_family(db: Db, workspace_id: UUID, family_id: UUID) -> FamilyRow:
    """The family, which exists."""
    return await db.one(FamilyRow, _FAMILIES + "AND f.id = %(family_id)s", workspace_id=workspace_id, family_id=family_id)


class FamilyFilter(NamedTuple):
    """Which families to list; None for any. `user_email` is in lower case."""

    user_id: UUID | None = None
    kind: str | None = None
    user_email: str | None = None
    integrator_slug: str | None = None
    is_revoked_wanted: bool = False


_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "user_id": "AND f.user_id = %(user_id)s ",
    "kind": "AND f.kind = %(kind)s ",
    "user_email": "AND u.email_key = %(user_email)s ",
    "integrator_slug": "AND i.slug = %(integrator_slug)s ",
    "before_id": "AND f.id < %(before_id)s ",
}


async def list_families(db: Db, workspace_id: UUID, wanted: FamilyFilter, *, before_id: UUID | None, limit: int) -> list[FamilyRow]:
    """Newest first, from before an id on. Only what is asked for stands in the statement, so one person's families have their index."""
    params = {**wanted._asdict(), "before_id": before_id}
    asked: LiteralString = "".join([_CONDITIONS[name] for name in _CONDITIONS if params[name] is not None])
    good: LiteralString = "" if wanted.is_revoked_wanted else "AND t.is_good "
    return await db.many(
        FamilyRow,
        _FAMILIES + asked + good + "ORDER BY f.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        limit=limit,
        **params,
    )


class TokenRow(NamedTuple):
    """A token that is good."""

    family_id: UUID
    id: UUID
    superseded_at: datetime | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


async def list_live_tokens(db: Db, workspace_id: UUID, family_ids: Sequence[UUID]) -> list[TokenRow]:
    """The good tokens of all the families, each family's newest first."""
    return await db.many(
        TokenRow,
        """
        SELECT family_id, id, superseded_at, created_at, expires_at, last_used_at FROM tokens
        WHERE workspace_id = %(workspace_id)s AND family_id = ANY (%(family_ids)s::uuid[]) AND token_is_good(revoked_at, expires_at)
        ORDER BY family_id, id DESC
        """,
        workspace_id=workspace_id,
        family_ids=list(family_ids),
    )
