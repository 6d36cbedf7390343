"""./scripts/conformance: the suite that MCP publishes, against a server with the fixtures it asks for, and against the product."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Collection, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from scripts.bearer_proxy import bearer_proxy
from scripts.conformance_checks import Counts, counted, listed_scenarios
from scripts.trial_server import clean_environment, ended, trial_server, wait_until_written

_REPOSITORY: Final = Path(__file__).parents[1]
_NODE: Final = _REPOSITORY / ".clients/node/node"
_SUITE: Final = _REPOSITORY / ".clients/node/node_modules/.bin/conformance"
_BASELINES: Final = _REPOSITORY / "tests/conformance"
# As tests/conformance/server.py serves it.
_SESSIONS_PATH: Final = "/sessions/mcp"
_NEWEST: Final = "2026-07-28"
_BEFORE: Final = "2025-11-25"
_REVISIONS: Final = (_NEWEST, _BEFORE)
# Not required yet; the product passes it as it is served.
_HEADERS: Final = "http-header-validation"
# The suite comes from one address.
_LIMITS: Final = {"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000000", "FLUXDESK_REFUSED_BEARERS_PER_MINUTE": "0"}
# Ten times what the longest run takes where nothing else runs.
_RUN_SECONDS_MAX: Final = 120.0
# What each run passes whole of what it requires. A server without fixtures passes what asks for none.
_FIXTURES: Final = {_NEWEST: Counts(37, 120), _BEFORE: Counts(25, 51)}
_SESSIONS: Final = Counts(30, 70)
_PRODUCT: Final = {_NEWEST: Counts(9, 28), _BEFORE: Counts(6, 13)}
# An anonymous caller is listed no tool, so nothing is found out about names and order.
_ANONYMOUS: Final = {_NEWEST: Counts(9, 26), _BEFORE: Counts(6, 12)}
_HEADER_CHECKS: Final = Counts(1, 14)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the suite, and what it must pass: of `required`, scenarios whose every check passes, and their checks.

    A baseline names what else there is; the suite fails where it names more than that.
    """

    name: str
    url: str
    required: Collection[str]
    passes: Counts
    arguments: Sequence[str]


def conformance(verbose: Annotated[bool, typer.Option("--verbose", help="Prints all that the suite says.")] = False) -> None:  # noqa: FBT002  # as typer gives it
    """Fails when a required scenario does."""
    sys.exit(asyncio.run(_conformance(verbose=verbose)))


async def _conformance(*, verbose: bool) -> int:
    with tempfile.TemporaryDirectory(prefix="fluxdesk-conformance-") as name:
        folder = Path(name)
        outcomes = [await _passes(run, folder, verbose=verbose) async for run in _runs(folder)]
    print(f"{outcomes.count(True)} passed, {outcomes.count(False)} failed")
    return 0 if all(outcomes) else 1


async def _runs(folder: Path) -> AsyncGenerator[_Run]:
    """Each run while its server serves."""
    required = {revision: _required(revision) for revision in _REVISIONS}
    with _fixture_server(folder) as origin:
        for revision in _REVISIONS:
            yield _whole("fixtures", "fixtures", f"{origin}/mcp", revision, required[revision], _FIXTURES[revision])
        # Where a server may ask its client.
        yield _Run(f"fixtures with sessions, {_BEFORE}", origin + _SESSIONS_PATH, required[_BEFORE], _SESSIONS, ("--requirements", _BEFORE))
    async with _product(folder) as (direct, with_token):
        for door, port, passes in (("the product", with_token, _PRODUCT), ("the product without a credential", direct, _ANONYMOUS)):
            for revision in _REVISIONS:
                yield _whole("product", door, _endpoint(port), revision, required[revision], passes[revision])
        one = ("--scenario", _HEADERS, "--spec-version", _NEWEST)
        yield _Run(f"the product, {_HEADERS}", _endpoint(with_token), (_HEADERS,), _HEADER_CHECKS, one)


def _whole(server: str, name: str, url: str, revision: str, required: Collection[str], passes: Counts) -> _Run:
    """All that a revision requires, but for what the server's baseline names, if it has one."""
    baseline = _BASELINES / f"{server}-{revision}.yml"
    excused = ("--expected-failures", str(baseline)) if baseline.exists() else ()
    return _Run(f"{name}, {revision}", url, required, passes, ("--requirements", revision, *excused))


def _required(revision: str) -> frozenset[str]:
    """Names of the scenarios that the revision requires of a server."""
    listed = subprocess.run([_NODE, _SUITE, "list", "--requirements", revision], check=True, capture_output=True, text=True).stdout
    return listed_scenarios(listed)


@contextmanager
def _fixture_server(folder: Path) -> Generator[str]:
    """The origin of the bridge with what the suite asks for."""
    written, log = folder / "origin", folder / "fixtures.log"
    command = [sys.executable, "-m", "tests.conformance.server", written]
    with (
        log.open("w") as output,
        ended(subprocess.Popen(command, stdout=output, stderr=output, cwd=_REPOSITORY, env=clean_environment())) as process,
    ):
        wait_until_written(written, process, log)
        yield written.read_text()


@asynccontextmanager
async def _product(folder: Path) -> AsyncGenerator[tuple[int, int]]:
    """The port of the product, and that of a proxy that adds a credential to each request: the suite can be told none."""
    with trial_server(folder, **_LIMITS) as trial:
        port = _port(trial.http)
        async with bearer_proxy(port, trial.credentials["admin_agent_key"]) as with_token:
            yield port, with_token


def _port(origin: str) -> int:
    return int(origin.rpartition(":")[2])


def _endpoint(port: int) -> str:
    return f"http://127.0.0.1:{port}/mcp"


async def _passes(run: _Run, folder: Path, *, verbose: bool) -> bool:
    checks = Path(tempfile.mkdtemp(prefix="checks-", dir=folder))
    command = [_NODE, _SUITE, "server", "--url", run.url, "-o", checks, *run.arguments]
    code, said = await _ended_in_time(command)
    counts = counted(checks, run.required)
    is_passed = code == 0 and counts == run.passes
    others = ", the others stand in its baseline" if "--expected-failures" in run.arguments else ""
    found = f"{counts.scenarios} of {len(run.required)} scenarios, {counts.checks} checks{others}"
    print(f"{'passed' if is_passed else 'FAILED'}  {run.name}: {found}")
    if counts != run.passes:
        print(f"        {run.passes.scenarios} scenarios with {run.passes.checks} checks are due")
    if verbose or not is_passed:
        print(said)
    return is_passed


async def _ended_in_time(command: Sequence[str | Path]) -> tuple[int | None, str]:
    """The exit code and the output; no code for one that does not end."""
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        async with asyncio.timeout(_RUN_SECONDS_MAX):
            said = (await process.communicate())[0].decode()
    except TimeoutError:
        process.kill()
        await process.wait()
        return None, f"It was ended after {_RUN_SECONDS_MAX} s."
    return process.returncode, said


if __name__ == "__main__":
    typer.run(conformance)
