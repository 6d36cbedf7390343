"""Bare JSON-RPC over HTTP, as clients without an SDK send it."""

from collections.abc import Mapping
from typing import Any, cast

import httpx2

EITHER_FORM = "application/json, text/event-stream"

# A message with the headers that go with it.
Request = tuple[dict[str, object], dict[str, str]]


def bare(method: str, params: Mapping[str, object] | None = None) -> dict[str, object]:
    """A message with nothing around it."""
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}


def legacy(method: str, params: Mapping[str, object]) -> Request:
    """A message as a client of 2025-11-25 sends it after initialize."""
    return bare(method, params), {"mcp-protocol-version": "2025-11-25", "accept": EITHER_FORM}


def modern(method: str, params: Mapping[str, object]) -> Request:
    """A message of 2026-07-28 and the headers that repeat it."""
    meta: dict[str, object] = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    meta |= cast("Mapping[str, object]", params.get("_meta", {}))
    headers = {"mcp-protocol-version": "2026-07-28", "mcp-method": method, "accept": EITHER_FORM}
    if "name" in params:
        headers["mcp-name"] = str(params["name"])
    return bare(method, {**params, "_meta": meta}), headers


async def call(
    http: httpx2.AsyncClient,
    tool: str,
    arguments: Mapping[str, object] | None = None,
    *,
    meta: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The result of a bare tools/call."""
    params = {"name": tool, "arguments": arguments or {}} | ({"_meta": meta} if meta else {})
    response = await http.post("/mcp", json=bare("tools/call", params), headers=headers)
    assert response.status_code == 200, response.text
    return response.json()["result"]


def text_of(result: Mapping[str, Any]) -> str:
    """The one block of text of a result."""
    [block] = result["content"]
    return block["text"]
