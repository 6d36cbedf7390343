"""Tests of comments on tasks."""
