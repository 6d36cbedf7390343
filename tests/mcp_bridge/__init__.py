"""Tests of the bridge: real clients over loopback HTTP, and the real core behind it."""
