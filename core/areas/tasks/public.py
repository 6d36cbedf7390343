"""What others may use of tasks."""

from core.areas.tasks.access import get_task, hold_task, lock_task, seen_tasks
from core.areas.tasks.change import touch_task
from core.areas.tasks.rows import TaskRow
from core.areas.tasks.rules import can_write, require_part_remover, tag_changes

__all__ = ["TaskRow", "can_write", "get_task", "hold_task", "lock_task", "require_part_remover", "seen_tasks", "tag_changes", "touch_task"]
