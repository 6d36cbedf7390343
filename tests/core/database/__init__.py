"""Tests of the database package, on a real PostgreSQL."""
