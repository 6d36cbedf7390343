"""What the guard lets be dialled: a canary on loopback hears of no attempt that has no business there."""

import asyncio
import itertools
from collections.abc import AsyncGenerator
from ipaddress import IPv4Network, IPv6Network

import pytest

from core.egress.public import EVERYWHERE, Network
from core.settings import Settings
from tests.core.egress.receivers import FINE, Receiver, answers, receiving
from tests.core.egress.sending import LOOPBACK, Names, opened, sent

METADATA = "169.254.169.254"
# Stands for the Internet, where tests have nobody.
OUTSIDE = (IPv4Network("127.0.0.2/32"),)
# Spellings of loopback that some part of a system reads as an address.
SPELLINGS = [
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "127.0.0.1."),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::1]", "[::1%25lo]"),
    *("①②⑦.⓪.⓪.①", "localhost", "LOCALHOST.", "ip6-localhost"),
]


@pytest.fixture
async def canary() -> AsyncGenerator[Receiver]:
    async with receiving(answers(FINE)) as receiver:
        yield receiver
        assert receiver.connections == 0


def port_of(receiver: Receiver) -> str:
    return receiver.address.rpartition(":")[2]


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("allow", [(), OUTSIDE])
@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_no_spelling_of_loopback_reaches_it(canary: Receiver, host: str, allow: tuple[Network, ...], scheme: str) -> None:
    async with opened(allow) as egress:
        attempted = await sent(egress, f"{scheme}://{host}:{port_of(canary)}/")
    assert attempted.error in {"refused_address", "refused_url", "dns"}
    assert (attempted.status, attempted.address) == (None, "")


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["127.0.0.2", "127.0.0.1"],
        ["127.0.0.1", "127.0.0.2"],
        ["127.0.0.2", "::ffff:127.0.0.1"],
        ["127.0.0.2", METADATA],
        ["127.0.0.2", "64:ff9b::a9fe:a9fe"],
        ["127.0.0.2", "fe80::1%eth0"],
        ["127.0.0.2", "no address"],
        [*["127.0.0.2"] * 50, METADATA],
    ],
)
async def test_a_name_with_one_bad_address_is_not_dialled_at_all(found: list[str]) -> None:
    names = Names({"hooks.example": [found]})
    async with receiving(answers(FINE), host="127.0.0.2") as good, opened(OUTSIDE, look_up=names) as egress:
        attempted = await sent(egress, f"http://hooks.example:{port_of(good)}/")
        assert (attempted.error, attempted.address, good.connections) == ("refused_address", "", 0)


async def test_a_name_that_answers_otherwise_the_next_time_is_judged_anew_and_asked_once_an_attempt(canary: Receiver) -> None:
    names = Names({"rebinding.example": [["127.0.0.2"], ["127.0.0.1"]]})
    async with receiving(answers(FINE), host="127.0.0.2", port=int(port_of(canary))), opened(OUTSIDE, look_up=names) as egress:
        url = f"http://rebinding.example:{port_of(canary)}/"
        first, second = await sent(egress, url), await sent(egress, url)
    assert (first.error, first.address, second.error) == ("", "127.0.0.2", "refused_address")
    assert names.asked == ["rebinding.example"] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_a_failure_and_never_followed(canary: Receiver, status: int) -> None:
    for target in (f"http://{canary.address}/", f"http://{METADATA}/latest/meta-data/"):
        moved = answers(b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, target.encode()))
        async with receiving(moved) as receiver, opened() as egress:
            attempted = await sent(egress, f"http://{receiver.address}/")
        assert (attempted.error, attempted.status, receiver.connections) == ("redirect", status, 1)


async def test_proxies_of_the_environment_are_not_used(canary: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, end in itertools.product(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), (str.upper, str.lower)):
        monkeypatch.setenv(end(name), f"http://{canary.address}")
    async with receiving(answers(FINE)) as receiver, opened() as egress:
        assert (await sent(egress, f"http://{receiver.address}/")).error == ""
        assert (await sent(egress, f"https://{receiver.address}/", deadline_seconds=1)).error in {"tls", "timeout"}
        assert receiver.connections == 2


async def test_in_clear_only_networks_that_are_allowed_are_called(canary: Receiver) -> None:
    names = Names({"public.example": [["8.8.8.8"]], "both.example": [["127.0.0.2", "8.8.8.8"]]})
    async with opened(OUTSIDE, look_up=names) as egress:
        for host in ("public.example", "both.example", "8.8.8.8", "[2606:4700::1111]"):
            attempted = await sent(egress, f"http://{host}:{port_of(canary)}/")
            assert (attempted.error, attempted.address) == ("refused_url", "")
    async with opened((), look_up=names) as egress:
        assert (await sent(egress, "http://public.example/")).error == "refused_url"
    assert names.asked == ["public.example", "both.example"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example",
        "//hooks.example",
        "https://",
        "https:///x",
        "ftp://hooks.example",
        "file:///etc/passwd",
        "https://[::1",
        "https://x:99999/",
    ],
)
async def test_what_is_no_address_of_a_server_is_refused_unseen(url: str) -> None:
    names = Names({})
    async with opened(EVERYWHERE, look_up=names) as egress:
        assert (await sent(egress, url)).error == "refused_url"
    assert names.asked == []


async def test_a_name_of_nobody_is_told() -> None:
    async with opened(look_up=Names({"empty.example": [[]]})) as egress:
        for host in ("nobody.example", "empty.example"):
            assert (await sent(egress, f"https://{host}/")).error == "dns"
    async with opened() as egress:
        for host in ("nobody.invalid", "a" * 64 + ".invalid", "..", "a..b"):
            assert (await sent(egress, f"https://{host}/")).error in {"dns", "refused_url"}


async def test_a_name_server_that_keeps_silent_costs_no_more_than_the_deadline() -> None:
    async def keep_silent(_: str) -> list[str]:
        await asyncio.Event().wait()
        return []

    async with opened(look_up=keep_silent, connections_max=1) as egress, receiving(answers(FINE)) as fine:
        attempted = await sent(egress, "https://silent.example/", deadline_seconds=0.2)
        assert (attempted.error, attempted.dns_ms) == ("timeout", None)
        assert (await sent(egress, f"http://{fine.address}/")).error == ""


async def test_a_port_where_nobody_listens_is_told() -> None:
    async with receiving(answers(FINE)) as receiver:
        address = receiver.address
    async with opened() as egress:
        attempted = await sent(egress, f"http://{address}/")
    assert (attempted.error, attempted.address, attempted.connect_ms) == ("connect", "127.0.0.1", None)


async def test_of_many_addresses_one_that_answers_is_found() -> None:
    names = Names({"hooks.example": [["127.0.0.9", "127.0.0.8", "127.0.0.2"]]})
    async with receiving(answers(FINE), host="127.0.0.2") as receiver, opened(LOOPBACK, look_up=names) as egress:
        attempted = await sent(egress, f"http://hooks.example:{port_of(receiver)}/")
    assert (attempted.error, attempted.address) == ("", "127.0.0.2")


def test_the_operator_allows_networks_and_by_default_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLUXDESK_EGRESS_ALLOW", raising=False)
    assert Settings().egress_allow == ()
    monkeypatch.setenv("FLUXDESK_EGRESS_ALLOW", "127.0.0.0/8, ::1")
    assert Settings().egress_allow == (*LOOPBACK, IPv6Network("::1/128"))
    monkeypatch.setenv("FLUXDESK_EGRESS_ALLOW", "inside")
    with pytest.raises(ValueError, match="egress_allow"):
        Settings()
