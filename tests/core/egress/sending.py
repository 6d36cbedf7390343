"""What most tests send, and from where."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from ipaddress import IPv4Network

from core.clock import Clock
from core.egress.public import Attempted, Egress, LookUp, Network

LOOPBACK = (IPv4Network("127.0.0.0/8"),)
# Long enough for any machine; tests that wait for the deadline give a short one.
PATIENCE_SECONDS = 20.0


@asynccontextmanager
async def opened(
    allow: Sequence[Network] = LOOPBACK, *, look_up: LookUp | None = None, connections_max: int = 100, clock: Clock | None = None
) -> AsyncGenerator[Egress]:
    egress = await Egress.open(allow=allow, look_up=look_up, connections_max=connections_max, clock=clock)
    try:
        yield egress
    finally:
        await egress.close()


async def sent(egress: Egress, url: str, *, body: bytes = b"{}", deadline_seconds: float = PATIENCE_SECONDS) -> Attempted:
    return await egress.post(url, headers={"Content-Type": "application/json"}, body=body, deadline_seconds=deadline_seconds)


class Names:
    """A name server that answers what a test says, one answer after another and the last one for ever."""

    def __init__(self, answers: Mapping[str, Sequence[Sequence[str]]]) -> None:
        self._answers = {host: list(each) for host, each in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        if host not in self._answers:
            message = f"nobody is called {host}"
            raise OSError(message)
        left = self._answers[host]
        return left.pop(0) if len(left) > 1 else left[0]
