"""What a tool is said to do is what its RPC declares."""

from typing import Any

from fluxdesk.rpc import Effect
from fluxdesk.rpc_table import BY_NAME

from scripts.offers import read_offers


def test_every_tool_says_all_four_hints_as_its_rpc_declares_them() -> None:
    tools: Any = read_offers().tools
    for tool in tools:
        rpc = BY_NAME[tool["rpc"]]
        assert tool["annotations"] == {
            "title": tool["title"],
            "readOnlyHint": rpc.effect is Effect.READ,
            "destructiveHint": rpc.destructive,
            "idempotentHint": rpc.effect is not Effect.WRITE,
            "openWorldHint": False,
        }
