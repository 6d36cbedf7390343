"""Tests of integrators."""
