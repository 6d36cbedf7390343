"""Buttons of events, which their recipients press."""
