"""The documents by which clients find the server and what it takes, each told by the origin at which it was asked.

They say no more than `server/discover` and `initialize` do: a test holds them together.
"""

import orjson
from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS, MODERN_PROTOCOL_VERSIONS
from starlette.responses import JSONResponse, Response

from mcp_bridge.edge import Page
from mcp_bridge.origins import FOR_EVERYBODY
from mcp_bridge.settings import BridgeSettings

SERVER_CARD_TYPE = "application/mcp-server-card+json"
AI_CATALOG_TYPE = "application/ai-catalog+json"
AI_CATALOG_PATH = "/.well-known/ai-catalog.json"
# Where cards lay before their place was settled; many clients still look there.
OLD_CARD_PATH = "/.well-known/mcp/server-card.json"
_CARD_SCHEMA = "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json"
# A release changes it.
_PUBLIC = {**FOR_EVERYBODY, "cache-control": "public, max-age=3600"}


def resource_metadata(path: str) -> Page:
    """The document of RFC 9728 for an endpoint. People hand tokens out, so no authorization server is named."""

    def page(origin: str) -> Response:
        return JSONResponse({"resource": origin + path, "bearer_methods_supported": ["header"]}, headers=FOR_EVERYBODY)

    return page


def card_path(endpoint: str) -> str:
    """Where the card of an endpoint lies."""
    return f"{endpoint}/server-card"


def server_card(settings: BridgeSettings, endpoint: str) -> Page:
    """The server card of an endpoint: who it is, and how to connect. Tools are told by their list alone."""

    def page(origin: str) -> Response:
        card = {
            "$schema": _CARD_SCHEMA,
            "name": f"{settings.namespace}/{settings.name}",
            "title": settings.shown_title,
            "description": settings.description,
            "version": settings.version,
            "remotes": [
                {
                    "type": "streamable-http",
                    "url": origin + endpoint,
                    "supportedProtocolVersions": [*MODERN_PROTOCOL_VERSIONS, *reversed(HANDSHAKE_PROTOCOL_VERSIONS)],
                    "headers": [
                        {"name": "Authorization", "description": "Bearer and the token.", "isRequired": True, "isSecret": True},
                    ],
                }
            ],
        }
        return _document(card, SERVER_CARD_TYPE)

    return page


def ai_catalog(settings: BridgeSettings, endpoint: str) -> Page:
    """The index of what this host offers to models: the one server. Its identifier is anchored on the domain of its namespace."""

    def page(origin: str) -> Response:
        entry = {
            "identifier": f"urn:air:{settings.domain}:mcp:{settings.name}",
            "displayName": settings.shown_title,
            "type": SERVER_CARD_TYPE,
            "url": origin + card_path(endpoint),
        }
        return _document({"specVersion": "1.0", "entries": [entry]}, AI_CATALOG_TYPE)

    return page


def _document(content: object, media_type: str) -> Response:
    return Response(orjson.dumps(content), media_type=media_type, headers=_PUBLIC)
