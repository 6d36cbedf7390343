"""./scripts/conformance: the suite that MCP publishes, against a server with the fixtures it asks for, and against the product."""

import asyncio
import re
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
from scripts.trial_server import clean_environment, ended, trial_server, wait_until_written

_REPOSITORY: Final = Path(__file__).parents[1]
_NODE: Final = _REPOSITORY / ".clients/node/node"
_SUITE: Final = _REPOSITORY / ".clients/node/node_modules/.bin/conformance"
_BASELINES: Final = _REPOSITORY / "tests/conformance"
_NEWEST: Final = "2026-07-28"
_REVISIONS: Final = (_NEWEST, "2025-11-25")
# Not required yet; the product passes it as it is served.
_HEADERS: Final = "http-header-validation"
# The suite comes from one address.
_LIMITS: Final = {"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000000", "FLUXDESK_REFUSED_BEARERS_PER_MINUTE": "0"}
# As the suite prints what it ran, and what it would run.
_RAN: Final = re.compile(r"^(?P<mark>[✓✗]) (?P<name>[\w-]+): ", re.MULTILINE)
_LISTED: Final = re.compile(r"^  - (?P<name>[\w-]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the suite. A baseline names what a server without fixtures cannot do; the suite fails where it names more than that."""

    name: str
    port: int
    required: Collection[str]
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
    with _fixture_server(folder) as port:
        for revision, names in required.items():
            yield _Run(f"fixtures, {revision}", port, names, ("--requirements", revision))
    async with _product(folder) as (direct, with_token):
        for door, port in (("the product", with_token), ("the product without a credential", direct)):
            for revision, names in required.items():
                baseline = str(_BASELINES / f"product-{revision}.yml")
                yield _Run(f"{door}, {revision}", port, names, ("--requirements", revision, "--expected-failures", baseline))
        yield _Run(f"the product, {_HEADERS}", with_token, (), ("--scenario", _HEADERS, "--spec-version", _NEWEST))


def _required(revision: str) -> frozenset[str]:
    """Names of the scenarios that the revision requires of a server."""
    listed = subprocess.run([_NODE, _SUITE, "list", "--requirements", revision], check=True, capture_output=True, text=True).stdout
    return frozenset(found["name"] for found in _LISTED.finditer(listed.partition("\nClient scenarios")[0]))


@contextmanager
def _fixture_server(folder: Path) -> Generator[int]:
    """The port of the bridge with what the suite asks for."""
    written, log = folder / "url", folder / "fixtures.log"
    command = [sys.executable, "-m", "tests.conformance.server", written]
    with (
        log.open("w") as output,
        ended(subprocess.Popen(command, stdout=output, stderr=output, cwd=_REPOSITORY, env=clean_environment())) as process,
    ):
        wait_until_written(written, process, log)
        yield _port(written.read_text().removesuffix("/mcp"))


@asynccontextmanager
async def _product(folder: Path) -> AsyncGenerator[tuple[int, int]]:
    """The port of the product, and that of a proxy that adds a credential to each request: the suite can be told none."""
    with trial_server(folder, **_LIMITS) as trial:
        port = _port(trial.http)
        async with bearer_proxy(port, trial.credentials["admin_agent_key"]) as with_token:
            yield port, with_token


def _port(origin: str) -> int:
    return int(origin.rpartition(":")[2])


async def _passes(run: _Run, folder: Path, *, verbose: bool) -> bool:
    command = [_NODE, _SUITE, "server", "--url", f"http://127.0.0.1:{run.port}/mcp", "-o", folder / "checks", *run.arguments]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = (await process.communicate())[0].decode()
    passed = {found["name"]: found["mark"] == "✓" for found in _RAN.finditer(said) if found["name"] in run.required}
    is_passed = process.returncode == 0 and len(passed) == len(run.required)
    others = ", the others ask for fixtures" if "--expected-failures" in run.arguments else ""
    scenarios = f": {sum(passed.values())} of {len(passed)} scenarios{others}" if run.required else ""
    print(f"{'passed' if is_passed else 'FAILED'}  {run.name}{scenarios}")
    if verbose or not is_passed:
        print(said)
    return is_passed


if __name__ == "__main__":
    typer.run(conformance)
