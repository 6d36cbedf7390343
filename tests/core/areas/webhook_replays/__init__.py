"""Tests of replays of webhooks."""
