"""growth: publishing, the inbox and reading back with ten thousand, a hundred thousand and a million deliveries in the workspace."""

import random
import signal
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from itertools import cycle

import psycopg

from bench.codec import EVENT
from bench.fill import fill
from bench.load import Asker, Sample, Service, ask, get, publish
from bench.plot import write_plot
from bench.publish_rest import PATH
from bench.report import RESULTS
from bench.services import Running, product
from bench.sizes import Growth, Size, measure_sizes
from bench.stage import SLUG, Stage, stage
from core.secrets.keys import load_keys

NAME = "growth"
_SIZES, _ROUNDS, _SECONDS = (10_000, 100_000, 1_000_000), 5, 5.0
_QUICK_SIZES, _QUICK_ROUNDS, _QUICK_SECONDS = (1_000, 5_000), 1, 1.0
_CONNECTIONS = 8
_PUBLISH_SECONDS_MAX = 1.0
_BAR = 1.2
_PAGE = 50
# Deliveries of each caller that are read back.
_READ_BACK = 200


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them and their plot down."""
    counts, rounds, seconds = (_QUICK_SIZES, _QUICK_ROUNDS, _QUICK_SECONDS) if is_quick else (_SIZES, _ROUNDS, _SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=_CONNECTIONS) as shared, ExitStack() as running:
        samples = measure_sizes([_size(shared, running, count) for count in counts], rounds, seconds)
        postgresql = shared.cluster.version()
    how = f"{_CONNECTIONS} connections, 1,000 people, one worker each; medians of {rounds} turns of {seconds:g} s, 1 s of publishing."
    growth = Growth(NAME, "deliveries", _BAR, how, postgresql, samples)
    growth.show()
    if not is_quick:
        growth.keep()
        lines = {name: [(count, growth.middle(name, count)["p50_ms"]) for count in of_size] for name, of_size in samples.items()}
        write_plot(RESULTS / f"{NAME}.svg", lines, noun="deliveries")


def _size(shared: Stage, running: ExitStack, count: int) -> Size:
    name = f"deliveries_{count}"
    fill(shared.database(name), load_keys(shared.keys_file), workspace=SLUG, deliveries=count)
    server = running.enter_context(product(shared, workers=1, database=name))
    return Size(
        count,
        {
            "publish": partial(_publish, shared, server),
            "list_inbox": partial(_list_inbox, shared, server),
            "read back": partial(_read_back, shared, server),
        },
        partial(shared.cluster.settle, name),
    )


def _publish(shared: Stage, server: Running, seconds: float, run: str) -> Sample:
    """For a short time: what is published makes the least database less small."""
    return publish(Service(server.http_port, PATH, shared.event, 202), shared.tokens, min(seconds, _PUBLISH_SECONDS_MAX), run)


def _list_inbox(shared: Stage, server: Running, seconds: float, _: str) -> Sample:
    """The first page, which every caller has."""
    request = partial(get, server.http_port, f"/api/v1/inbox?limit={_PAGE}")
    with psycopg.connect(shared.cluster.url(server.database)) as owner:
        [(least,)] = owner.execute(
            """
            SELECT min(kept) FROM token_families f CROSS JOIN LATERAL (
                SELECT count(*) AS kept FROM deliveries d WHERE d.workspace_id = f.workspace_id AND d.recipient_user_id = f.user_id
                  AND d.archived_at IS NULL) AS d
            WHERE f.label LIKE 'caller %'
            """
        ).fetchall()
    items_min = min(_PAGE, least)

    def is_page(reply: bytes) -> bool:
        return reply.startswith(b"HTTP/1.1 200 ") and items_min <= reply.count(b'{"deliveryId":') <= _PAGE

    return ask(server.http_port, [Asker(cycle([request(key)]), is_page) for key in shared.agent_keys], seconds)


def _read_back(shared: Stage, server: Running, seconds: float, turn: str) -> Sample:
    """Deliveries of any age, by whoever sent them."""
    with psycopg.connect(shared.cluster.url(server.database)) as owner:
        askers = [
            Asker(_asked(server, token, _sent(owner, number), f"{turn}-{number}"), _is_delivery)
            for number, token in enumerate(shared.tokens)
        ]
    return ask(server.http_port, askers, seconds)


def _sent(owner: psycopg.Connection, number: int) -> Sequence[str]:
    rows = owner.execute(
        """
        SELECT d.id::text FROM token_families f JOIN deliveries d ON d.workspace_id = f.workspace_id AND d.family_id = f.id
        WHERE f.label = %s ORDER BY d.id
        """,
        (f"caller {number}",),
    ).fetchall()
    return [delivery_id for (delivery_id,) in rows]


def _asked(server: Running, token: str, ids: Sequence[str], seed: str) -> "cycle[bytes]":
    some = random.Random(seed).sample(ids, min(len(ids), _READ_BACK))
    return cycle([get(server.http_port, f"{PATH}/{one}", token) for one in some])


def _is_delivery(reply: bytes) -> bool:
    return reply.startswith(b"HTTP/1.1 200 ") and b'{"deliveryId":"' in reply
