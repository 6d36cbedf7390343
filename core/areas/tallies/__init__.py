"""Tallies: how many there are of something, without counting it."""
