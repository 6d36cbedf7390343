"""Workspaces with their people and integrators."""
