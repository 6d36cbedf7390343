"""What integrators and the product itself call their events."""
