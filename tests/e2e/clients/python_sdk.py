"""The official Python client. Arguments: address, token, mode."""

import asyncio
import json
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


async def call(url: str, token: str, mode: str) -> dict[str, object]:
    async with (
        httpx2.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http,
        Client(streamable_http_client(url, http_client=http), mode=mode) as client,
    ):
        tools = (await client.list_tools()).tools
        fine = await client.call_tool("get_profile", {})
        failed = await client.call_tool("get_group", {"slug": "no-such-group"})
        return {
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "fine": fine.structured_content,
            "failed": [failed.is_error, failed.content[0].text],
        }


async def main(url: str, token: str, mode: str) -> None:
    said = await call(url, token, mode)
    try:
        await call(url, "refused", mode)
    except Exception as error:  # noqa: BLE001  # each client raises errors of its own, often in groups
        said["refused"] = repr(error)
    print(json.dumps(said))


asyncio.run(main(*sys.argv[1:]))
