"""Tests of the moderation queue."""
