"""What is generated for the MCP bridge, how the server names itself there and in registries, and where it is reached."""

import json
from pathlib import Path

from core.settings import Settings
from mcp_bridge.origins import EdgeSettings
from mcp_bridge.server import Offers
from mcp_bridge.settings import BridgeSettings

Entry = dict[str, object]

_GEN = Path(__file__).parent.parent / "gen"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def read_offers() -> Offers:
    """Every entry, with the texts of documents from the files that they name."""
    resources: dict[str, list[Entry]] = json.loads(_text("mcp_resources.json"))
    documents = [{**entry, "text": _text(str(entry["file"]))} for entry in resources["documents"]]
    tools: list[Entry] = json.loads(_text("mcp_tools.json"))
    prompts: list[Entry] = json.loads(_text("mcp_prompts.json"))
    return Offers(tools=tools, templates=resources["templates"], documents=documents, prompts=prompts)


def bridge_settings(edge: EdgeSettings) -> BridgeSettings:
    """As gen/server.json introduces the server to registries."""
    server: dict[str, str] = json.loads(_text("server.json"))
    namespace, name = server["name"].split("/")
    return BridgeSettings(
        name=name, version=server["version"], title=server["title"], description=server["description"], namespace=namespace, edge=edge
    )


def edge_settings(host: str, settings: Settings) -> EdgeSettings:
    """A server on loopback answers for loopback names only, and for those that the operator names beside them, as behind a proxy: no page
    of another site can reach it by DNS rebinding.
    """
    local = [f"{f'[{name}]' if ':' in name else name}:*" for name in _LOOPBACK] if host in _LOOPBACK else []
    hosts = [*local, *settings.mcp_allowed_hosts]
    origins = [*(f"http://{name}" for name in local), *settings.mcp_allowed_origins]
    return EdgeSettings(allowed_hosts=hosts or None, allowed_origins=origins)


def _text(name: str) -> str:
    return (_GEN / name).read_text(encoding="utf-8")
