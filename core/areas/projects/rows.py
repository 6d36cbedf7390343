"""A project as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.projects_pb2 import ProjectStatus


class ProjectRow(NamedTuple):
    """A project, and what the user of the statement is in it: None for no member."""

    id: UUID
    slug: str
    name: str
    member_count: int
    created_at: datetime
    description: str | None
    status: ProjectStatus
    updated_at: datetime
    is_own_admin: bool | None


PROJECT_COLUMNS: Final[LiteralString] = """
    p.id, p.slug, p.name,
    (SELECT count(*)::integer FROM project_members n WHERE n.workspace_id = p.workspace_id AND n.project_id = p.id) AS member_count,
    p.created_at, p.description, p.status, p.updated_at,
    (SELECT m.is_admin FROM project_members m
     WHERE m.workspace_id = p.workspace_id AND m.project_id = p.id AND m.user_id = %(user_id)s) AS is_own_admin
    """
