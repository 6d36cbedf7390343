"""What was delivered to one user."""
