"""Tests of reading deliveries back."""
