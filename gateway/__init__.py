"""HTTP in, RPC out: knows no domain word."""
