"""SQL of projects. What changes them runs as the system."""

from collections.abc import Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


async def insert_project(db: Db, workspace_id: UUID, project_id: UUID, *, slug: str, name: str) -> None:
    """A slug that the workspace has already violates projects_slug_key."""
    await db.run(
        "INSERT INTO projects (workspace_id, id, slug, name) VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s)",
        workspace_id=workspace_id,
        id=project_id,
        slug=slug,
        name=name,
    )


class ProjectRow(NamedTuple):
    """A project, with the addresses of its members in order, and of those of them who are its admins."""

    id: UUID
    slug: str
    name: str
    members: list[str]
    admins: list[str]


_PROJECTS: Final[LiteralString] = """
    SELECT p.id, p.slug, p.name, coalesce(m.members, '{}') AS members, coalesce(m.admins, '{}') AS admins
    FROM projects p CROSS JOIN LATERAL (
        SELECT array_agg(u.email ORDER BY u.email_key) AS members,
               array_agg(u.email ORDER BY u.email_key) FILTER (WHERE o.is_admin) AS admins
        FROM project_members o JOIN users u ON u.workspace_id = o.workspace_id AND u.id = o.user_id
        WHERE o.workspace_id = p.workspace_id AND o.project_id = p.id) AS m
    WHERE p.workspace_id = %(workspace_id)s
    """


async def find_project(db: Db, workspace_id: UUID, *, slug: str) -> ProjectRow | None:
    """None for a slug that the workspace does not have."""
    return await db.maybe(ProjectRow, _PROJECTS + "AND p.slug = %(slug)s", workspace_id=workspace_id, slug=slug)


async def list_projects(db: Db, workspace_id: UUID) -> list[ProjectRow]:
    """All of the workspace, by slug."""
    return await db.many(ProjectRow, _PROJECTS + "ORDER BY p.slug", workspace_id=workspace_id)


async def put_project_member(db: Db, workspace_id: UUID, project_id: UUID, user_id: UUID, *, is_admin: bool) -> None:
    """Makes the user a member, or changes what the member may do."""
    await db.run(
        """
        INSERT INTO project_members (workspace_id, project_id, user_id, is_admin)
        VALUES (%(workspace_id)s, %(project_id)s, %(user_id)s, %(is_admin)s)
        ON CONFLICT (workspace_id, project_id, user_id) DO UPDATE SET is_admin = excluded.is_admin
        """,
        workspace_id=workspace_id,
        project_id=project_id,
        user_id=user_id,
        is_admin=is_admin,
    )


async def delete_project_member(db: Db, workspace_id: UUID, project_id: UUID, user_id: UUID) -> int:
    """1, or 0 for a user who was no member."""
    return await db.run(
        """
        DELETE FROM project_members
        WHERE workspace_id = %(workspace_id)s AND project_id = %(project_id)s AND user_id = %(user_id)s
        """,
        workspace_id=workspace_id,
        project_id=project_id,
        user_id=user_id,
    )


class OpenProjectRow(NamedTuple):
    """A project that is open to what was asked about. `position` is that of the question, from 1."""

    position: int
    project_id: UUID


async def find_open_projects(
    db: Db,
    *,
    workspace_ids: Sequence[UUID],
    slugs: Sequence[str],
    family_ids: Sequence[UUID],
    recipient_user_ids: Sequence[UUID | None],
) -> list[OpenProjectRow]:
    """The projects of those slugs in which the recipient is a member and the sender an admin; others are not told apart.

    The sender is the owner of the tools-token that claimed the family, which is also the one that sends through it, or else the
    family's own. An admin of the workspace is one of each project. No project is open to a recipient who is None.
    """
    return await db.many(
        OpenProjectRow,
        """
        SELECT w.position::integer, p.id AS project_id
        FROM unnest(%(workspace_ids)s::uuid[], %(slugs)s::text[], %(family_ids)s::uuid[], %(recipient_user_ids)s::uuid[])
             WITH ORDINALITY AS w (workspace_id, slug, family_id, recipient_user_id, position)
        JOIN projects p ON p.workspace_id = w.workspace_id AND p.slug = w.slug
        JOIN project_members m ON m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = w.recipient_user_id
        JOIN token_families f ON f.workspace_id = w.workspace_id AND f.id = w.family_id
        JOIN token_families s ON s.workspace_id = f.workspace_id AND s.id = coalesce(f.claimed_by_family_id, f.id)
        JOIN users u ON u.workspace_id = s.workspace_id AND u.id = s.user_id
        LEFT JOIN project_members a ON a.workspace_id = p.workspace_id AND a.project_id = p.id AND a.user_id = u.id
        WHERE u.is_active AND (u.role >= %(admin)s::smallint OR a.is_admin)
        """,
        workspace_ids=list(workspace_ids),
        slugs=list(slugs),
        family_ids=list(family_ids),
        recipient_user_ids=list(recipient_user_ids),
        admin=int(Role.ADMIN),
    )
