"""What webhooks are sent."""
