"""Projects as callers see them."""

from collections.abc import Sequence
from uuid import UUID

from fluxdesk.v1.projects_pb2 import Project
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_PROJECT

from core.areas.projects.rows import ProjectRow
from core.areas.tags.public import tag_names
from core.database.rows import Db


async def project_messages(db: Db, workspace_id: UUID, rows: Sequence[ProjectRow]) -> list[Project]:
    """The projects with their tags, which one statement finds for all."""
    tags = await tag_names(db, workspace_id, ENTITY_TYPE_PROJECT, [row.id for row in rows])
    return [_message(row, tags[row.id]) for row in rows]


def _message(row: ProjectRow, tags: Sequence[str]) -> Project:
    message = Project(
        id=str(row.id),
        slug=row.slug,
        name=row.name,
        member_count=row.member_count,
        description=row.description,
        status=row.status,
        tags=tags,
    )
    message.created_at.FromDatetime(row.created_at)
    message.updated_at.FromDatetime(row.updated_at)
    return message
