"""Which addresses of others the product keeps: to show them, and to send to them."""

import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final
from urllib.parse import parse_qsl, urlsplit

Network = IPv4Network | IPv6Network

# Names of parameters that hold what lets somebody in; contracts/fluxdesk.md "Events".
_CREDENTIAL_PARAMETERS: Final = frozenset(
    {"token", "access_token", "api_key", "apikey", "key", "secret", "client_secret", "password", "sig", "signature"}
)


def https_faults(url: str) -> list[str]:
    """An address must be https and name a host. What urlsplit drops or keeps to itself is refused: it reads what is stored."""
    return _faults(url, "https")


def link_faults(url: str) -> list[str]:
    """No credential may stand in a link that is stored and shown."""
    if faults := https_faults(url):
        return faults
    parts = urlsplit(url)
    faults = ["must not contain user info"] if "@" in parts.netloc else []
    # Some servers split a query at semicolons too.
    query = parts.query.replace(";", "&")
    named = {name.strip().lower() for name, _ in parse_qsl(query, keep_blank_values=True)} & _CREDENTIAL_PARAMETERS
    return [*faults, *(f"must not carry the query parameter {name}" for name in sorted(named))]


def callback_faults(url: str, allow: Sequence[Network] = ()) -> list[str]:
    """The guard of outbound calls judges the address that is dialled; this refuses what can be seen in the text.

    Plain http is for the addresses that `allow` holds, written as such.
    """
    if not _faults(url, "http") and _is_allowed(urlsplit(url).hostname or "", allow):
        return []
    if faults := https_faults(url):
        return faults
    host = unicodedata.normalize("NFKC", urlsplit(url).hostname or "").replace("\u3002", ".").rstrip(".").lower()
    return ["must not be localhost"] if host == "localhost" or host.endswith(".localhost") else []


def _faults(url: str, scheme: str) -> list[str]:
    # White space other than the space is not printable either.
    if " " in url or "\\" in url or not url.isprintable():
        return ["must not contain white space, control characters or backslashes"]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ["is not a URL"]
    if parts.scheme != scheme or not url[len(f"{scheme}:") :].startswith("//") or not host or "%" in host:
        return [f"must start with {scheme}:// and name a host"]
    return []


def _is_allowed(host: str, allow: Sequence[Network]) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in allow)
