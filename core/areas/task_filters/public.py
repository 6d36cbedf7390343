"""What others may use of saved filters."""

from core.areas.task_filters.find import find_criteria
from core.areas.task_filters.rules import filled_in

__all__ = ["filled_in", "find_criteria"]
