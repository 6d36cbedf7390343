"""The server that the conformance suite of MCP asks for: the bridge over RPCs, and beside them what only the SDK can say."""
