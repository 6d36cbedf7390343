"""Tests of daily updates."""
