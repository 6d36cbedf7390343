"""What others may use of workspaces."""

from core.areas.workspaces.queries import (
    WorkspaceRow,
    find_workspace,
    insert_workspace,
    insert_workspace_unless_taken,
    list_workspaces,
)
from core.areas.workspaces.rules import slug_faults

__all__ = [
    "WorkspaceRow",
    "find_workspace",
    "insert_workspace",
    "insert_workspace_unless_taken",
    "list_workspaces",
    "slug_faults",
]
