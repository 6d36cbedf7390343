"""What a person types, and the composition of the faces."""
