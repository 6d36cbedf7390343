"""Tests of who calls."""
