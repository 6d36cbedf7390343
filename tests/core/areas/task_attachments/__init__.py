"""Tests of attachments of tasks."""
