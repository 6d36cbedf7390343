"""SQL about the people of a workspace, as an operator sees them. It runs as the system."""

from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class PersonRow(NamedTuple):
    """A person. `issuer` and `subject` are set where somebody else signs it in."""

    workspace_id: UUID
    id: UUID
    email: str
    name: str
    role: int
    is_active: bool
    issuer: str | None
    subject: str | None


async def find_person(db: Db, email: str) -> PersonRow | None:
    """The person of the address, which is in lower case."""
    return await db.maybe(
        PersonRow,
        "SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users WHERE email_key = %(email)s",
        email=email,
    )


async def list_people(db: Db, workspace_id: UUID) -> list[PersonRow]:
    """All of the workspace, by address."""
    return await db.many(
        PersonRow,
        """
        SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users
        WHERE workspace_id = %(workspace_id)s ORDER BY email_key
        """,
        workspace_id=workspace_id,
    )


async def set_password(db: Db, workspace_id: UUID, user_id: UUID, *, password: str) -> int:
    """`password` is a PHC string."""
    return await db.run(
        "UPDATE users SET password = %(password)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        password=password,
    )


async def set_active(db: Db, workspace_id: UUID, user_id: UUID, *, is_active: bool) -> int:
    """Who is not active has no credential that is good."""
    return await db.run(
        "UPDATE users SET is_active = %(is_active)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        is_active=is_active,
    )


async def link_person(db: Db, workspace_id: UUID, user_id: UUID, *, issuer: str | None, subject: str | None) -> int:
    """Both or neither. A subject that another person has violates users_subject_key."""
    return await db.run(
        "UPDATE users SET issuer = %(issuer)s, subject = %(subject)s WHERE workspace_id = %(workspace_id)s AND id = %(user_id)s",
        workspace_id=workspace_id,
        user_id=user_id,
        issuer=issuer,
        subject=subject,
    )
