"""Tests of the audit area."""
