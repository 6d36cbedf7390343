"""SQL of projects; membership has that of their members."""

from collections.abc import Mapping, Sequence
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.rpc import Role
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_PROJECT

from core.areas.projects.rows import PROJECT_COLUMNS, ProjectRow
from core.areas.tags.public import tagged
from core.database.rows import Db

_INSERT: Final[LiteralString] = """
    INSERT INTO projects AS p (workspace_id, id, slug, name, description, status)
    VALUES (%(workspace_id)s, %(id)s, %(slug)s, %(name)s, %(description)s, %(status)s) RETURNING
    """
_PROJECTS: Final[LiteralString] = "SELECT" + PROJECT_COLUMNS + "FROM projects p WHERE p.workspace_id = %(workspace_id)s "
_OF_SLUG: Final[LiteralString] = "AND p.slug = %(slug)s "
_OF_ID: Final[LiteralString] = "AND p.id = %(id)s "
_LOCK: Final[LiteralString] = "FOR NO KEY UPDATE OF p"


class ProjectFilter(NamedTuple):
    """Which projects to list; None for any."""

    status: int | None = None
    tag_id: UUID | None = None
    tag_ids: Sequence[UUID] | None = None


_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "status": "AND p.status = %(status)s ",
    **tagged("p.id"),
}


async def insert_project(
    db: Db, workspace_id: UUID, user_id: UUID, project_id: UUID, *, slug: str, name: str, description: str | None, status: int
) -> ProjectRow:
    """Without members. A taken slug violates projects_slug_key."""
    return await db.one(
        ProjectRow,
        _INSERT + PROJECT_COLUMNS,
        workspace_id=workspace_id,
        user_id=user_id,
        id=project_id,
        slug=slug,
        name=name,
        description=description,
        status=status,
    )


async def list_projects(
    db: Db, workspace_id: UUID, user_id: UUID, wanted: ProjectFilter, *, before_id: UUID | None, limit: int
) -> list[ProjectRow]:
    """The newest first, from before an id on. Only what is asked for stands in the statement, so that each walk has its index."""
    params = wanted._asdict()
    asked: LiteralString = "".join([_CONDITIONS[name] for name in _CONDITIONS if params[name] is not None])
    beyond: LiteralString = "" if before_id is None else "AND p.id < %(before_id)s "
    return await db.many(
        ProjectRow,
        _PROJECTS + asked + beyond + "ORDER BY p.id DESC LIMIT %(limit)s",
        workspace_id=workspace_id,
        user_id=user_id,
        before_id=before_id,
        limit=limit,
        entity_type=ENTITY_TYPE_PROJECT,
        **params,
    )


async def find_project(db: Db, workspace_id: UUID, user_id: UUID, *, slug: str) -> ProjectRow | None:
    """None for a slug that the workspace does not have."""
    return await db.maybe(ProjectRow, _PROJECTS + _OF_SLUG, workspace_id=workspace_id, user_id=user_id, slug=slug)


async def lock_project(db: Db, workspace_id: UUID, user_id: UUID, *, slug: str) -> ProjectRow | None:
    """The same, which nobody else changes until the end of the transaction."""
    return await db.maybe(ProjectRow, _PROJECTS + _OF_SLUG + _LOCK, workspace_id=workspace_id, user_id=user_id, slug=slug)


async def find_project_of_id(db: Db, workspace_id: UUID, user_id: UUID, project_id: UUID) -> ProjectRow | None:
    """None for an id that no project of the workspace has."""
    return await db.maybe(ProjectRow, _PROJECTS + _OF_ID, workspace_id=workspace_id, user_id=user_id, id=project_id)


async def lock_project_of_id(db: Db, workspace_id: UUID, user_id: UUID, project_id: UUID) -> ProjectRow | None:
    """As `lock_project`."""
    return await db.maybe(ProjectRow, _PROJECTS + _OF_ID + _LOCK, workspace_id=workspace_id, user_id=user_id, id=project_id)


_CHANGE: Final[LiteralString] = "UPDATE projects AS p SET "
_CHANGED: Final[LiteralString] = " WHERE p.workspace_id = %(workspace_id)s AND p.id = %(id)s RETURNING"
_ASSIGNMENTS: Final[Mapping[str, LiteralString]] = {
    "slug": "slug = %(slug)s",
    "name": "name = %(name)s",
    "description": "description = %(description)s",
    "status": "status = %(status)s",
}


async def update_project(db: Db, workspace_id: UUID, user_id: UUID, project_id: UUID, changes: Mapping[str, object]) -> ProjectRow:
    """Changes the columns that are named, of a project that the transaction has locked; and says that it was changed in any case.

    A taken slug violates projects_slug_key.
    """
    assignments: LiteralString = ", ".join([*(_ASSIGNMENTS[name] for name in changes), "updated_at = now()"])
    return await db.one(
        ProjectRow,
        _CHANGE + assignments + _CHANGED + PROJECT_COLUMNS,
        workspace_id=workspace_id,
        user_id=user_id,
        id=project_id,
        **changes,
    )


async def touch_project(db: Db, workspace_id: UUID, project_id: UUID) -> None:
    """Says of a project that the transaction has locked that it was changed just now."""
    await db.run(
        "UPDATE projects SET updated_at = now() WHERE workspace_id = %(workspace_id)s AND id = %(id)s",
        workspace_id=workspace_id,
        id=project_id,
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
