"""mcp: listing tools and calling one over MCP, beside the official SDK by itself and fastmcp."""

import json
import signal
from collections.abc import Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg
from fluxdesk.rpc import Role

from bench.codec import EVENT
from bench.fill import fill
from bench.load import Asker, Sample, ask, post
from bench.processes import free_port, serving
from bench.report import Figures, facts, keep, machine, rounded
from bench.services import PEER_PROGRAMS, PEERS, Running, product
from bench.stage import SLUG, Stage, stage
from bench.turns import Contender, measure
from core.secrets.keys import load_keys

NAME = "mcp"
_CONNECTIONS = 8
_ROUNDS, _SECONDS = 3, 5.0
_QUICK_ROUNDS, _QUICK_SECONDS = 1, 1.0
_PATH = "/mcp"
_VERSION = "2026-07-28"
_META: Mapping[str, object] = {"io.modelcontextprotocol/protocolVersion": _VERSION, "io.modelcontextprotocol/clientCapabilities": {}}
_CALL: Mapping[str, Any] = {"name": "list_inbox", "arguments": {"limit": 5}}
_DELIVERIES = 1_000
_PRODUCT, _FASTMCP = "FluxDesk", "fastmcp"
# CPU of the server for one request, and how many times as much fastmcp is meant to need.
_BARS_MS, _BAR_FASTMCP = {"tools/list": 0.3, "tools/call": 1.0}, 5.0


class _Wanted(NamedTuple):
    """A message, and what a right answer holds."""

    method: str
    params: Mapping[str, object]
    mark: bytes


def main(*, is_quick: bool) -> None:
    """Prints the figures; the full run also writes them down. Raises for the first answer that is not right."""
    rounds, seconds = (_QUICK_ROUNDS, _QUICK_SECONDS) if is_quick else (_ROUNDS, _SECONDS)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with stage(EVENT, callers=_CONNECTIONS) as shared, ExitStack() as running:
        fill(shared.database("mcp"), load_keys(shared.keys_file), workspace=SLUG, people=_CONNECTIONS, deliveries=_DELIVERIES)
        with psycopg.connect(shared.cluster.url("mcp")) as owner:
            # Admins are shown all tools.
            owner.execute("UPDATE users SET role = %s WHERE email LIKE 'person-%%'", (int(Role.ADMIN),))
        core = running.enter_context(product(shared, workers=1, database="mcp"))
        listed = _ask_once(core, shared.agent_keys[0], "tools/list", {})
        called = _ask_once(core, shared.agent_keys[0], "tools/call", _CALL)
        servers = {_PRODUCT: core, **_peers(shared, running, listed, called)}
        wanted = (_Wanted("tools/list", {}, b'"list_inbox"'), _Wanted("tools/call", _CALL, b'"structuredContent":'))
        figures = {one.method: measure(_contenders(servers, one, shared), shared, rounds, seconds) for one in wanted}
        postgresql = shared.cluster.version()
    tools = f"{len(listed['tools'])} tools, {len(json.dumps(listed)) // 1024} KB"
    table = _table(figures, f"{tools}; {_CONNECTIONS} connections; medians of {rounds} turns of {seconds:g} s.", postgresql)
    print(table)
    if not is_quick:
        keep(NAME, _content(figures, len(listed["tools"]), postgresql), table)


def _peers(shared: Stage, running: ExitStack, listed: Mapping[str, Any], called: Mapping[str, Any]) -> dict[str, Running]:
    """They list the same tools, and answer with what the product has answered; they look at no credential."""
    served = shared.folder / "mcp.json"
    served.write_text(json.dumps({"tools": listed["tools"], "result": called}), encoding="utf-8")
    programs: dict[str, Sequence[str | Path]] = {
        "the SDK alone": ("mcp_sdk.py", served),
        _FASTMCP: ("mcp_fastmcp.py", served),
        "fastmcp with a private hook": ("mcp_fastmcp.py", served, "with-schemas"),
    }
    return {name: running.enter_context(_peer(shared, *program)) for name, program in programs.items()}


