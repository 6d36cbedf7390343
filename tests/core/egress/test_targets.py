"""What can never be sent to is refused before it is kept, and nothing else is."""

from ipaddress import ip_network

import pytest

from core.egress.addresses import EVERYWHERE
from core.egress.targets import target_faults

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]
PRIVATE = [
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::]/",
    "https://[::1]:8443/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://0177.0.0.1/",
    "https://\uff11\uff12\uff17.0.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_literal_address_must_be_public_however_it_is_spelled(url: str) -> None:
    assert target_faults(url, ()) == ["must not be an address of a private network"]
    assert target_faults(url, EVERYWHERE) == []


@pytest.mark.parametrize("url", ["https://.example.com/", "https://a..example.com/", f"https://{'a' * 64}.example.com/"])
def test_what_no_resolver_takes_is_refused(url: str) -> None:
    assert target_faults(url, EVERYWHERE) == ["is no address that can be called"]


@pytest.mark.parametrize("url", ["https://user@example.com/", "https://user:secret@example.com/", "https://@example.com/"])
def test_user_info_is_refused(url: str) -> None:
    assert target_faults(url, EVERYWHERE) == ["must not contain user info"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a@b?c=d@e",
        "https://example.com.:8443/",
        "https://under_score.example.com/",
        "https://bücher.example/",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/",
        "https://1.2.3.4.example.com/",
        "https://hooks.internal/",
    ],
)
def test_what_may_be_sent_to_is_kept(url: str) -> None:
    assert target_faults(url, ()) == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/hook", "http://[::1]/", "https://127.1/", "https://example.com/"])
def test_what_the_operator_opens_is_kept(url: str) -> None:
    assert target_faults(url, LOOPBACK) == []


def test_what_goes_through_nat64_is_not_what_the_operator_opens() -> None:
    assert target_faults("https://[64:ff9b::7f00:1]/", LOOPBACK) == ["must not be an address of a private network"]


@pytest.mark.parametrize("url", ["https://localhost/", "http://example.com/", "http://127.0.0.1/", "https://", "https:example.com"])
def test_faults_of_the_text_come_first(url: str) -> None:
    assert target_faults(url, ())
