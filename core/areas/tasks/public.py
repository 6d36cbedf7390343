"""What others may use of tasks."""

from core.areas.tasks.access import get_task, lock_task
from core.areas.tasks.change import touch_task
from core.areas.tasks.rows import TaskRow
from core.areas.tasks.rules import tag_changes

__all__ = ["TaskRow", "get_task", "lock_task", "tag_changes", "touch_task"]
