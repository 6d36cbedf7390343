"""Tokens that integrators claim for employees."""
