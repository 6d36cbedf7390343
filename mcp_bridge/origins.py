"""Who may reach the bridge: the hosts that it answers for, and the pages whose scripts may call it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers

# What clients in pages send, and what they have to read of an answer.
_SENT = (
    "authorization, content-type, idempotency-key, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id, traceparent, x-request-id"
)
_READ = "ratelimit, ratelimit-policy, retry-after, www-authenticate, x-request-id"
_PREFLIGHT_SECONDS = "7200"
# Pages of every site may read what anybody may.
FOR_EVERYBODY = {"access-control-allow-origin": "*", "access-control-allow-methods": "GET"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeSettings:
    """How the bridge is reached. None for hosts allows every one. Pages of the host that is asked may call, and those of `allowed_origins`.

    "localhost:*" allows every port.
    """

    allowed_hosts: Sequence[str] | None = None
    allowed_origins: Sequence[str] | None = None


class Doorkeeper:
    """Looks at Host and Origin. A browser sends both as they are, whatever a page asks for."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._hosts = re.compile(".*") if settings.allowed_hosts is None else _pattern(settings.allowed_hosts)
        self._origins = _pattern(settings.allowed_origins or ())

    def knows_host(self, headers: Headers) -> bool:
        return self._hosts.fullmatch(headers.get("host", "")) is not None

    def knows_origin(self, headers: Headers) -> bool:
        """Whether the request comes from no page, from one of the host that it asks, or from one that is allowed."""
        origin = headers.get("origin")
        return origin is None or self._origins.fullmatch(origin) is not None or _is_own(origin, headers.get("host", ""))


def cross_origin(headers: Headers) -> list[tuple[bytes, bytes]]:
    """What lets the page of a known origin read an answer; nothing for a client that is no page."""
    origin = headers.get("origin")
    told = {"access-control-allow-origin": origin, "access-control-expose-headers": _READ, "vary": "Origin"} if origin else {}
    return [(name.encode(), value.encode("latin-1")) for name, value in told.items()]


def preflight(verb: str) -> Mapping[str, str]:
    """The headers that answer a browser which asks before it sends."""
    return {
        "access-control-allow-methods": verb,
        "access-control-allow-headers": _SENT,
        "access-control-max-age": _PREFLIGHT_SECONDS,
    }


def _is_own(origin: str, host: str) -> bool:
    """A proxy may have ended TLS, so the scheme says nothing."""
    parts = urlsplit(origin)
    return bool(host) and parts.scheme in {"http", "https"} and parts.netloc.lower() == host.lower()


def _pattern(allowed: Sequence[str]) -> re.Pattern[str]:
    """Matches the allowed values, each letter as it stands but for a port of "*"."""
    each = (re.escape(value.removesuffix(":*")) + (r"(?::\d+)?" if value.endswith(":*") else "") for value in allowed)
    return re.compile("|".join(each) or r"(?!)", re.IGNORECASE)
