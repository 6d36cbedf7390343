"""The connection goes to the address that was judged, and TLS still verifies the name."""

import asyncio
import select
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from tests.core.egress.certificates import Authority
from tests.core.egress.receivers import FINE, answers, floods, keeps_silent, receiving, resets
from tests.core.egress.sending import Names, opened, sent

HOST = "hooks.example"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this process trusts."""
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.path))
    return made


def url_of(address: str, host: str = HOST) -> str:
    return f"https://{host}:{address.rpartition(':')[2]}/hook"


def names() -> Names:
    return Names({HOST: [["127.0.0.1"]]})


async def test_a_certificate_of_the_name_is_accepted_at_the_address_that_was_looked_up(authority: Authority) -> None:
    async with receiving(answers(FINE), tls=authority.server(HOST)) as receiver, opened(look_up=names()) as egress:
        attempted = await sent(egress, url_of(receiver.address))
    assert (attempted.error, attempted.status, attempted.address, attempted.body) == ("", 200, "127.0.0.1", b"fine")
    phases = [attempted.dns_ms, attempted.connect_ms, attempted.tls_ms, attempted.first_byte_ms]
    assert sum(phase or 0 for phase in phases) <= (attempted.total_ms or 0)
    assert None not in phases


def _of_another(authority: Authority, _: Path) -> ssl.SSLContext:
    return authority.server("elsewhere.example")


def _ended(authority: Authority, _: Path) -> ssl.SSLContext:
    return authority.server(HOST, days=-1)


def _of_nobody(_: Authority, directory: Path) -> ssl.SSLContext:
    return Authority(directory).server(HOST)


def _of_old(authority: Authority, _: Path) -> ssl.SSLContext:
    context = authority.server(HOST)
    context.set_ciphers("AES128-SHA")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@pytest.mark.parametrize("made", [_of_another, _ended, _of_nobody, _of_old])
async def test_any_other_certificate_is_refused_before_anything_is_sent(
    authority: Authority, tmp_path: Path, made: Callable[[Authority, Path], ssl.SSLContext]
) -> None:
    (tmp_path / "other").mkdir()
    tls = made(authority, tmp_path / "other")
    async with receiving(answers(FINE), tls=tls) as receiver, opened(look_up=names()) as egress:
        attempted = await sent(egress, url_of(receiver.address))
        assert (attempted.error, attempted.status, attempted.address, receiver.heads) == ("tls", None, "127.0.0.1", [])


async def test_a_certificate_of_the_name_is_none_of_its_address(authority: Authority) -> None:
    async with receiving(answers(FINE), tls=authority.server(HOST)) as receiver, opened() as egress:
        assert (await sent(egress, url_of(receiver.address, "127.0.0.1"))).error == "tls"


async def test_who_speaks_no_tls_or_never_answers_is_told_apart(authority: Authority) -> None:
    del authority

    async def speak_clear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(FINE)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak_clear, "127.0.0.1", 0)
    async with server, opened(look_up=names()) as egress:
        assert (await sent(egress, url_of(f":{server.sockets[0].getsockname()[1]}"))).error == "tls"
    async with receiving(keeps_silent) as silent, opened(look_up=names()) as egress:
        attempted = await sent(egress, url_of(silent.address), deadline_seconds=1)
        assert (attempted.error, attempted.tls_ms, silent.connections) == ("timeout", None, 1)


def _is_left_by_who_got_an_answer(listener: socket.socket, tls: ssl.SSLContext) -> bool:
    """Answers one request and never reads again; whether the other side ends the connection all the same."""
    connection, _ = listener.accept()
    with tls.wrap_socket(connection, server_side=True) as secured:
        secured.recv(65_536)
        secured.sendall(FINE)
        watched = select.poll()
        watched.register(secured, select.POLLRDHUP)
        return bool(watched.poll(10_000))


async def test_nobody_waits_for_the_goodbyes_of_tls(authority: Authority) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        is_left = asyncio.create_task(asyncio.to_thread(_is_left_by_who_got_an_answer, listener, authority.server(HOST)))
        async with opened(look_up=names()) as egress:
            assert (await sent(egress, url_of(f":{listener.getsockname()[1]}"))).error == ""
            assert await is_left


async def test_the_loop_of_the_server_tells_the_same(authority: Authority) -> None:
    tls = authority.server(HOST)

    async def attempts() -> list[tuple[str, int | None, bool]]:
        told: list[tuple[str, int | None, bool]] = []
        floods_it = floods(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65_536)
        interim = floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
        for answer in (answers(FINE), floods_it, interim, resets(b"HTTP/1.1 200 OK\r\n"), keeps_silent):
            async with receiving(answer, tls=tls) as receiver, opened(look_up=names(), connections_max=1) as egress:
                attempted = await sent(egress, url_of(receiver.address), deadline_seconds=1 if answer is keeps_silent else 20)
                told.append((attempted.error, attempted.status, attempted.tls_ms is not None))
        return told

    expected = [("", 200, True), ("", 200, True), ("too_large", None, True), ("protocol", None, True), ("timeout", None, True)]
    assert await attempts() == expected
    assert await asyncio.to_thread(uvloop.run, attempts()) == expected
