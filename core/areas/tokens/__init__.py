"""Credentials of our own: families and their tokens."""
