"""The page that Prometheus reads: shown to this host, and to whoever has its token. Nobody else learns that it is there."""

import hmac
import re
from collections.abc import Awaitable, Callable
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gateway.exchange import NotHere

METRICS_PATH = "/metrics"
# What a proxy says of its own caller, who may be anybody.
_FORWARDED = re.compile(r"forwarded|via|x[-_](forwarded|real).*|.*[-_](connecting|client)[-_]ip", re.IGNORECASE)
# A page whose DNS name was bound to this host calls it by that name.
_LOCAL_HOST = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", re.IGNORECASE)

# The figures in the form that an Accept header asks for, and their content type.
Rendering = Callable[[str], Awaitable[tuple[bytes, str]]]


class MetricsPage:
    """An app that the gateway mounts. `token` opens it from other hosts; without one nothing does."""

    def __init__(self, render: Rendering, token: str | None) -> None:
        self._render = render
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises NotHere for everybody else."""
        request = Request(scope)
        if request.method not in {"GET", "HEAD"} or not (_is_local(request) or self._has_token(request)):
            raise NotHere
        body, content_type = await self._render(request.headers.get("accept", ""))
        response = Response(body, headers={"content-type": content_type, "cache-control": "no-store"})
        await response(scope, receive, send)

    def _has_token(self, request: Request) -> bool:
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        is_bearer = self._token is not None and scheme.lower() == "bearer"
        return is_bearer and hmac.compare_digest(sent.strip().encode(), (self._token or "").encode())


def _is_local(request: Request) -> bool:
    """Whether the client is a program of this host that speaks for itself."""
    hosts = request.headers.getlist("host")
    # A proxy that says nothing of its caller often speaks HTTP/1.0, which no reader of figures does.
    if (
        request.client is None
        or request.scope["http_version"] == "1.0"
        or len(hosts) != 1
        or any(map(_FORWARDED.fullmatch, request.headers))
    ):
        return False
    try:
        address = ip_address(request.client.host)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback and _LOCAL_HOST.fullmatch(hosts[0]) is not None
