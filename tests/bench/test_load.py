"""The load generator believes nothing but a reply that says the event was accepted as new."""

import json
import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from bench.load import Service, UnexpectedReply, publish

EVENT = {"title": "你被加入 acme/widget-pro"}
ACCEPTED = b'HTTP/1.1 202 Accepted\r\nContent-Length: 17\r\n\r\n{"deduped":false}'


@contextmanager
def answering(*pieces: bytes) -> Generator[tuple[Service, list[bytes]]]:
    """A server for one connection that answers every request with the pieces, and the bodies that it was sent."""
    bodies: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            while request := connection.recv(65_536):
                bodies.append(request.partition(b"\r\n\r\n")[2])
                for piece in pieces:
                    connection.sendall(piece)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=serve)
        server.start()
        yield Service(listener.getsockname()[1], "/events", EVENT, 202), bodies
        server.join()


def test_every_event_has_an_id_of_its_own_and_is_counted() -> None:
    with answering(ACCEPTED) as (service, bodies):
        sample = publish(service, ["token"], 0.2, "a")
    ids = {json.loads(body)["event_id"] for body in bodies}
    assert len(ids) == len(bodies) == sample.events > 1


def test_a_reply_that_comes_in_pieces_is_one_reply() -> None:
    with answering(ACCEPTED[:30], ACCEPTED[30:60], ACCEPTED[60:]) as (service, bodies):
        sample = publish(service, ["token"], 0.2, "a")
    assert sample.events == len(bodies)


@pytest.mark.parametrize(
    "reply",
    [
        ACCEPTED.replace(b"202", b"200"),
        ACCEPTED.replace(b"false", b"true "),
        b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["another status", "a replay", "a refusal"],
)
def test_a_reply_that_accepts_nothing_new_ends_the_run(reply: bytes) -> None:
    with answering(reply) as (service, _), pytest.raises(UnexpectedReply, match=reply[:12].decode()):
        publish(service, ["token"], 0.2, "a")
