"""Tasks: what people and agents have to do."""
