"""Automations: what of a task comes again and again, and what automating it saves."""
