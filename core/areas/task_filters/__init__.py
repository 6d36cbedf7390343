"""Task filters: what people look for among tasks again and again."""
