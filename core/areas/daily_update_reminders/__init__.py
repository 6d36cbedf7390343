"""Reminders of daily updates, group by group."""
