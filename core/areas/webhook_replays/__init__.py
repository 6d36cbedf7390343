"""Replays: webhooks are sent again, in bulk, what they were sent before."""
