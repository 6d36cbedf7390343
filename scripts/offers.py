"""What is generated for the MCP bridge, and how the server names itself there and in registries."""

import json
from pathlib import Path
from typing import Any

from mcp_bridge.edge import EdgeSettings
from mcp_bridge.server import Offers
from mcp_bridge.settings import BridgeSettings

_GEN = Path(__file__).parent.parent / "gen"


def read_offers() -> Offers:
    """Every entry, with the texts of documents from the files that they name."""
    resources = _read("mcp_resources.json")
    documents = [{**entry, "text": (_GEN / entry["file"]).read_text(encoding="utf-8")} for entry in resources["documents"]]
    return Offers(tools=_read("mcp_tools.json"), templates=resources["templates"], documents=documents, prompts=_read("mcp_prompts.json"))


def bridge_settings(edge: EdgeSettings) -> BridgeSettings:
    """As gen/server.json introduces the server to registries."""
    server = _read("server.json")
    namespace, name = server["name"].split("/")
    return BridgeSettings(
        name=name, version=server["version"], title=server["title"], description=server["description"], namespace=namespace, edge=edge
    )


def _read(name: str) -> Any:  # noqa: ANN401  # its readers know what stands in their file
    return json.loads((_GEN / name).read_text(encoding="utf-8"))