@contextmanager
def _peer(shared: Stage, program: str | Path, *arguments: str | Path) -> Generator[Running]:
    port = free_port()
    command = [PEER_PROGRAMS / "python", PEERS / program, str(port), *arguments]
    with serving(command, shared.folder / f"{program}-{port}.log", port=port, path=None, environment={"PYTHONPATH": ""}) as pid:
        yield Running("", port, (pid,))


def _contenders(servers: Mapping[str, Running], wanted: _Wanted, shared: Stage) -> list[Contender]:
    return [Contender(name, None, None, server.pids, partial(_load, server, wanted, shared)) for name, server in servers.items()]


def _load(server: Running, wanted: _Wanted, shared: Stage, seconds: float, _: str) -> Sample:
    def is_right(reply: bytes) -> bool:
        return reply.startswith(b"HTTP/1.1 200 ") and wanted.mark in reply and b'"isError":true' not in reply

    requests = (_request(server, key, wanted.method, wanted.params) for key in shared.agent_keys)
    return ask(server.http_port, [Asker(repeat(request), is_right) for request in requests], seconds)


def _request(server: Running, key: str, method: str, params: Mapping[str, object]) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": _META}}).encode()
    named = {"mcp_name": str(params["name"])} if "name" in params else {}
    headers = {"mcp_protocol_version": _VERSION, "mcp_method": method, "accept": "application/json, text/event-stream", **named}
    return post(server.http_port, _PATH, key, body, **headers)


def _ask_once(server: Running, key: str, method: str, params: Mapping[str, object]) -> dict[str, Any]:
    """The result."""
    head, body = _request(server, key, method, params).split(b"\r\n\r\n", 1)
    headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
    connection = HTTPConnection("127.0.0.1", server.http_port, timeout=10)
    try:
        connection.request("POST", _PATH, body, headers)
        return json.loads(connection.getresponse().read())["result"]
    finally:
        connection.close()


def _ratios(own: Figures, other: Figures) -> list[float]:
    """How many times the product's CPU the other needs, turn by turn; PostgreSQL's stands by itself."""
    return [its.server_cpu_us / mine.server_cpu_us for mine, its in zip(own.rounds, other.rounds, strict=True)]


def _content(figures: Mapping[str, Sequence[Figures]], tools: int, postgresql: str) -> dict[str, object]:
    return {
        "benchmark": NAME,
        "machine": machine(postgresql),
        "tools": tools,
        "bars_ms": _BARS_MS,
        "bar_fastmcp": _BAR_FASTMCP,
        "figures": [
            {"method": method, "name": one.name, "times_the_cpu": rounded(median(_ratios(each[0], one))), **one.middle()}
            for method, each in figures.items()
            for one in each
        ],
    }


def _table(figures: Mapping[str, Sequence[Figures]], how: str, postgresql: str) -> str:
    lines = [
        "| | | times FluxDesk's CPU | server ms | PostgreSQL ms | requests/s | p50 ms | load generator ms |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for method, each in figures.items():
        for one in each:
            of = one.middle()
            ms = [f"{of[name] / 1000:.2f}" for name in ("server_cpu_us", "postgres_cpu_us", "generator_cpu_us")]
            lines.append(
                f"| {method} | {one.name} | **{median(_ratios(each[0], one)):.1f}** | {ms[0]} | {ms[1]} | {of['events_per_second']:.0f} "
                f"| {of['p50_ms']:.1f} | {ms[2]} |"
            )
    bars = ", ".join(f"{method} {bar} ms at most" for method, bar in _BARS_MS.items())
    told = f"Aims: {bars}; fastmcp {_BAR_FASTMCP:g} times at least. {how} ms are of CPU for each request. Measured on: {facts(postgresql)}."
    return "\n".join([*lines, "", told])
