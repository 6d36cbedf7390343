"""Tests of the tags of one thing."""
