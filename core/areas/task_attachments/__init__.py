"""Attachments of tasks: links to what lies elsewhere."""
