"""The pipeline: the only way into a handler, behind both doors."""
