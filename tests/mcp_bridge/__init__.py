"""Tests of the bridge: real clients over loopback HTTP, and a real gRPC server in the place of the core."""
