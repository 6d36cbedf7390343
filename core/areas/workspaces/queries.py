"""SQL that sets up workspaces and their integrators. It runs as the system, for an operator."""

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


async def insert_integrator(db: Db, workspace_id: UUID, integrator_id: UUID, *, slug: str, name: str, allowed_event_prefix: str) -> None:
    """A taken slug violates integrators_slug_key, a taken prefix integrators_prefix_key."""
    await db.run(
        """
        INSERT INTO integrators (workspace_id, id, slug, name, allowed_event_prefix)
        VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s, %(allowed_event_prefix)s)
        """,
        workspace_id=workspace_id,
        id=integrator_id,
        slug=slug,
        name=name,
        allowed_event_prefix=allowed_event_prefix,
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


async def lock_prefixes(db: Db, workspace_id: UUID) -> None:
    """Nobody else adds a prefix to the workspace until the transaction ends."""
    await db.run(
        "SELECT pg_advisory_xact_lock(hashtextextended('integrators ' || %(workspace_id)s::uuid::text, 0))", workspace_id=workspace_id
    )


class PrefixRow(NamedTuple):
    """An integrator's namespace."""

    allowed_event_prefix: str


async def find_nested_prefix(db: Db, workspace_id: UUID, prefix: str) -> PrefixRow | None:
    """A prefix of the workspace that begins with this one, or the other way round. Under `lock_prefixes` the answer holds."""
    return await db.maybe(
        PrefixRow,
        """
        SELECT allowed_event_prefix FROM integrators
        WHERE workspace_id = %(workspace_id)s
          AND (starts_with(allowed_event_prefix, %(prefix)s) OR starts_with(%(prefix)s, allowed_event_prefix))
        LIMIT 1
        """,
        workspace_id=workspace_id,
        prefix=prefix,
    )
