"""What others may use of tasks."""

from core.areas.tasks.access import get_task, lock_task
from core.areas.tasks.rows import TaskRow

__all__ = ["TaskRow", "get_task", "lock_task"]
