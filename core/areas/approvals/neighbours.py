"""SQL about what approvals are of: people, items of the catalog, and the tokens that were claimed on their ground."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


class PersonRow(NamedTuple):
    """An active person of the workspace."""

    id: UUID
    email: str
    name: str


async def find_employee(db: Db, workspace_id: UUID, email: str) -> PersonRow | None:
    """The active person of the address, which is in lower case."""
    return await db.maybe(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND email_key = %(email)s AND is_active",
        workspace_id=workspace_id,
        email=email,
    )


async def list_reviewers(db: Db, workspace_id: UUID) -> list[PersonRow]:
    """The active people who decide about requests."""
    return await db.many(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND role >= %(role)s AND is_active",
        workspace_id=workspace_id,
        role=int(Role.HR_ADMIN),
    )


async def get_person(db: Db, workspace_id: UUID, user_id: UUID) -> PersonRow:
    """The user, who exists."""
    return await db.one(
        PersonRow,
        "SELECT id, email, name FROM users WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
    )


async def mark_onboarded(db: Db, workspace_id: UUID, user_id: UUID) -> int:
    """1, or 0 for nobody who is active, and where it is marked already: the first time stays."""
    return await db.run(
        """
        UPDATE users SET onboarded_at = now()
        WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND is_active AND onboarded_at IS NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class OnboardedRow(NamedTuple):
    """An active person whose onboarding was completed."""

    email: str
    onboarded_at: datetime


async def find_onboarded(db: Db, workspace_id: UUID, user_id: UUID) -> OnboardedRow | None:
    """None for nobody who is active and was marked."""
    return await db.maybe(
        OnboardedRow,
        """
        SELECT email, onboarded_at FROM users
        WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s AND is_active AND onboarded_at IS NOT NULL
        """,
        workspace_id=workspace_id,
        user_id=user_id,
    )


class ItemRow(NamedTuple):
    """An item of the catalog that is not archived."""

    id: UUID
    approval_required: bool


async def lock_item(db: Db, workspace_id: UUID, slug: str) -> ItemRow | None:
    """The item, which nobody changes, archives or deletes until the transaction ends."""
    return await db.maybe(
        ItemRow,
        """
        SELECT id, approval_required FROM catalog_items
        WHERE workspace_id = %(workspace_id)s AND slug = %(slug)s AND archived_at IS NULL
        FOR SHARE
        """,
        workspace_id=workspace_id,
        slug=slug,
    )


async def lock_onboarding_items(db: Db, workspace_id: UUID) -> list[ItemRow]:
    """What every employee begins with; locked as `lock_item` does it, in the order of the ids."""
    return await db.many(
        ItemRow,
        """
        SELECT id, approval_required FROM catalog_items
        WHERE workspace_id = %(workspace_id)s AND category = 'inbound-integration' AND is_pinned AND NOT approval_required
          AND archived_at IS NULL
        ORDER BY id
        FOR SHARE
        """,
        workspace_id=workspace_id,
    )


class ClaimedFamilyRow(NamedTuple):
    """The family of tokens that a tools-token claimed for an employee."""

    id: UUID


async def find_claimed_family(db: Db, workspace_id: UUID, *, tools_family_id: UUID, user_id: UUID) -> ClaimedFamilyRow | None:
    """None where the tools-token has never claimed one for the employee."""
    return await db.maybe(
        ClaimedFamilyRow,
        """
        SELECT id FROM token_families
        WHERE workspace_id = %(workspace_id)s AND claimed_by_family_id = %(tools_family_id)s AND user_id = %(user_id)s
        """,
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        user_id=user_id,
    )


async def is_claimable(db: Db, workspace_id: UUID, *, tools_family_id: UUID, user_id: UUID) -> bool:
    """Whether an approved item still covers the employee. The answer holds for as long as the family is locked."""
    covered = await db.run(
        """
        SELECT FROM claimable_users
        WHERE workspace_id = %(workspace_id)s AND tools_family_id = %(tools_family_id)s AND user_id = %(user_id)s
        """,
        workspace_id=workspace_id,
        tools_family_id=tools_family_id,
        user_id=user_id,
    )
    return covered > 0
