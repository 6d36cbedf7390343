"""Comments on tasks: what people and agents say about them to each other."""
