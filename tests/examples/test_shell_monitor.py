"""The shell monitor: one delivery per incident, over runs, kills and outages."""

import secrets
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.conftest import processes_naming
from tests.eventually import eventually
from tests.examples.conftest import EXAMPLES, Program, Run, Site

MONITOR = EXAMPLES / "shell-monitor/monitor.sh"


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str], bytes]], port: int = 0) -> Generator[str]:
    """An HTTP server of the test's own; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            status, headers, body = answer(self)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815  # http.server asks for these names

        def handle(self) -> None:
            try:
                super().handle()
            except ConnectionError:
                return  # who asked was killed

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base's signature
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class Shop:
    """What is watched: it answers with the status that a test gives it."""

    def __init__(self) -> None:
        self.status = 200
        self.url = ""


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    with answering(lambda _: (made.status, {}, b"")) as made.url:
        yield made


class Monitor:
    """The monitor of one watch, as cron starts it."""

    def __init__(self, run: Run, site: Site, shop: Shop, folder: Path, name: str) -> None:
        self._run = run
        self._site = site
        self._shop = shop
        self._folder = folder
        self.name = name

    @property
    def state(self) -> Path:
        return self._folder / f"{self.name}.state"

    @property
    def items(self) -> list[dict[str, Any]]:
        return self._site.items(f"watch={self.name}")

    async def start(self, *options: str, server: str | None = None) -> Program:
        return await self._run(
            *(MONITOR, "--once", "--name", self.name, "--url", self._shop.url, "--state-dir", self._folder),
            *("--server", server or self._site.server.http, *options),
            variables={"FLUXDESK_TOKEN": self._site.token("personal_token")},
        )

    async def look(self, *options: str, server: str | None = None) -> int:
        return await (await self.start(*options, server=server)).end()


@pytest.fixture
def monitor(run: Run, site: Site, shop: Shop, tmp_path: Path) -> Monitor:
    return Monitor(run, site, shop, tmp_path / "state", f"watch-{secrets.token_hex(4)}")


@contextmanager
def in_front_of(site: Site, meddle: Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str]] | None]) -> Generator[str]:
    """A proxy that hands every request on, or answers as the test says. It may meddle once the server has answered."""

    def answer(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        reply = httpx2.post(f"{site.server.http}{request.path}", content=body, headers=headers)
        instead = meddle(request)
        return (*instead, b"") if instead else (reply.status_code, {}, reply.content)

    with answering(answer) as url:
        yield url


async def test_an_incident_is_one_delivery_over_many_runs(monitor: Monitor, shop: Shop) -> None:
    assert await monitor.look() == 0
    assert monitor.items == []
    shop.status = 503

    async def has_fired_again() -> bool:
        # Firings are told apart by the second.
        assert await monitor.look() == 0
        return monitor.items[0]["fireCount"] >= 2

    await eventually(has_fired_again)
    [item] = monitor.items
    assert (item["externalStatus"], item["resolvedAt"], item["summary"]) == ("firing", None, f"{shop.url} answered with status 503.")
    shop.status = 200
    assert await monitor.look() == 0
    [item] = monitor.items
    assert item["resolvedAt"]
    assert item["resolutionNote"] == f"{shop.url} answered with status 200."
    assert not monitor.state.exists()


async def test_the_next_incident_is_another_delivery(monitor: Monitor, shop: Shop) -> None:
    for status in (500, 200, 500):
        shop.status = status
        assert await monitor.look() == 0
    assert [item["resolvedAt"] is None for item in monitor.items] == [False, True]


async def test_a_disk_is_watched_with_a_name_that_needs_escapes(run: Run, site: Site, tmp_path: Path) -> None:
    folder = tmp_path / 'a "quoted" \\folder\\ é'
    folder.mkdir()
    token = tmp_path / "token"
    token.write_text(site.token("personal_token"))
    for percent in ("1", "100"):
        # On the edge of the second run it recovers, unless the disk of the tests is really full.
        command = [MONITOR, "--once", "--name", "disk", "--disk", folder, "--percent", percent, "--recover-percent", percent]
        program = await run(*command, "--server", site.server.http, "--token-file", token, "--state-dir", tmp_path / "state")
        assert (await program.end(), program.logged.count("incident")) == (0, 1)
    [item] = site.items("watch=disk")
    assert item["summary"].startswith(f"The file system of {folder} is ")
    assert item["resolvedAt"]


async def test_a_kill_after_the_publish_does_not_double_the_incident(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    killed: list[Program] = []
    # The monitor is known to the proxy before it asks anything of it.
    ready = threading.Event()

    def kill(_: BaseHTTPRequestHandler) -> None:
        ready.wait()
        killed[0].process.send_signal(signal.SIGKILL)

    with in_front_of(site, kill) as proxy:
        killed.append(await monitor.start(server=proxy))
        ready.set()
        assert await killed[0].end() == -signal.SIGKILL
    assert monitor.state.read_text().startswith("opening\n")
    assert len(monitor.items) == 1
    assert await monitor.look() == 0
    assert len(monitor.items) == 1
    assert monitor.state.read_text().splitlines()[2] == monitor.items[0]["deliveryId"]


async def test_an_incident_that_is_over_before_it_is_known_to_be_told_is_resolved(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    with in_front_of(site, lambda _: (429, {"Retry-After": "86400"})) as proxy:
        assert await monitor.look(server=proxy) == 1
    shop.status = 200
    assert await monitor.look() == 0
    assert [item["resolvedAt"] is not None for item in monitor.items] == [True]


async def test_a_recovery_that_could_not_be_told_does_not_swallow_the_next_incident(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    assert await monitor.look() == 0
    shop.status = 200
    with in_front_of(site, lambda _: (503, {"Retry-After": "0"})) as proxy:
        assert await monitor.look("--attempts", "2", server=proxy) == 1
    assert monitor.state.read_text().startswith("resolving\n")
    shop.status = 500
    assert await monitor.look() == 0
    assert [item["resolvedAt"] is None for item in monitor.items] == [False, True]


async def test_it_waits_as_it_is_told_and_shows_its_token_to_nobody(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    answers = iter([(429, {"Retry-After": "0"}), (503, {"retry-after": "0"})])
    seen: list[int] = []

    def meddle(_: BaseHTTPRequestHandler) -> tuple[int, dict[str, str]] | None:
        seen.extend(processes_naming(site.token("personal_token")))
        return next(answers, None)

    with in_front_of(site, meddle) as proxy:
        assert await monitor.look(server=proxy) == 0
    assert seen == []
    assert len(monitor.items) == 1


async def test_a_server_that_comes_back_is_told(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    site.stop()
    program = await monitor.start("--attempts", "8")
    await eventually(lambda: "could not be told (no answer); again in" in program.logged)
    site.start_again()
    assert await program.end() == 0
    assert len(monitor.items) == 1


async def test_two_runs_at_once_are_one(monitor: Monitor, shop: Shop, site: Site) -> None:
    shop.status = 500
    asked, go_on = threading.Event(), threading.Event()

    def hold(_: BaseHTTPRequestHandler) -> None:
        asked.set()
        go_on.wait(20)

    with in_front_of(site, hold) as proxy:
        first = await monitor.start(server=proxy)
        await eventually(asked.is_set)
        assert await monitor.look() == 75
        go_on.set()
        assert await first.end() == 0
    assert len(monitor.items) == 1


async def test_it_goes_on_until_it_is_told_to_end(run: Run, site: Site, shop: Shop, tmp_path: Path) -> None:
    shop.status = 500
    program = await run(
        *(MONITOR, "--name", "loop", "--url", shop.url, "--interval", "1", "--state-dir", tmp_path / "state"),
        *("--server", site.server.http),
        variables={"FLUXDESK_TOKEN": site.token("personal_token")},
    )
    await eventually(lambda: len(site.items("watch=loop")) == 1)
    shop.status = 200
    await eventually(lambda: site.items("watch=loop")[0]["resolvedAt"] is not None)
    assert await program.end(signal.SIGTERM) == 0


async def test_a_refused_token_is_told_and_what_was_seen_is_kept(
    monitor: Monitor, shop: Shop, run: Run, site: Site, tmp_path: Path
) -> None:
    shop.status = 500
    options = ["--url", shop.url, "--state-dir", tmp_path / "state", "--server", site.server.http]
    program = await run(MONITOR, "--once", "--name", monitor.name, *options, variables={"FLUXDESK_TOKEN": "nobody"})
    assert await program.end() == 3
    assert "refused with status 401" in program.logged
    assert await monitor.look() == 0
    assert len(monitor.items) == 1


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--name is missing"),
        (["--name", "a b", "--disk", "/"], "--name has letters"),
        (["--name"], "--name needs a value"),
        (["--name", "x"], "--disk or --url is missing"),
        (["--name", "x", "--disk", "/", "--url", "http://a.example"], "are two watches"),
        (["--name", "x", "--url", "ftp://a.example"], "--url begins with"),
        (["--name", "x", "--disk", "/nowhere/at/all"], "there is no /nowhere/at/all"),
        (["--name", "x", "--disk", "/", "--percent", "101"], "--percent is from 1 to 100"),
        (["--name", "x", "--disk", "/", "--percent", "08"], "--percent takes a number"),
        (["--name", "x", "--disk", "/", "--percent", "50", "--recover-percent", "60"], "--recover-percent is from 1 to 50"),
        (["--name", "x", "--disk", "/", "--severity", "loud"], "--severity is info, warn or critical"),
        (["--name", "x", "--disk", "/", "--colour", "red"], "there is no option --colour"),
        (["--name", "x", "--disk", "/", "--token-file", "/nowhere"], "cannot be read"),
        (["--name", "x", "--disk", "/", "--state-dir", "/dev/null/x"], "cannot be written"),
    ],
)
async def test_wrong_usage_is_one_line_and_exit_code_2(run: Run, tmp_path: Path, options: list[str], told: str) -> None:
    program = await run(MONITOR, "--once", *options, variables={"FLUXDESK_TOKEN": "x", "HOME": str(tmp_path)})
    assert await program.end() == 2
    [line] = program.logged.splitlines()
    assert told in line


async def test_a_token_is_asked_for_and_help_is_given(run: Run, tmp_path: Path) -> None:
    program = await run(MONITOR, "--once", "--name", "x", "--disk", "/", variables={"HOME": str(tmp_path)})
    assert (await program.end(), "no token" in program.logged) == (2, True)
    program = await run(MONITOR, "--help")
    assert (await program.end(), "usage: monitor.sh" in program.printed) == (0, True)
