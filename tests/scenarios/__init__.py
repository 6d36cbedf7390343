"""The service behind scenarios.proto: what tests of doors and pipeline call."""
