"""The product as registries of MCP servers know it."""

_SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"


def server_document(version: str) -> dict[str, object]:
    """The content of server.json. The product is installed by those who use it, so its address has their host."""
    return {
        "$schema": _SCHEMA,
        "name": "net.fluxdesk/fluxdesk",
        "title": "FluxDesk",
        "description": "Inbox, tasks, feedback, projects, access requests and webhooks, for people and their agents.",
        "version": version,
        "remotes": [
            {
                "type": "streamable-http",
                "url": "https://{host}/mcp",
                "variables": {"host": {"description": "Host of the FluxDesk server, with its port.", "isRequired": True}},
                "headers": [
                    {
                        "name": "Authorization",
                        "description": "Bearer and the agent key or access token.",
                        "isRequired": True,
                        "isSecret": True,
                    }
                ],
            }
        ],
    }
