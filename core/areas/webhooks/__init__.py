"""Webhooks: whom to tell of what happens, and what they were told."""
