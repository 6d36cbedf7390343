"""What others may use of the history of tasks."""

from core.areas.task_history.record import record_changes, record_note
from core.areas.task_history.rows import FieldChange
from core.areas.task_history.rules import next_source

__all__ = ["FieldChange", "next_source", "record_changes", "record_note"]
