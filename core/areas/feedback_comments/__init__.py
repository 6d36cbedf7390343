"""Comments on feedback."""
