"""Workspaces with their integrators."""
