"""What others may use of projects."""

from core.areas.projects.queries import find_open_projects

__all__ = ["find_open_projects"]
