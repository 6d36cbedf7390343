"""Projects of a workspace with their members and admins."""
