"""Connections that are left open for the next request to the same server."""

import asyncio
from ipaddress import IPv4Network

from core.clock import Clock
from tests.core.egress.receivers import FINE, Receiver, answers_each, receiving
from tests.core.egress.sending import Names, opened, sent

LONG = b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n" + b"x" * 4000
INTERIM = b"HTTP/1.1 100 Continue\r\n\r\n"
NOTHING = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def url_of(receiver: Receiver) -> str:
    return f"http://{receiver.address}/hook"


async def test_posts_to_one_server_go_over_one_connection() -> None:
    async with receiving(answers_each(FINE, FINE, FINE)) as receiver, opened() as egress:
        first, second, third = [await sent(egress, url_of(receiver)) for _ in range(3)]
        assert receiver.connections == 1
    assert {one.error for one in (first, second, third)} == {""}
    assert {one.body for one in (first, second, third)} == {b"fine"}
    assert (first.connect_ms is None, second.connect_ms, third.connect_ms) == (False, None, None)
    assert (second.address, second.first_byte_ms is None) == ("127.0.0.1", False)


async def test_each_answer_has_a_bound_of_its_own() -> None:
    async with receiving(answers_each(*[INTERIM * 100 + LONG] * 20)) as receiver, opened() as egress:
        attempted = [await sent(egress, url_of(receiver)) for _ in range(20)]
    assert {(one.error, one.body) for one in attempted} == {("", b"x" * 4000)}
    assert receiver.connections == 1


async def test_a_connection_whose_other_end_goes_without_a_word_costs_no_attempt() -> None:
    async with receiving(answers_each(FINE)) as receiver, opened() as egress:
        first, second = [await sent(egress, url_of(receiver)) for _ in range(2)]
        assert receiver.connections == 2
    assert (first.error, second.error, second.body) == ("", "", b"fine")
    assert second.connect_ms is not None


async def test_a_body_is_sent_twice_at_most() -> None:
    hangs_up = answers_each()
    turns = [answers_each(FINE), hangs_up]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await turns.pop(0)(reader, writer)

    async with receiving(answer) as receiver, opened() as egress:
        assert (await sent(egress, url_of(receiver))).error == ""
        assert (await sent(egress, url_of(receiver))).error == "protocol"
        assert receiver.connections == 2


class Hand(Clock):
    """A clock that somebody moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic_seconds(self) -> float:
        return self.seconds


async def test_a_connection_is_used_for_a_minute_and_no_longer() -> None:
    clock = Hand()
    async with receiving(answers_each(*[FINE] * 4)) as receiver, opened(clock=clock) as egress:
        dialled: list[int] = []
        for clock.seconds in (0, 60, 61, 62):
            assert (await sent(egress, url_of(receiver))).error == ""
            dialled.append(receiver.connections)
    # What is over a minute old is used for the attempt that finds it, and for none after that.
    assert dialled == [1, 1, 1, 2]


async def test_256_connections_stay_open_and_one_more_serves_its_attempt_alone() -> None:
    async with receiving(answers_each(FINE, FINE), host="0.0.0.0") as receiver, opened() as egress:  # for a test's time
        port = receiver.address.partition(":")[2]
        urls = [f"http://127.1.{number // 256}.{number % 256}:{port}/" for number in range(257)]
        for url in urls:
            assert (await sent(egress, url)).error == ""
        assert receiver.connections == 257
        for url, connections in ((urls[255], 257), (urls[256], 258)):
            assert (await sent(egress, url)).error == ""
            assert receiver.connections == connections


async def test_what_comes_unasked_ends_the_connection_and_answers_nobody() -> None:
    is_ended = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        if receiver.connections > 1:
            writer.write(FINE)
            return
        writer.write(NOTHING)
        await was_answered.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad")
        await reader.read()
        is_ended.set()

    was_answered = asyncio.Event()
    async with receiving(answer) as receiver, opened() as egress:
        first = await sent(egress, url_of(receiver))
        was_answered.set()
        await is_ended.wait()
        second = await sent(egress, url_of(receiver))
        assert receiver.connections == 2
    assert (first.error, first.body, second.error, second.body) == ("", b"", "", b"fine")


async def test_two_answers_to_one_request_end_the_connection() -> None:
    async with receiving(answers_each(FINE + LONG)) as receiver, opened() as egress:
        attempted = [await sent(egress, url_of(receiver)) for _ in range(2)]
        assert receiver.connections == 2
    assert {(one.error, one.body) for one in attempted} == {("", b"fine")}


async def test_a_kept_connection_leads_where_it_was_judged_whatever_its_name_says_now() -> None:
    names = Names({"rebinding.example": [["127.0.0.2"], ["127.0.0.1"]]})
    async with (
        receiving(answers_each(FINE, FINE), host="127.0.0.2") as good,
        opened((IPv4Network("127.0.0.2/32"),), look_up=names) as egress,
    ):
        url = f"http://rebinding.example:{good.address.partition(':')[2]}/"
        attempted = [await sent(egress, url) for _ in range(2)]
    assert [(one.error, one.address) for one in attempted] == [("", "127.0.0.2")] * 2
    assert (names.asked, good.connections) == (["rebinding.example"], 1)


async def test_what_must_come_whole_has_a_connection_of_its_own() -> None:
    async with receiving(answers_each(FINE, FINE)) as receiver, opened() as egress:
        for _ in range(2):
            assert (await egress.get(url_of(receiver), deadline_seconds=20, body_bytes_max=4)).error == ""
        assert receiver.connections == 2
