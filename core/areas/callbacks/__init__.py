"""Callbacks: the sender of an event is told that a button of it was pressed."""
