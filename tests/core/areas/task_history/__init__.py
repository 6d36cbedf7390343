"""The history of tasks."""
