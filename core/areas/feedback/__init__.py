"""Feedback: what people and agents say about work."""
