"""Which addresses a call may go to: what the Internet routes to everybody, and the networks that the operator allows."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Network = IPv4Network | IPv6Network
# For addresses that the operator names: nothing is refused.
EVERYWHERE: Final[Sequence[Network]] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))

# The registries of special purposes (IANA, RFC 6890 and what followed it), and what lies on the host of a cloud. Python's is_global is no
# substitute: it lets multicast pass, and site-local and NAT64 addresses.
_SPECIAL_4: Final = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by a carrier's customers
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # the host of a machine at Azure
        "169.254.0.0/16",  # link-local, and the metadata of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# All that is given out as global unicast. What lies outside is refused without being listed: loopback, unspecified, IPv4-compatible,
# translated, discard-only, unique local, link-local, site-local, multicast, and whatever is assigned one day.
_GLOBAL_6: Final = IPv6Network("2000::/3")
_SPECIAL_6: Final = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
# The interface identifiers of ISATAP, before 32 bits of IPv4 (RFC 5214, 6.1).
_ISATAP: Final = frozenset({0x00005EFE, 0x02005EFE})
_MASK_32: Final = (1 << 32) - 1


def is_allowed(address: str, allow: Sequence[Network]) -> bool:
    """Whether the address, which is a literal with or without a zone, lies in one of the networks. One that goes through NAT64 leads to the
    gateway, and not where the same IPv4 address leads.

    Raises ValueError for what is no address.
    """
    dialled = _dialled(address)
    return any(dialled in network for network in allow)


def is_public(address: str) -> bool:
    """Whether the address is an ordinary one of the Internet. Raises ValueError for what is no address."""
    dialled = _dialled(address)
    return _is_public(IPv4Address(int(dialled) & _MASK_32) if dialled in _NAT64 else dialled)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_4)
    if address not in _GLOBAL_6 or any(address in network for network in _SPECIAL_6):
        return False
    bits = int(address)
    return bits >> 32 & _MASK_32 not in _ISATAP or _is_public(IPv4Address(bits & _MASK_32))


def _dialled(text: str) -> IPv4Address | IPv6Address:
    """What a host dials: an IPv4 address that is mapped is judged as what it is."""
    address = ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
