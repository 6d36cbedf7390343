"""Addresses are judged alike however they are wrapped, and never better than the registries and Python know them."""

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from core.egress.addresses import EVERYWHERE, is_allowed, is_public

# The first and last addresses of what the registries of IANA list, and others that must never be dialled.
BAD_4 = [
    *("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.255"),
    *("169.254.0.0", "169.254.169.254", "169.254.170.2", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.192", "192.0.0.255"),
    *("192.0.2.0", "192.0.2.255", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7"),
    *("203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255", "100.100.100.200", "168.63.129.16"),
]
BAD_6 = [
    *("::", "::1", "fe80::1", "febf::1", "fec0::1", "feff::1", "fc00::1", "fdff::1", "fd00:ec2::254", "fd20:ce::254", "ff02::1", "ff0e::1"),
    *(
        "100::1",
        "2001:db8::1",
        "3fff::1",
        "3fff:fff::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "5f00::1",
        "64:ff9b:1::8.8.8.8",
    ),
    *("4000::1", "::ffff:0:8.8.8.8", "fe80::1%eth0", "::1%lo"),
]
GOOD = [
    *("8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0"),
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001:80b::200e",
    "2001:4860::8888",
]
SPECIAL = st.sampled_from([IPv4Address(text) for text in BAD_4])
ANY_4 = st.one_of(SPECIAL, st.ip_addresses(v=4))
BITS_64 = st.integers(0, (1 << 64) - 1)
# Where an address of version 4 stands in one of version 6: RFC 4291, 6052, 3056, 4380 (as server, and inverted as client), 5214.
MAPPED, COMPATIBLE, NAT64, SIX_TO_FOUR, TEREDO = (int(IPv6Address(text)) for text in ("::ffff:0:0", "::", "64:ff9b::", "2002::", "2001::"))
WRAPPED: Mapping[str, Callable[[int, int], int]] = {
    "mapped": lambda four, _: MAPPED | four,
    "compatible": lambda four, _: COMPATIBLE | four,
    "nat64": lambda four, _: NAT64 | four,
    "6to4": lambda four, rest: SIX_TO_FOUR | four << 80 | rest,
    "teredo server": lambda four, rest: TEREDO | four << 64 | rest,
    "teredo client": lambda four, rest: TEREDO | (rest >> 32) << 64 | four ^ 0xFFFFFFFF,
    "isatap": lambda four, rest: 0x2A00 << 112 | rest >> 16 << 64 | 0x5EFE << 32 | four,
    "isatap, global": lambda four, rest: 0x2A00 << 112 | rest >> 16 << 64 | 0x02005EFE << 32 | four,
}


@pytest.mark.parametrize("text", [*BAD_4, *BAD_6])
def test_what_is_special_is_not_public(text: str) -> None:
    assert not is_public(text)
    assert not is_allowed(text, ())


@pytest.mark.parametrize("text", GOOD)
def test_ordinary_addresses_are_public_up_to_the_edges_of_the_special_ones(text: str) -> None:
    assert is_public(text)


@given(st.one_of(SPECIAL, st.ip_addresses()))
@example(IPv6Address("2002:a9fe:a9fe::1"))
@example(IPv6Address("fec0::1"))
def test_what_python_knows_as_special_is_never_public(address: IPv4Address | IPv6Address) -> None:
    is_special = (
        address.is_loopback
        or address.is_private
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or not address.is_global
        or (isinstance(address, IPv6Address) and address.is_site_local)
    )
    # What a host unwraps itself is special for Python as a whole, and judged by what it holds here.
    is_unwrapped = isinstance(address, IPv6Address) and int(address) >> 32 in (MAPPED >> 32, NAT64 >> 32)
    if is_special and not is_unwrapped:
        assert not is_public(str(address))


@given(st.ip_addresses(v=4))
def test_of_what_python_calls_global_only_the_listed_exceptions_are_refused(address: IPv4Address) -> None:
    exceptions = (
        "224.0.0.0/4",
        "192.88.99.0/24",
        "192.0.0.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.175.48.0/24",
        "168.63.129.16/32",
    )
    if address.is_global and not any(address in IPv4Network(text) for text in exceptions):
        assert is_public(str(address))


@pytest.mark.parametrize("form", WRAPPED)
@given(four=SPECIAL, rest=BITS_64)
def test_a_bad_address_stays_bad_in_every_wrapping(form: str, four: IPv4Address, rest: int) -> None:
    assert not is_public(str(IPv6Address(WRAPPED[form](int(four), rest))))


@given(four=ANY_4)
@pytest.mark.parametrize("form", ["mapped", "nat64"])
def test_wrappings_that_a_host_unwraps_itself_are_judged_by_what_they_hold(form: str, four: IPv4Address) -> None:
    wrapped = str(IPv6Address(WRAPPED[form](int(four), 0)))
    assert is_public(wrapped) == is_public(str(four))


@given(four=ANY_4)
def test_an_address_is_allowed_as_what_is_dialled(four: IPv4Address) -> None:
    mapped, translated = (str(IPv6Address(WRAPPED[form](int(four), 0))) for form in ("mapped", "nat64"))
    assert is_allowed(mapped, (IPv4Network(int(four)),))
    assert not is_allowed(mapped, (IPv6Network("::/0"),))
    # Its packets go to the gateway, which may be anywhere.
    assert not is_allowed(translated, (IPv4Network(int(four)),))
    assert is_allowed(translated, (IPv6Network("64:ff9b::/96"),))


def networks() -> SearchStrategy[IPv4Network | IPv6Network]:
    fours = st.tuples(st.ip_addresses(v=4), st.integers(0, 32)).map(lambda pair: IPv4Network(pair, strict=False))
    sixes = st.tuples(st.ip_addresses(v=6), st.integers(0, 128)).map(lambda pair: IPv6Network(pair, strict=False))
    return st.one_of(fours, sixes)


@given(st.lists(networks(), max_size=3), st.ip_addresses(v=4))
def test_a_network_allows_what_lies_in_it_and_nothing_else(allow: list[IPv4Network | IPv6Network], address: IPv4Address) -> None:
    fours = [network for network in allow if isinstance(network, IPv4Network)]
    expected = any(network.network_address <= address <= network.broadcast_address for network in fours)
    assert is_allowed(str(address), allow) == expected


@given(st.ip_addresses())
def test_everywhere_is_everywhere(address: IPv4Address | IPv6Address) -> None:
    assert is_allowed(str(address), EVERYWHERE)


@pytest.mark.parametrize("text", ["", "0x7f.1", "017700000001", "2130706433", "127.1", "localhost", "0177.0.0.1"])
def test_what_is_no_address_is_not_judged(text: str) -> None:
    with pytest.raises(ValueError, match="address"):
        ip_address(text)
    with pytest.raises(ValueError, match="address"):
        is_public(text)
