"""Whatever an address says and a receiver answers, an attempt ends with a word for it."""

from collections.abc import AsyncGenerator
from ipaddress import IPv4Network

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.egress.public import Egress
from tests.core.egress.receivers import answers, receiving
from tests.core.egress.sending import opened, sent

anything = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
ERRORS = {"", "refused_address", "refused_url", "dns", "connect", "tls", "timeout", "protocol", "too_large", "redirect", "status"}
# Pieces of replies, in which a change of some bytes leads further into the parser than bytes alone.
PIECES = [
    *(
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 500 \r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/9.9 999 x\r\n",
        b"HTTP/1.1 302 Found\r\n",
        b"\r\n",
        b"\n",
    ),
    *(
        b"Content-Length: 3\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"a: b\r\n b\r\n",
    ),
    *(
        b"Content-Encoding: br\r\n",
        b"Connection: upgrade\r\nUpgrade: x\r\n",
        b"Location: file:///x\r\n",
        b"Retry-After: 1\r\n",
        b"Set-Cookie: \xff=\0\r\n",
    ),
    *(b"3\r\nabc\r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n", b"3;a=b\r\nabc\r\n", b"abc", b"\0", b"x" * 40_000),
]


@st.composite
def replies(draw: DrawFn) -> bytes:
    return b"".join(draw(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)), max_size=12)))


@pytest.fixture(scope="module")
async def unguarded() -> AsyncGenerator[Egress]:
    async with opened(connections_max=1) as egress:
        yield egress


@anything
@given(replies())
async def test_whatever_is_answered_has_a_name(unguarded: Egress, reply: bytes) -> None:
    async with receiving(answers(reply)) as receiver:
        attempted = await sent(unguarded, f"http://{receiver.address}/")
    assert attempted.error in ERRORS - {"timeout", "connect"}
    assert len(attempted.body) <= 4096


class Everybody:
    """A name server to whom nobody is unknown."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def __call__(self, _: str) -> list[str]:
        return self.found


@pytest.fixture(scope="module")
def everybody() -> Everybody:
    return Everybody()


@pytest.fixture(scope="module")
async def guarded(everybody: Everybody) -> AsyncGenerator[Egress]:
    async with opened((IPv4Network("127.0.0.2/32"),), look_up=everybody) as egress:
        yield egress


@anything
@given(st.one_of(st.text(), st.text().map("https://{}".format), st.text().map("http://a:{}@b/".format)), st.lists(st.text(), max_size=3))
@example("https://\ud800/", [])
@example("https://a.example/\ud800", ["127.0.0.2"])
@example("https://xn--/", ["127.0.0.1"])
@example("https://" + "a" * 300 + "/", ["127.0.0.1"])
@example("http://Ā@a.example/", ["127.0.0.2"])
@example("http://a%3Ab@a.example/", ["127.0.0.2"])
async def test_whatever_an_address_says_has_a_name_and_leads_nowhere_else(
    guarded: Egress, everybody: Everybody, url: str, found: list[str]
) -> None:
    everybody.found = found
    attempted = await sent(guarded, url, deadline_seconds=0.2)
    assert attempted.error in ERRORS - {""}
    assert attempted.address in {"", "127.0.0.2"}
