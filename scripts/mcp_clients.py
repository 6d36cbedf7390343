"""How clients of MCP are told of a server: for the docs and the command line alike."""

import json
from collections.abc import Callable
from dataclasses import dataclass

NAME = "fluxdesk"


@dataclass(frozen=True, slots=True)
class McpClient:
    """`place` says where its configuration belongs. `write` gives that for an endpoint and an environment variable that holds the token.

    `note` is what else its user has to know.
    """

    key: str
    title: str
    place: str
    write: Callable[[str, str], str]
    note: str = ""


def _json(document: object) -> str:
    return json.dumps(document, indent=2)


def _servers(server: object) -> str:
    return _json({"mcpServers": {NAME: server}})


def _bearer(variable: str) -> dict[str, str]:
    """The header, with the variable as the client is told to fill it in."""
    return {"Authorization": f"Bearer {variable}"}


def generic(endpoint: str, variable: str) -> str:
    """What most clients read."""
    return _servers({"type": "http", "url": endpoint, "headers": _bearer(f"${{{variable}}}")})


def _claude_code(endpoint: str, variable: str) -> str:
    return f'claude mcp add --transport http {NAME} "{endpoint}" \\\n  --header "Authorization: Bearer ${variable}"'


def _claude_desktop(endpoint: str, variable: str) -> str:
    # A header is written without a space: the program does not pass arguments with spaces whole on every system.
    arguments = ["-y", "mcp-remote", endpoint, "--header", "Authorization:${AUTHORIZATION}"]
    if endpoint.startswith("http://"):
        arguments.append("--allow-http")
    return _servers({"command": "npx", "args": arguments, "env": {"AUTHORIZATION": f"Bearer <the token of {variable}>"}})


def _cursor(endpoint: str, variable: str) -> str:
    return _servers({"url": endpoint, "headers": _bearer(f"${{env:{variable}}}")})


def _vs_code(endpoint: str, variable: str) -> str:
    asked = {"type": "promptString", "id": variable, "description": "Token of FluxDesk", "password": True}
    server = {"type": "http", "url": endpoint, "headers": _bearer(f"${{input:{variable}}}")}
    return _json({"inputs": [asked], "servers": {NAME: server}})


def _codex(endpoint: str, variable: str) -> str:
    return f'[mcp_servers.{NAME}]\nurl = "{endpoint}"\nbearer_token_env_var = "{variable}"'


def _gemini(endpoint: str, variable: str) -> str:
    return _servers({"httpUrl": endpoint, "headers": _bearer(f"${{{variable}}}")})


def _windsurf(endpoint: str, variable: str) -> str:
    return _servers({"serverUrl": endpoint, "headers": _bearer(f"${{env:{variable}}}")})


CLIENTS = (
    McpClient("claude-code", "Claude Code", "Type it in a shell.", _claude_code),
    McpClient(
        "claude-desktop",
        "Claude Desktop",
        "claude_desktop_config.json, which Settings → Developer → Edit Config opens.",
        _claude_desktop,
        "It starts local programs only, so mcp-remote, which needs Node, passes the calls on. It fills in no variable: write the token.",
    ),
    McpClient("cursor", "Cursor", "~/.cursor/mcp.json, or .cursor/mcp.json of a project.", _cursor),
    McpClient("vscode", "VS Code", ".vscode/mcp.json of a workspace.", _vs_code, "It asks for the token once and keeps it."),
    McpClient("codex", "Codex", "~/.codex/config.toml", _codex),
    McpClient("gemini", "Gemini CLI", "~/.gemini/settings.json, or .gemini/settings.json of a project.", _gemini),
    McpClient("windsurf", "Windsurf", "~/.codeium/windsurf/mcp_config.json", _windsurf),
    McpClient(
        "generic",
        "Any other",
        "Where the client keeps its mcpServers.",
        generic,
        "Write the token where the variable stands if it fills in none.",
    ),
)
