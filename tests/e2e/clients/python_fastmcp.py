"""FastMCP's client. Arguments: address, token."""

import asyncio
import json
import sys

from fastmcp import Client


async def call(url: str, token: str) -> dict[str, object]:
    async with Client(url, auth=token) as client:
        tools = await client.list_tools()
        fine = await client.call_tool("get_profile", {})
        failed = await client.call_tool("get_group", {"slug": "no-such-group"}, raise_on_error=False)
        return {
            "version": client.protocol_version,
            "tools": [tool.name for tool in tools],
            "fine": fine.structured_content,
            "failed": [failed.is_error, failed.content[0].text],
        }


async def main(url: str, token: str) -> None:
    said = await call(url, token)
    try:
        await call(url, "refused")
    except Exception as error:  # noqa: BLE001  # each client raises errors of its own, often in groups
        said["refused"] = repr(error)
    print(json.dumps(said))


asyncio.run(main(*sys.argv[1:]))
