"""Tests of requests for access, and of onboarding."""
