"""SQL of what a project is open to."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role

from core.database.rows import Db


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
