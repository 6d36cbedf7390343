"""SQL of tasks."""

from uuid import UUID

from core.areas.tasks.rows import TASK_COLUMNS, TASK_JOINS, TaskRow
from core.database.rows import Db


async def find_task(db: Db, workspace_id: UUID, task_id: UUID) -> TaskRow | None:
    """None for a task that the viewer of the transaction does not see."""
    return await db.maybe(
        TaskRow,
        "SELECT" + TASK_COLUMNS + "FROM tasks t" + TASK_JOINS + "WHERE t.workspace_id = %(workspace_id)s AND t.id = %(id)s",
        workspace_id=workspace_id,
        id=task_id,
    )


async def lock_task(db: Db, workspace_id: UUID, task_id: UUID) -> TaskRow | None:
    """The same, which nobody else changes until the end of the transaction."""
    return await db.maybe(
        TaskRow,
        "SELECT"
        + TASK_COLUMNS
        + "FROM tasks t"
        + TASK_JOINS
        + "WHERE t.workspace_id = %(workspace_id)s AND t.id = %(id)s FOR NO KEY UPDATE OF t",
        workspace_id=workspace_id,
        id=task_id,
    )
