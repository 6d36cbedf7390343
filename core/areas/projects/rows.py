"""A project as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.projects_pb2 import ProjectStatus


class ProjectRow(NamedTuple):
    """A project."""

    id: UUID
    slug: str
    name: str
    member_count: int
    created_at: datetime
    description: str | None
    status: ProjectStatus
    updated_at: datetime


class OwnProjectRow(NamedTuple):
    """A project, and what somebody is in it: None for no member."""

    id: UUID
    slug: str
    name: str
    member_count: int
    created_at: datetime
    description: str | None
    status: ProjectStatus
    updated_at: datetime
    is_own_admin: bool | None

    @property
    def project(self) -> ProjectRow:
        """The project alone."""
        return ProjectRow(*self[:-1])


PROJECT_COLUMNS: Final[LiteralString] = """
    p.id, p.slug, p.name,
    (SELECT count(*)::integer FROM project_members n WHERE n.workspace_id = p.workspace_id AND n.project_id = p.id) AS member_count,
    p.created_at, p.description, p.status, p.updated_at
    """
