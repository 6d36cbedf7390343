"""How names become addresses and addresses sockets, under the guard."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aiohttp.abc import AbstractResolver, ResolveResult

from core.egress.journey import CURRENT

# The addresses of a host name, as texts. Raises OSError when there are none.
LookUp = Callable[[str], Awaitable[Sequence[str]]]
# Family, kind, protocol, canonical name, and the address with port, flow and scope: what getaddrinfo tells of one.
_Dialled = tuple[int, int, int, str, tuple[str | int, ...]]
# A name may have thousands; one after another they are tried for as long as the attempt has time.
_DIALLED_MAX: Final = 6
# Names whose servers keep silent hold a thread until the system's resolver gives up, and nobody else's.
_LOOK_UPS_MAX: Final = 32


def open_socket(info: _Dialled) -> socket.socket:
    """A socket for an address that is about to be dialled, however its text was spelled; raises Refused for one that may not be."""
    family, kind, protocol, _, dialled = info
    journey = CURRENT.get()
    journey.require([str(dialled[0])])
    journey.address = str(dialled[0])
    journey.mark("dialled")
    return socket.socket(family, kind, protocol)


class SystemLookUp:
    """Asks as the system does, in threads of its own: those of the process are for work that ends."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOK_UPS_MAX, "look-up")

    async def __call__(self, host: str) -> Sequence[str]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)

    def close(self) -> None:
        """Waits for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str) -> list[str]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [str(address[0]) for *_, address in found]


class GuardedResolver(AbstractResolver):
    """Looks a name up once an attempt. All of its addresses must be good, and only these are dialled."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        journey = CURRENT.get()
        journey.mark("looked_up")
        try:
            found = await self._look_up(host)
        except UnicodeError as problem:
            message = f"no host name: {problem}"
            raise OSError(message) from problem
        if not found:
            message = "no address"
            raise OSError(message)
        journey.mark("found")
        journey.require(found)
        return [_numeric(host, address, port) for address in found[:_DIALLED_MAX] if family in (socket.AF_UNSPEC, _family(address))]

    async def close(self) -> None:
        """Has nothing of its own."""


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _numeric(host: str, address: str, port: int) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=_family(address), proto=0, flags=flags)
