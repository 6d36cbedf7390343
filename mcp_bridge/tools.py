"""The tools: what is listed to whom, and which RPC each one calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fluxdesk.rpc import Rpc
from mcp_types import ListToolsResult
from mcp_types import Tool as ListedTool


@dataclass(frozen=True, slots=True)
class Tool:
    """One entry of mcp_tools.json with the row of the RPC behind it."""

    listed: ListedTool
    rpc: Rpc


class Catalogue:
    """Every tool in the order of mcp_tools.json, which is the order clients see: one page, the same for every list."""

    def __init__(self, entries: Sequence[Mapping[str, object]], rpcs: Sequence[Rpc]) -> None:
        rpc_of = {rpc.name: rpc for rpc in rpcs}
        self._tools = {tool.listed.name: tool for tool in (_read_entry(entry, rpc_of) for entry in entries)}
        self._all = ListToolsResult(tools=[tool.listed for tool in self._tools.values()])
        self._public = ListToolsResult(tools=[tool.listed for tool in self._tools.values() if tool.rpc.public])

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def find(self, name: str) -> Tool | None:
        return self._tools.get(name)

    def input_schema(self, name: str) -> Mapping[str, object] | None:
        tool = self._tools.get(name)
        return tool.listed.input_schema if tool else None

    def listed_to(self, *, has_credential: bool) -> ListToolsResult:
        """What a caller sees. Whether the credential is good is for the core to say, when a tool is called."""
        return self._all if has_credential else self._public


def _read_entry(entry: Mapping[str, object], rpc_of: Mapping[str, Rpc]) -> Tool:
    listed = ListedTool.model_validate({key: value for key, value in entry.items() if key != "rpc"})
    return Tool(listed, rpc_of[str(entry["rpc"])])
