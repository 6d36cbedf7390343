"""What others may use of workspaces."""

from core.areas.workspaces.queries import (
    WorkspaceRow,
    find_nested_prefix,
    find_workspace,
    insert_integrator,
    insert_workspace,
    insert_workspace_unless_taken,
    list_workspaces,
    lock_prefixes,
)
from core.areas.workspaces.rules import prefix_faults, slug_faults

__all__ = [
    "WorkspaceRow",
    "find_nested_prefix",
    "find_workspace",
    "insert_integrator",
    "insert_workspace",
    "insert_workspace_unless_taken",
    "list_workspaces",
    "lock_prefixes",
    "prefix_faults",
    "slug_faults",
]
