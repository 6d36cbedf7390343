"""Tokens of our own, and the keys that protect them."""
