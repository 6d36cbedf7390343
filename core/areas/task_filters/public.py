"""What others may use of saved filters."""

from core.areas.task_filters.find import find_criteria
from core.areas.task_filters.rules import next_request

__all__ = ["find_criteria", "next_request"]
