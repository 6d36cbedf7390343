"""work: lists, filters, search and the dashboard of a project with a thousand and with a hundred thousand tasks in the workspace."""

import signal
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from itertools import cycle
from urllib.parse import urlencode

from bench.codec import EVENT
from bench.fill import fill
from bench.load import Asker, Sample, ask, get
from bench.services import Running, product
from bench.sizes import Growth, Size, measure_sizes
from bench.stage import SLUG, Stage, stage
from core.secrets.keys import load_keys

NAME = "work"
_SIZES, _ROUNDS, _SECONDS = (1_000, 100_000), 5, 3.0
_QUICK_SIZES, _QUICK_ROUNDS, _QUICK_SECONDS = (1_000, 3_000), 1, 1.0
_CONNECTIONS, _PEOPLE = 4, 100
_BAR = 2.0
# All of the workspace that a caller sees, so that pages are full whatever the size. What is looked for is had by one of twenty.
_TASKS: Mapping[str, Mapping[str, object]] = {
    "list": {"scope": "company", "limit": 50},
    "list own": {"limit": 10},
    "filter by tag": {"scope": "company", "limit": 20, "tag": "performance"},
    "search": {"scope": "company", "limit": 20, "q": "reviewing dashboards"},
}
# Their pages have a task at least; those of the others are full.
_MAY_BE_SHORT = frozenset({"list own", "search"})


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down."""
    counts, rounds, seconds = (_QUICK_SIZES, _QUICK_ROUNDS, _QUICK_SECONDS) if is_quick else (_SIZES, _ROUNDS, _SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=_CONNECTIONS) as shared, ExitStack() as running:
        samples = measure_sizes([_size(shared, running, count) for count in counts], rounds, seconds)
        postgresql = shared.cluster.version()
    how = f"{_CONNECTIONS} connections of employees, {_PEOPLE} people, one worker each; medians of {rounds} turns of {seconds:g} s."
    growth = Growth(NAME, "tasks", _BAR, how, postgresql, samples)
    growth.show()
    if not is_quick:
        growth.keep()


def _size(shared: Stage, running: ExitStack, count: int) -> Size:
    name = f"tasks_{count}"
    world = fill(shared.database(name), load_keys(shared.keys_file), workspace=SLUG, people=_PEOPLE, tasks=count)
    project = world.projects[0]
    server = running.enter_context(product(shared, workers=1, database=name))
    lists = {
        operation: partial(_list, shared, server, asked, least=1 if operation in _MAY_BE_SHORT else int(str(asked["limit"])))
        for operation, asked in _TASKS.items()
    }
    return Size(count, {**lists, "dashboard": partial(_dashboard, shared, server, project.slug)}, partial(shared.cluster.settle, name))


def _list(shared: Stage, server: Running, asked: Mapping[str, object], seconds: float, _: str, *, least: int) -> Sample:
    def is_page(reply: bytes) -> bool:
        return reply.startswith(b"HTTP/1.1 200 ") and least <= reply.count(b'"etag":') <= int(str(asked["limit"]))

    return _ask(shared, server, f"/api/tasks?{urlencode(asked)}", is_page, seconds)


def _dashboard(shared: Stage, server: Running, slug: str, seconds: float, _: str) -> Sample:
    def is_dashboard(reply: bytes) -> bool:
        return reply.startswith(b"HTTP/1.1 200 ") and slug.encode() in reply

    return _ask(shared, server, f"/api/v1/projects/{slug}/dashboard", is_dashboard, seconds)


def _ask(shared: Stage, server: Running, path: str, is_right: Callable[[bytes], bool], seconds: float) -> Sample:
    return ask(server.http_port, [Asker(cycle([get(server.http_port, path, key)]), is_right) for key in shared.agent_keys], seconds)
