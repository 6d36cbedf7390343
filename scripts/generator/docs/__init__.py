"""The pages of /docs: one per door, with examples to copy, out of the declarations."""
