"""The tools: what is listed to whom, and which RPC each one calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fluxdesk.rpc import Credential, Role, Rpc
from fluxdesk.v1.callers_pb2 import Caller
from mcp_types import ListToolsResult
from mcp_types import Tool as ListedTool

# As GetCaller names them.
_CREDENTIALS = {kind.value: kind for kind in Credential}
_ROLES = {role.name.lower(): role for role in Role}


@dataclass(frozen=True, slots=True)
class Tool:
    """One entry of mcp_tools.json with the row of the RPC behind it."""

    listed: ListedTool
    rpc: Rpc


class Catalogue:
    """Every tool in the order of mcp_tools.json, which is the order clients see, on one page."""

    def __init__(self, entries: Sequence[Mapping[str, object]], rpcs: Sequence[Rpc]) -> None:
        rpc_of = {rpc.name: rpc for rpc in rpcs}
        self._tools = {tool.listed.name: tool for tool in (_read_entry(entry, rpc_of) for entry in entries)}

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def find(self, name: str) -> Tool | None:
        return self._tools.get(name)

    def input_schema(self, name: str) -> Mapping[str, object] | None:
        tool = self._tools.get(name)
        return tool.listed.input_schema if tool else None

    def listed_to(self, caller: Caller) -> ListToolsResult:
        """The tools that are open to the caller by their declaration; to an empty one, those that are public."""
        return ListToolsResult(tools=[tool.listed for tool in self._tools.values() if tool.rpc.public or _is_open(tool.rpc, caller)])


def _is_open(rpc: Rpc, caller: Caller) -> bool:
    """Whoever the core knows, and this release does not, sees what is public."""
    credential, role = _CREDENTIALS.get(caller.credential), _ROLES.get(caller.role)
    scopes = None if caller.has_all_scopes else caller.scopes
    return credential is not None and role is not None and rpc.admits(credential, role, scopes)


def _read_entry(entry: Mapping[str, object], rpc_of: Mapping[str, Rpc]) -> Tool:
    listed = ListedTool.model_validate({key: value for key, value in entry.items() if key != "rpc"})
    return Tool(listed, rpc_of[str(entry["rpc"])])
