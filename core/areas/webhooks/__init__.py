"""Webhooks: whom to tell of what happens, and telling them."""
