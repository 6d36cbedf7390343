"""Webhooks on their way to who receives them."""
