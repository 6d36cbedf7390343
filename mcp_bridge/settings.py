"""What the host of a bridge decides."""

from dataclasses import dataclass, field

from mcp_bridge.origins import EdgeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeSettings:
    """How the server introduces itself, how it is reached, and how long it waits for the core.

    `namespace` is that of the server's name in registries, a domain backwards. `title` is the name by itself unless it is given.
    """

    name: str
    version: str
    title: str = ""
    description: str = "Tools over the Model Context Protocol."
    namespace: str = "localhost"
    edge: EdgeSettings = field(default_factory=EdgeSettings)
    deadline_seconds: float = 30.0

    @property
    def domain(self) -> str:
        """The namespace as DNS writes it."""
        return ".".join(reversed(self.namespace.split(".")))

    @property
    def shown_title(self) -> str:
        return self.title or self.name
