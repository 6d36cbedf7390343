"""Every event that is offered is accounted for once, whatever became of it."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from bench.load import Service
from bench.offered import Offered
from bench.open_loop import offer

ACCEPTED = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
MUTE = BUSY.replace(b"Retry-After: 1\r\n", b"")


@contextmanager
def answering(reply: bytes) -> Generator[Service]:
    """A server that answers every request with the reply, or closes the connection where there is none."""

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with connection:
            while connection.recv(65_536) and reply:
                connection.sendall(reply)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield Service(listener.getsockname()[1], "/events", {"title": "x"}, 202)


def accounted(offered: Offered) -> int:
    return len(offered.accepted_ms) + sum(offered.refusals.values()) + offered.late + offered.unsent


@pytest.mark.parametrize(
    ("reply", "accepted", "statuses", "mute"),
    [(ACCEPTED, True, set[str](), False), (BUSY, False, {"503"}, False), (MUTE, False, {"503"}, True)],
    ids=["accepted", "refused", "refused without a time"],
)
def test_answers_are_counted_by_what_they_say(reply: bytes, accepted: bool, statuses: set[str], mute: bool) -> None:  # noqa: FBT001
    with answering(reply) as service:
        offered = offer(service, ["token"], 500, 0.2, "a")
    assert accounted(offered) == offered.calls > 0
    assert (bool(offered.accepted_ms), set(offered.refusals), bool(offered.mute)) == (accepted, statuses, mute)
    assert offered.unknown == 0


def test_of_a_closed_connection_nobody_knows() -> None:
    with answering(b"") as service:
        offered = offer(service, ["token"], 500, 0.2, "a")
    assert accounted(offered) == offered.calls == offered.unknown > 0
