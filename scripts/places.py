"""Where a server listens, and where its database is."""

from dataclasses import dataclass
from typing import NamedTuple


class DatabaseAddress(NamedTuple):
    """Where the database is, how many connections the pool of one process may hold, and whether that process is the only one."""

    url: str
    direct_url: str
    connections_max: int
    is_alone: bool


@dataclass(frozen=True, slots=True)
class Faces:
    """Where the server listens. `share_ports` lets several workers listen on them."""

    host: str
    http_port: int
    grpc_port: int
    share_ports: bool

    @property
    def http_url(self) -> str:
        return f"http://{self._reachable}:{self.http_port}"

    @property
    def grpc_address(self) -> str:
        return f"{self._reachable}:{self.grpc_port}"

    @property
    def _reachable(self) -> str:
        """An address that a client on this host can use."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104  # compared, not bound
        return f"[{host}]" if ":" in host else host
