"""What others may use of projects."""

from core.areas.projects.access import get_project_of_id, lock_project_of_id
from core.areas.projects.queries import find_open_projects, touch_project

__all__ = ["find_open_projects", "get_project_of_id", "lock_project_of_id", "touch_project"]
