"""Where a server listens, and where its database is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class DatabaseAddress(NamedTuple):
    """Where the database is, how many connections the pool of one process may hold, and whether that process is the only one."""

    url: str
    direct_url: str
    connections_max: int
    is_alone: bool


class Only(StrEnum):
    """The half that a process does of a server which is split: its doors, or its deliveries. Both take part in the duties."""

    API = "api"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Faces:
    """Where the server listens. `share_ports` lets several workers listen on them. One that is `only` a worker tells over HTTP how it is,
    and has no other door.
    """

    host: str
    http_port: int
    grpc_port: int
    share_ports: bool
    only: Only | None = None

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
