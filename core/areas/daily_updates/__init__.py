"""Daily updates: what people say of their day."""
