"""Addresses as they are compared: of mailboxes, and of clients."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

# A client of IPv6 has a /64 of its own, and may call from each of its addresses.
_CLIENT_BITS: Final = 64


def address_key(email: str) -> str:
    """The address in ASCII lower case, as the column `email_key` has it.

    Other letters stay: the sign of Kelvin has k for its lower case, and a mailbox that is spelt with it is another one.
    """
    return email.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


@lru_cache(maxsize=1024)
def client_network(address: str) -> str:
    """The address of a client as limits count it: a network of IPv6 as one. What is no address counts as it stands."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    v4 = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else parsed
    return str(v4 or IPv6Network((int(parsed), _CLIENT_BITS), strict=False))
