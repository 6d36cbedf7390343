"""Liveness and version."""
