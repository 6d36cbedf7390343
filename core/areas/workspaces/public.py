"""What others may use of workspaces."""

from core.areas.workspaces.queries import (
    PersonRow,
    WorkspaceRow,
    find_anybody,
    find_person,
    find_workspace,
    insert_user,
    insert_workspace,
    insert_workspace_unless_taken,
    link_person,
    list_people,
    list_workspaces,
    set_active,
)
from core.areas.workspaces.rules import email_faults, slug_faults

__all__ = [
    "PersonRow",
    "WorkspaceRow",
    "email_faults",
    "find_anybody",
    "find_person",
    "find_workspace",
    "insert_user",
    "insert_workspace",
    "insert_workspace_unless_taken",
    "link_person",
    "list_people",
    "list_workspaces",
    "set_active",
    "slug_faults",
]
