"""The log of webhooks: what each was and is to be sent."""
