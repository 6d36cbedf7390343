"""Where the text of an address leads, as far as a text can tell: what the guard is sure to refuse need not be kept."""

import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from core.egress.addresses import Network, is_allowed, is_public
from core.urls import callback_faults

_NOWHERE: Final = "is no address that can be called"


def target_of(url: str, *, schemes: Sequence[str]) -> URL | None:
    """Where a URL leads, read by who will dial it; None where that is nowhere."""
    try:
        target = URL(url)
        # What cannot be sent as credentials would fail in the client, which encodes them.
        aiohttp.encode_basic_auth(target.user or "", target.password or "", "latin1")
    except ValueError:
        return None
    return target if target.scheme in schemes and target.raw_host else None


def target_faults(url: str, allow: Sequence[Network]) -> list[str]:
    """Of an address that requests will be sent to. `allow` are the networks that the operator opens, which may be called by plain http.

    Where a name leads is not asked: that is judged for every request, since it may change.
    """
    if faults := callback_faults(url, allow):
        return faults
    # It would be stored, and shown in clear.
    if "@" in urlsplit(url).netloc:
        return ["must not contain user info"]
    target = target_of(url, schemes=("https", "http"))
    if target is None or not _can_be_looked_up(target.raw_host or ""):
        return [_NOWHERE]
    literal = _literal(target.raw_host or "")
    if literal is None or is_allowed(literal, allow) or is_public(literal):
        return []
    return ["must not be an address of a private network"]


def _can_be_looked_up(host: str) -> bool:
    """Resolvers take no empty part of a name, nor a long one."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True


def _literal(host: str) -> str | None:
    """The address that a host is spelled as; resolvers read all the old forms of version 4. None for a name."""
    if ":" in host:
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None
