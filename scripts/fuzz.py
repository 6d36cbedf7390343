"""./scripts/fuzz: Schemathesis calls every operation of an OpenAPI document, once with each kind of credential.

The document is the server's own, or the seed, whose clients must find here all that it says.
"""

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, cast

import httpx2
import typer
from rich.console import Console
from rich.table import Table

from core.demo import Person
from scripts import seed_document
from scripts.fuzz_pass import VARIABLE, Pass, Signing
from scripts.trial_server import Trial, clean_environment, trial_server

_SCRIPTS: Final = Path(__file__).parent
# All passes come from one address, against which every operation of the public kind counts.
_LIMITS: Final = {"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000000", "FLUXDESK_REFUSED_BEARERS_PER_MINUTE": "0"}
_CALL_SECONDS_MAX: Final = 30.0
# Sessions have budgets that nobody can raise, so that several people share the calls.
_ADMINS: Final = 4
_EVENTS_EACH: Final = 3
_KEYS: Final = 8
# Pages of errors, and items of the demo's catalog.
_SLUGS: Final = ["not-found", "forbidden", "inbound-fd1", "fd1.codex-backend", "bastion-terminal-access"]
_PASSES: Final = ("nobody", "tools-token", "personal-token", "agent-key", "admin")
# They come last, one after the other: what admins and their agents revoke, archive and disable are also the tokens of the other passes.
_ADMIN_PASSES: Final = ("agent-key", "admin")
# The seed knows neither people nor agents.
_SEED_PASSES: Final = ("nobody", "tools-token", "personal-token")
# It looks at no bearer, and every right password takes the server a hash: who has no bearer calls it.
_SIGNING_IN: Final = "issue_access_token"
_OPENAPI: Final = "/api/v1/openapi.json"
_console = Console(soft_wrap=True)


class Document(StrEnum):
    """What says how the API is called and how it answers."""

    SERVED = "served"
    SEED = "seed"


class _Outcome(NamedTuple):
    """What came of a pass."""

    name: str
    operations: int
    cases: int
    findings: int
    seconds: float


def fuzz(
    max_examples: Annotated[int, typer.Option(min=1, help="Most random requests of an operation in each phase.")] = 10,
    seed: Annotated[int, typer.Option(help="What the random requests are drawn from.")] = 1,
    only: Annotated[list[str] | None, typer.Option(help=f"Some of the passes: {', '.join(_PASSES)}.")] = None,
    document: Annotated[Document, typer.Option(help="Its own document, or the seed with its overlay.")] = Document.SERVED,
) -> None:
    """Fails when an answer is a 5xx, or anything that the document does not say."""
    if unknown := set(only or ()) - set(_PASSES):
        _console.print(f"fluxdesk: {', '.join(sorted(unknown))} is no pass: {', '.join(_PASSES)}.")
        sys.exit(2)
    with tempfile.TemporaryDirectory(prefix="fluxdesk-fuzz-") as folder, trial_server(Path(folder), **_LIMITS) as running:
        chosen = only or (_SEED_PASSES if document is Document.SEED else _PASSES)
        location = _written_seed(running, Path(folder)) if document is Document.SEED else f"{running.http}{_OPENAPI}"
        passes = [one for one in _passes(running) if one["name"] in chosen]
        outcomes = list(_outcomes(passes, lambda one: _run(one, Path(folder), location, max_examples, seed)))
        failures = _failures_in(running.log)
    _show(outcomes)
    for line in failures:
        _console.print(f"The server logged: {line}", markup=False)
    sys.exit(1 if failures or any(outcome.findings for outcome in outcomes) else 0)


def _written_seed(running: Trial, folder: Path) -> str:
    """Path of the seed with its overlay, as far as the server has its operations: a test of the document names those that it lacks."""
    served = _answered(httpx2.get(f"{running.http}{_OPENAPI}", timeout=_CALL_SECONDS_MAX))
    written = folder / "seed.json"
    written.write_text(json.dumps(seed_document.limited_to(served, seed_document.load_overlaid())))
    return str(written)


