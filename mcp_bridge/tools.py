"""The tools: what is listed to whom, and which RPC each one calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fluxdesk.rpc import Credential, Role, Rpc
from fluxdesk.v1.callers_pb2 import Caller
from mcp_types import Tool as ListedTool

# As GetCaller names them.
_CREDENTIALS = {kind.value: kind for kind in Credential}
_ROLES = {role.name.lower(): role for role in Role}


class Rights(NamedTuple):
    """What decides which RPCs are open to a caller. `scopes` None carries all of its owner's."""

    credential: Credential | None
    role: Role | None
    scopes: frozenset[str] | None

    def admit(self, rpc: Rpc) -> bool:
        """Whether the RPC's declaration lets such a caller in: one of a kind or role that this release does not know, if it is public."""
        if self.credential is None or self.role is None:
            return rpc.public
        return rpc.admits(self.credential, self.role, self.scopes)


def rights_of(caller: Caller) -> Rights:
    """An empty caller has none."""
    scopes = None if caller.has_all_scopes else frozenset(caller.scopes)
    return Rights(_CREDENTIALS.get(caller.credential), _ROLES.get(caller.role), scopes)


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

    def open_to(self, rights: Rights) -> list[Tool]:
        """The tools that may be called; to a caller without rights, those that are public."""
        return [tool for tool in self._tools.values() if rights.admit(tool.rpc)]


def _read_entry(entry: Mapping[str, object], rpc_of: Mapping[str, Rpc]) -> Tool:
    listed = ListedTool.model_validate({key: value for key, value in entry.items() if key != "rpc"})
    return Tool(listed, rpc_of[str(entry["rpc"])])
