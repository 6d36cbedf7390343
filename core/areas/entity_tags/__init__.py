"""The tags of one thing, of whatever kind it is."""