def _passes(running: Trial) -> list[Pass]:
    """One pass for each kind of caller, with things that exist in the demo workspace."""
    found = running.credentials
    admins = [_signing(found["admin"]), *(_new_admin(running, number) for number in range(1, _ADMINS))]
    employee = _signing(found["employee"])
    with httpx2.Client(base_url=running.http, timeout=_CALL_SECONDS_MAX) as http:
        session = _answered(http.post("/auth/v1/token", params={"grant_type": "password"}, json=dict(admins[0])))["access_token"]
        own_token = _answered(_post(http, session, "/api/v1/me/tokens", {"label": "fuzz", "integratorSlug": "fd1"}))["token"]
        # The agent key reads the inbox of its admin.
        deliveries = [
            _publish(http, token) for token in (found["personal_token"], own_token, found["moderation_token"]) for _ in range(_EVENTS_EACH)
        ]
        everybody = _answered(http.get("/api/v1/admin/users", params={"limit": 200}, headers={"authorization": f"Bearer {session}"}))
        keys = [_answered(_post(http, session, "/api/v1/me/agent-keys", {"label": "fuzz"})) for _ in range(_KEYS)]

    kept = [user["id"] for user in everybody["users"]]

    def caller(name: str, bearer: str | None = None, people: Sequence[Signing] = (), recipient: str | None = None) -> Pass:
        ids = {"deliveryId": deliveries, "familyId": [key["family"]["id"] for key in keys], "slug": _SLUGS}
        return Pass(
            name=name,
            http=running.http,
            bearer=bearer,
            people=list(people),
            leaver=employee,
            recipient=recipient,
            ids=ids,
            kept_user_ids=kept,
        )

    return [
        caller("nobody"),
        caller("tools-token", found["tools_token"], recipient=employee["email"]),
        caller("personal-token", found["personal_token"]),
        caller("agent-key", found["admin_agent_key"]),
        caller("admin", people=admins),
    ]


def _signing(person: Person) -> Signing:
    return Signing(email=person["email"], password=person["password"])


def _new_admin(running: Trial, number: int) -> Signing:
    person = Signing(email=f"fuzz-{number}@{running.credentials['workspace']}.example", password=secrets.token_urlsafe(12))
    options = ["--workspace", running.credentials["workspace"], "--role", "admin", "--password-stdin", "--data", running.data]
    subprocess.run(
        [_SCRIPTS / "fluxdesk", "user", "create", person["email"], *options],
        input=person["password"],
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
        env=clean_environment(),
    )
    return person


def _publish(http: httpx2.Client, token: str) -> str:
    event = {
        "spec_version": "2",
        "event_id": f"fuzz-{secrets.token_hex(8)}",
        "event_type": "fd1.fuzz.seeded",
        "severity": "info",
        "title": "There to be found",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    return _answered(_post(http, token, "/api/v1/events", event))["deliveryId"]


def _post(http: httpx2.Client, bearer: str, path: str, body: Mapping[str, object]) -> httpx2.Response:
    return http.post(path, json=body, headers={"authorization": f"Bearer {bearer}"})


def _answered(answer: httpx2.Response) -> dict[str, Any]:
    return answer.raise_for_status().json()


def _outcomes(passes: Sequence[Pass], run: Callable[[Pass], _Outcome]) -> Iterator[_Outcome]:
    """Two passes at a time, which is what two processors have room for; those of admins alone at the end."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield from pool.map(run, [one for one in passes if one["name"] not in _ADMIN_PASSES])
    yield from (run(one) for one in passes if one["name"] in _ADMIN_PASSES)


def _run(one: Pass, folder: Path, location: str, max_examples: int, seed: int) -> _Outcome:
    """Runs a pass; prints what Schemathesis says when it finds something."""
    report = folder / f"{one['name']}.json"
    command = [
        Path(sys.executable).with_name("schemathesis"),
        *("--config-file", _SCRIPTS / "fuzz.toml", "run", location, "--url", one["http"], "--no-color"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", str(max_examples), "--seed", str(seed)),
        *("--report", "json", "--report-json-path", report),
        *(("--exclude-operation-id", _SIGNING_IN) if one["bearer"] or one["people"] else ()),
    ]
    done = subprocess.run(command, env=clean_environment(**{VARIABLE: json.dumps(one)}), capture_output=True, text=True, check=False)
    if done.returncode:
        _console.print(f"{one['name']}\n{done.stdout}{done.stderr}", markup=False, highlight=False)
    if not report.exists():
        sys.exit(2)
    said = cast("dict[str, Any]", json.loads(report.read_text()))
    findings = said["test_cases"]["unique_failures"] + len(said["errors"])
    # What failed without a finding of its own failed all the same.
    findings = findings or done.returncode
    return _Outcome(one["name"], said["operations"]["tested"], said["test_cases"]["generated"], findings, said["running_time"])


def _failures_in(log: Path) -> list[str]:
    """Lines in which the server says that it failed."""
    return [line for line in log.read_text().splitlines() if '"level": "error"' in line or '"level": "critical"' in line]


def _show(outcomes: Sequence[_Outcome]) -> None:
    table = Table("pass", "operations", "cases", "findings", "seconds")
    for outcome in outcomes:
        table.add_row(outcome.name, str(outcome.operations), str(outcome.cases), str(outcome.findings), f"{outcome.seconds:.1f}")
    _console.print(table)


if __name__ == "__main__":
    typer.run(fuzz)
