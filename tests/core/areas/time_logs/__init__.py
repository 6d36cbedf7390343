"""Tests of time logs."""
