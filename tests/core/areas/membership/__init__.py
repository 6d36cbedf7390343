"""What groups and projects have in common."""
