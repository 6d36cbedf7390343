"""What others may use of workspaces."""

from core.areas.workspaces.queries import insert_integrator, insert_user, insert_workspace_unless_taken

__all__ = ["insert_integrator", "insert_user", "insert_workspace_unless_taken"]
