"""People of a workspace, and how they are let in."""
