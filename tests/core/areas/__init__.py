"""The rules of each area, called through the pipeline."""
