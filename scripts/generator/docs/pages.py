"""The pages as whole documents, by the file that holds each."""

from html import escape

from scripts.generator.declarations import Declarations
from scripts.generator.docs.access import credentials
from scripts.generator.docs.grpc_page import grpc_page
from scripts.generator.docs.markup import fill
from scripts.generator.docs.mcp_clients_page import mcp_clients_page
from scripts.generator.docs.mcp_page import mcp_page
from scripts.generator.docs.rest_page import rest_page
from scripts.generator.docs.webhooks_page import webhooks_page

_MCP_CLIENTS = "integrations/mcp"
_TITLES = {
    "index": "Three doors, one API",
    "rest": "REST",
    "grpc": "gRPC",
    "mcp": "MCP",
    "webhooks": "Webhooks",
    _MCP_CLIENTS: "Connect an MCP client",
}


def pages(declarations: Declarations, version: str) -> dict[str, str]:
    """Every page by its name; that of the index leads to the others."""
    bodies = {
        "index": fill("index.html", credentials=credentials(declarations), **_counts(declarations)),
        "rest": rest_page(declarations),
        "grpc": grpc_page(declarations),
        "mcp": mcp_page(declarations),
        "webhooks": webhooks_page(declarations),
        _MCP_CLIENTS: mcp_clients_page(declarations),
    }
    return {name: _document(name, body, version) for name, body in bodies.items()}


def _counts(declarations: Declarations) -> dict[str, str]:
    rpcs = declarations.rpcs
    return {
        "operations": str(sum(len(rpc.routes) for rpc in rpcs)),
        "methods": str(len(rpcs)),
        "tools": str(sum(bool(rpc.accepted_policy.tool) for rpc in rpcs)),
    }


def _document(name: str, body: str, version: str) -> str:
    current = {f"at_{page.replace('/', '_')}": ' aria-current="page"' if page == name else "" for page in _TITLES}
    return fill("layout.html", title=escape(_TITLES[name]), body=body, version=escape(version), **current)
