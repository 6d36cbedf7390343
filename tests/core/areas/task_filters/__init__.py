"""Saved filters of tasks."""
