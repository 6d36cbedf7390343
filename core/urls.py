"""Which addresses of others the product keeps: to show them, and to send to them."""

import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

Network = IPv4Network | IPv6Network


def https_faults(url: str) -> list[str]:
    """An address must be https and name a host. What urlsplit drops or keeps to itself is refused: it reads what is stored."""
    return _faults(url, "https")


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
    if any(character.isspace() or not character.isprintable() or character == "\\" for character in url):
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
