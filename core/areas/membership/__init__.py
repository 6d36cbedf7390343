"""What groups and projects have in common: a slug, a name, and members of whom some are admins."""
