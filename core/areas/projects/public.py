"""What others may use of projects."""

from core.areas.projects.queries import (
    ProjectRow,
    delete_project_member,
    find_open_projects,
    find_project,
    insert_project,
    list_projects,
    put_project_member,
)

__all__ = [
    "ProjectRow",
    "delete_project_member",
    "find_open_projects",
    "find_project",
    "insert_project",
    "list_projects",
    "put_project_member",
]
