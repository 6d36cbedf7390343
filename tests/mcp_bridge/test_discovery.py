"""The documents by which clients find the server say what the server says of itself."""

import json
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from core.server import Core
from tests.mcp_bridge.product import serve_product
from tests.mcp_bridge.rpc import bare, modern

# The published schemas are texts of others, which the project holds no copy of. What follows says the facts of them that concern us:
# which members there are, which are required, and the bounds of each. What else they say is not seen here; the registry checks it.
ROOT = Path(__file__).parents[2]
SERVER: dict[str, Any] = json.loads((ROOT / "gen/server.json").read_text("utf-8"))
TEXT = {"type": "string"}
NAME = {"type": "string", "minLength": 3, "maxLength": 200, "pattern": "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$"}
SHORT = {"type": "string", "minLength": 1, "maxLength": 100}
INPUT = {
    "type": "object",
    "properties": {"name": TEXT, "description": TEXT, "isRequired": {"type": "boolean"}, "isSecret": {"type": "boolean"}},
    "additionalProperties": False,
}
REMOTE = {
    "type": "object",
    "required": ["type", "url"],
    "properties": {
        "type": {"enum": ["sse", "streamable-http"]},
        "url": {"type": "string", "pattern": r"^(https?://[^\s]+|\{[a-zA-Z_][a-zA-Z0-9_]*\}[^\s]*)$"},
        "headers": {"type": "array", "items": {**INPUT, "required": ["name"]}},
        "variables": {"type": "object", "additionalProperties": INPUT},
        "supportedProtocolVersions": {"type": "array", "items": TEXT},
    },
    "additionalProperties": False,
}


def introduction(schema: str) -> dict[str, object]:
    """What cards and registries ask of a document that introduces a server."""
    return {
        "type": "object",
        "required": ["$schema", "name", "description", "version"],
        "properties": {
            "$schema": {"const": schema},
            "name": NAME,
            "title": SHORT,
            "description": SHORT,
            "version": {"type": "string", "maxLength": 255, "pattern": r"^\d+\.\d+\.\d+"},
            "remotes": {"type": "array", "items": REMOTE},
        },
        "additionalProperties": False,
    }


CARD = introduction("https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json")
REGISTRY = introduction("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json")
CATALOG = {
    "type": "object",
    "required": ["specVersion", "entries"],
    "properties": {
        "specVersion": {"const": "1.0"},
        "entries": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["identifier", "type", "url"],
                "properties": {
                    "identifier": {"type": "string", "pattern": r"^urn:air:[a-z0-9.-]+:mcp:[a-z0-9._-]+$"},
                    "displayName": TEXT,
                    "type": {"const": "application/mcp-server-card+json"},
                    "url": {"type": "string", "pattern": "^https?://"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
async def product(core: Core) -> AsyncIterator[httpx2.AsyncClient]:
    """The product as it is discovered."""
    async with serve_product(core.channel) as http:
        yield http


async def discovered(http: httpx2.AsyncClient) -> dict[str, Any]:
    body, headers = modern("server/discover", {})
    return (await http.post("/mcp", json=body, headers=headers)).json()["result"]


async def initialized(http: httpx2.AsyncClient, version: str) -> dict[str, Any]:
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    return (await http.post("/mcp", json=bare("initialize", params))).json()["result"]


async def test_the_card_is_found_by_the_catalog_and_leads_to_the_server(product: httpx2.AsyncClient) -> None:
    answer = await product.get("/.well-known/ai-catalog.json")
    assert answer.headers["content-type"] == "application/ai-catalog+json"
    jsonschema_rs.validate(CATALOG, answer.json())
    [entry] = answer.json()["entries"]
    card = await product.get(entry["url"])
    assert card.headers["content-type"] == "application/mcp-server-card+json"
    assert card.headers["access-control-allow-origin"] == "*"
    assert card.content == (await product.get("/.well-known/mcp/server-card.json")).content
    jsonschema_rs.validate(CARD, card.json())
    [remote] = card.json()["remotes"]
    assert remote["url"] == f"{str(product.base_url).rstrip('/')}/mcp"
    assert (await product.post(remote["url"], json=bare("tools/list"))).status_code == 200


async def test_the_card_says_what_the_server_says(product: httpx2.AsyncClient) -> None:
    card = (await product.get("/mcp/server-card")).json()
    told = await discovered(product)
    info = told["_meta"]["io.modelcontextprotocol/serverInfo"]
    assert card["name"].partition("/")[2] == info["name"]
    assert (card["title"], card["version"]) == (info["title"], info["version"])
    [remote] = card["remotes"]
    versions = remote["supportedProtocolVersions"]
    assert versions[: len(told["supportedVersions"])] == told["supportedVersions"]
    for version in versions[len(told["supportedVersions"]) :]:
        answer = await initialized(product, version)
        assert (answer["protocolVersion"], answer["serverInfo"]["name"]) == (version, info["name"])


async def test_registries_are_told_the_same(product: httpx2.AsyncClient) -> None:
    jsonschema_rs.validate(REGISTRY, SERVER)
    card = (await product.get("/mcp/server-card")).json()
    shared = ("name", "title", "description", "version")
    assert [card[key] for key in shared] == [SERVER[key] for key in shared]
    assert SERVER["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    [remote] = SERVER["remotes"]
    assert remote["url"].replace("{host}", "desk.example") == "https://desk.example/mcp"
    assert remote["variables"].keys() == {"host"}


@pytest.mark.parametrize(
    "changed",
    [
        {"description": "d" * 101},
        {"description": ""},
        {"title": "t" * 101},
        {"name": "fluxdesk"},
        {"name": "n/" + "a" * 199},
        {"version": "v1"},
        {"version": "1.0." + "0" * 252},
        {"remotes": [{"type": "streamable-http", "url": "mcp.example"}]},
        {"remotes": [{"type": "http", "url": "https://mcp.example"}]},
        {"tools": []},
    ],
    ids=str,
)
def test_what_registries_refuse_is_no_fit_document(changed: dict[str, object]) -> None:
    """The bounds are those of the published schema, and are checked."""
    assert not jsonschema_rs.is_valid(REGISTRY, {**SERVER, **changed})


async def test_the_capabilities_are_those_that_are_served(product: httpx2.AsyncClient) -> None:
    assert (await discovered(product))["capabilities"].keys() == {"tools", "resources", "prompts", "completions"}


@pytest.mark.parametrize("path", ["/mcp/server-card", "/.well-known/ai-catalog.json", "/.well-known/oauth-protected-resource/mcp/compact"])
async def test_documents_are_only_read(product: httpx2.AsyncClient, path: str) -> None:
    answer = await product.post(path, json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
