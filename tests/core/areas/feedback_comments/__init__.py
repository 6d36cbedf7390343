"""Tests of comments on feedback."""
