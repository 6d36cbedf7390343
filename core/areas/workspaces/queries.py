"""SQL that sets up workspaces. It runs as the system, for an operator or before there is anybody to act for."""

from typing import NamedTuple
from uuid import UUID

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
