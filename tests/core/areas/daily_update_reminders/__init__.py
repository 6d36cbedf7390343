"""Tests of reminders of daily updates."""
