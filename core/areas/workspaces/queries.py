"""SQL that sets up workspaces and their people. It runs as the system, for an operator or before there is anybody to act for."""

from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


async def insert_workspace(db: Db, workspace_id: UUID, *, slug: str, name: str) -> None:
    """A taken slug violates workspaces_slug_key."""
    await db.run(
        "INSERT INTO workspaces (workspace_id, slug, name) VALUES (%(workspace_id)s, %(slug)s, %(name)s)",
        workspace_id=workspace_id,
        slug=slug,
        name=name,
    )


async def insert_workspace_unless_taken(db: Db, workspace_id: UUID, *, slug: str, name: str) -> bool:
    """False, and nothing is written, when there is a workspace of that slug. It waits for a transaction that is making one."""
    inserted = await db.run(
        """
        INSERT INTO workspaces (workspace_id, slug, name) VALUES (%(workspace_id)s, %(slug)s, %(name)s)
        ON CONFLICT (slug) DO NOTHING
        """,
        workspace_id=workspace_id,
        slug=slug,
        name=name,
    )
    return inserted == 1


async def insert_user(db: Db, workspace_id: UUID, user_id: UUID, *, email: str, name: str, role: Role, password: str | None) -> None:
    """`password` is a PHC string. An address taken in any workspace violates users_email_key."""
    await db.run(
        """
        INSERT INTO users (workspace_id, id, email, name, role, password)
        VALUES (%(workspace_id)s, %(id)s, %(email)s, %(name)s, %(role)s, %(password)s)
        """,
        workspace_id=workspace_id,
        id=user_id,
        email=email,
        name=name,
        role=int(role),
        password=password,
    )


class WorkspaceRow(NamedTuple):
    """A workspace and how many active people it has."""

    workspace_id: UUID
    slug: str
    name: str
    people: int


async def list_workspaces(db: Db) -> list[WorkspaceRow]:
    """All of them, by slug."""
    return await db.many(
        WorkspaceRow,
        """
        SELECT w.workspace_id, w.slug, w.name, count(u.id)::integer AS people
        FROM workspaces w LEFT JOIN users u ON u.workspace_id = w.workspace_id AND u.is_active
        GROUP BY w.workspace_id ORDER BY w.slug
        """,
    )


async def find_workspace(db: Db, slug: str) -> WorkspaceRow | None:
    """The workspace of the slug."""
    return await db.maybe(
        WorkspaceRow,
        """
        SELECT w.workspace_id, w.slug, w.name, count(u.id)::integer AS people
        FROM workspaces w LEFT JOIN users u ON u.workspace_id = w.workspace_id AND u.is_active
        WHERE w.slug = %(slug)s GROUP BY w.workspace_id
        """,
        slug=slug,
    )


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


async def find_anybody(db: Db) -> PersonRow | None:
    """Somebody of any workspace; None in a database that nobody uses yet."""
    return await db.maybe(PersonRow, "SELECT workspace_id, id, email, name, role, is_active, issuer, subject FROM users LIMIT 1")


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
