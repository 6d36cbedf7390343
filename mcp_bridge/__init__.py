"""MCP in, RPC out: knows no domain word."""
