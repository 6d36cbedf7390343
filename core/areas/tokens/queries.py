"""SQL of token families and tokens."""

from typing import NamedTuple
from uuid import UUID

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
    daily_limit: int
    reads_per_minute: int
    writes_per_minute: int
    scopes: list[str] | None


async def insert_family(db: Db, family: NewFamily) -> None:
    """A second claim of one employee by one tools-token violates token_families_claim_key."""
    await db.run(
        """
        INSERT INTO token_families (workspace_id, id, kind, user_id, integrator_id, claimed_by_family_id, label, daily_limit,
                                    reads_per_minute, writes_per_minute, scopes)
        VALUES (%(workspace_id)s, %(id)s, %(kind)s, %(user_id)s, %(integrator_id)s, %(claimed_by_family_id)s, %(label)s,
                %(daily_limit)s, %(reads_per_minute)s, %(writes_per_minute)s, %(scopes)s)
        """,
        **family._asdict(),
    )


async def insert_token(db: Db, workspace_id: UUID, token_id: UUID, *, family_id: UUID, digest: bytes, pepper_version: int) -> None:
    """A token that does not expire."""
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


async def revoke_family(db: Db, workspace_id: UUID, family_id: UUID) -> int:
    """Ends every token of the family at once; returns how many lived."""
    return await db.run(
        """
        UPDATE tokens SET revoked_at = now()
        WHERE workspace_id = %(workspace_id)s AND family_id = %(family_id)s AND revoked_at IS NULL
        """,
        workspace_id=workspace_id,
        family_id=family_id,
    )
