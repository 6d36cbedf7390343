"""Which addresses may be kept to send to."""

from ipaddress import ip_network

import pytest

from core.urls import callback_faults, https_faults

LOOPBACK = [ip_network("127.0.0.0/8"), ip_network("::1/128")]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/hook", "http://[::1]/", "https://example.com/"])
def test_plain_http_goes_to_addresses_that_the_operator_opens(url: str) -> None:
    assert callback_faults(url, LOOPBACK) == []


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://example.com/", "http://10.0.0.1/", "http://127.0.0.1\\@example.com/", "http:127.0.0.1"]
)
def test_and_to_no_others(url: str) -> None:
    assert callback_faults(url, LOOPBACK)
    assert callback_faults("http://127.0.0.1/")


def test_what_is_only_shown_is_https_everywhere() -> None:
    assert https_faults("https://localhost/") == []
    assert https_faults("http://127.0.0.1/")
