"""The history of tasks: who changed what of them, and when."""
