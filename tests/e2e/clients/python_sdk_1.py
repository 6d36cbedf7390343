"""The official Python client of the older generation. Arguments: address, token."""

import asyncio
import json
import sys

import httpx
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


async def call(url: str, token: str) -> dict[str, object]:
    async with (
        httpx.AsyncClient(headers={"authorization": f"Bearer {token}"}) as http,
        streamable_http_client(url, http_client=http) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        begun = await session.initialize()
        tools = (await session.list_tools()).tools
        fine = await session.call_tool("get_profile", {})
        failed = await session.call_tool("get_group", {"slug": "no-such-group"})
        return {
            "version": begun.protocolVersion,
            "tools": [tool.name for tool in tools],
            "fine": fine.structuredContent,
            "failed": [failed.isError, failed.content[0].text],
        }


async def main(url: str, token: str) -> None:
    said = await call(url, token)
    try:
        await call(url, "refused")
    except Exception as error:  # noqa: BLE001  # each client raises errors of its own, often in groups
        said["refused"] = repr(error)
    print(json.dumps(said))


asyncio.run(main(*sys.argv[1:]))
