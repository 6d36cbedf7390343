"""SQL of the tasks of a project. Row security leaves out what the viewer of the transaction does not see."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.tasks_pb2 import TaskStatus

from core.database.rows import Db


class StatusCount(NamedTuple):
    """How many tasks have a status."""

    status: int
    tasks: int


async def count_private_tasks(db: Db, workspace_id: UUID, project_id: UUID, user_id: UUID) -> list[StatusCount]:
    """The private tasks of a project that the user owns or is to do."""
    return await db.many(
        StatusCount,
        """
        SELECT status::integer, count(*)::integer AS tasks
        FROM (SELECT status FROM tasks
              WHERE workspace_id = %(workspace_id)s AND owner_user_id = %(user_id)s AND project_id = %(project_id)s
                AND visibility = 1
              UNION ALL
              SELECT status FROM tasks
              WHERE workspace_id = %(workspace_id)s AND assignee_user_id = %(user_id)s AND project_id = %(project_id)s
                AND visibility = 1 AND owner_user_id <> %(user_id)s) AS own
        GROUP BY status
        """,
        workspace_id=workspace_id,
        project_id=project_id,
        user_id=user_id,
    )


class OverdueCount(NamedTuple):
    """How many tasks have passed their deadline."""

    tasks: int


async def count_overdue_tasks(db: Db, workspace_id: UUID, project_id: UUID) -> OverdueCount:
    """Those of a project that are not done."""
    return await db.one(
        OverdueCount,
        """
        SELECT count(*)::integer AS tasks FROM tasks
        WHERE workspace_id = %(workspace_id)s AND project_id = %(project_id)s AND status <> 4 AND deadline_at < now()
        """,
        workspace_id=workspace_id,
        project_id=project_id,
    )


class ChangedTaskRow(NamedTuple):
    """A task, and who changed it last."""

    id: UUID
    title: str
    status: TaskStatus
    updated_at: datetime
    updated_by_email: str


async def list_tasks_changed_last(db: Db, workspace_id: UUID, project_id: UUID, *, limit: int) -> list[ChangedTaskRow]:
    """Those of a project that were changed last, the latest first."""
    return await db.many(
        ChangedTaskRow,
        """
        SELECT t.id, t.title, t.status, t.updated_at, u.email AS updated_by_email
        FROM tasks t JOIN users u ON u.workspace_id = t.workspace_id AND u.id = t.updated_by_user_id
        WHERE t.workspace_id = %(workspace_id)s AND t.project_id = %(project_id)s
        ORDER BY t.updated_at DESC LIMIT %(limit)s
        """,
        workspace_id=workspace_id,
        project_id=project_id,
        limit=limit,
    )
