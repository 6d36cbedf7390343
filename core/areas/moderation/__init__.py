"""Events that wait for an admin, and what became of them."""
