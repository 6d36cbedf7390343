"""The only way out: calls to addresses that others name."""
