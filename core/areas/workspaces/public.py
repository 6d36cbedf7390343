"""What others may use of workspaces."""

from core.areas.workspaces.people import PersonRow, find_person, link_person, list_people, set_active, set_password
from core.areas.workspaces.queries import (
    WorkspaceRow,
    find_workspace,
    insert_integrator,
    insert_user,
    insert_workspace,
    insert_workspace_unless_taken,
    list_workspaces,
    nested_prefix,
)

__all__ = [
    "PersonRow",
    "WorkspaceRow",
    "find_person",
    "find_workspace",
    "insert_integrator",
    "insert_user",
    "insert_workspace",
    "insert_workspace_unless_taken",
    "link_person",
    "list_people",
    "list_workspaces",
    "nested_prefix",
    "set_active",
    "set_password",
]
