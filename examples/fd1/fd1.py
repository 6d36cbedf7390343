"""Grants new hires what they work with: fd1, an orchestrator that holds one tools-token.

    fd1.py offer                          puts what fd1 provides into the catalog
    fd1.py hire EMAIL… [--tokens DIR]     lets them be told, claims a token for each, and welcomes them
    fd1.py provision [--once]             grants what admins approve, takes away what they revoke, and tells the employees

The tools-token (flux-tools-…) stands in FLUXDESK_TOKEN or in --token-file; its owner is an hr_admin at least. It needs httpx2 and typer.
Exit code 0: all of it is done. 1: FluxDesk refused some of it, or could not be reached. 2: wrong usage.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Final, NoReturn

import httpx2
import typer
from desk import Desk, Json, Refused, log

app = typer.Typer(help=__doc__, rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

_TIER_0: Final = "inbound-fd1"
_BACKENDS: Final = {"fd1.codex-backend": "Codex backend", "fd1.claude-backend": "Claude backend"}

Server = Annotated[str, typer.Option("--url", envvar="FLUXDESK_URL", help="Where FluxDesk is.")]
TokenFile = Annotated[Path | None, typer.Option(help="Holds the tools-token; FLUXDESK_TOKEN when absent.")]
_HERE: Final = "http://127.0.0.1:8080"


@app.command()
def offer(
    server: Server = _HERE,
    *,
    token_file: TokenFile = None,
    tools_token_id: Annotated[str, typer.Option(help="Id of the tools-token's family; that of inbound-fd1 when absent.")] = "",
) -> None:
    """Puts the rows into the catalog that are not there yet."""
    with _desk(server, token_file) as desk:
        tier_0 = desk.find_item(_TIER_0)
        linked = tools_token_id or (tier_0 or {}).get("linked_tools_token_id")
        if not linked:
            _unusable(f"{_TIER_0} names no tools-token yet: say --tools-token-id, as `fluxdesk token list` shows it")
        for item in _offered(linked):
            if desk.find_item(item["slug"]) is None:
                desk.create_item(item)
                print(f"{item['slug']}: offered")
            else:
                print(f"{item['slug']}: is there")


@app.command()
def hire(
    emails: Annotated[list[str], typer.Argument(help="Addresses of the new employees.")],
    server: Server = _HERE,
    *,
    token_file: TokenFile = None,
    tokens: Annotated[Path | None, typer.Option(help="Folder that gets a file with the token of each, for their own tools.")] = None,
) -> None:
    """Grants tier 0 and welcomes them, all in one bulk event. Done again it claims new tokens and welcomes nobody twice."""
    with _desk(server, token_file) as desk:
        hired = [email for email in emails if _said(email, lambda email=email: desk.assign(email, _TIER_0))]
        if tokens:
            for row in desk.claim(hired, "fd1"):
                if row["ok"]:
                    _keep(tokens / row["email"].replace("/", "_"), row["token"]["token"])
                else:
                    log(f"{row['email']}: no token: {row['reason']}")
        failed = [row for row in desk.publish(_welcome(), hired) if not _told(row)]
    if failed or len(hired) < len(emails):
        raise typer.Exit(1)


@app.command()
def provision(
    server: Server = _HERE,
    *,
    token_file: TokenFile = None,
    grant: Annotated[str, typer.Option(help="Command that grants a backend; address and slug are added. It may run twice.")] = "true",
    withdraw: Annotated[str, typer.Option(help="Command that takes it away; the same.")] = "true",
    once: Annotated[bool, typer.Option("--once", help="Look once, instead of every --seconds.")] = False,
    seconds: Annotated[float, typer.Option(min=1, help="Pause between two looks.")] = 15.0,
) -> None:
    """Does what admins decided. What is done stands in FluxDesk, as resolved deliveries: fd1 keeps no state, and starts anew anywhere."""
    done: set[str] = set()
    with _desk(server, token_file) as desk:
        while True:
            left = [change for change in _changes(desk, grant, withdraw) if not _provision(desk, change, done)]
            if once:
                raise typer.Exit(1 if left else 0)
            time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class _Change:
    """A decision that fd1 carries out. Its event's id is the decision's own, so that a later one of the same request is told anew."""

    approval: Json
    command: str
    word: str
    event_type: str
    usage: str

    @property
    def event_id(self) -> str:
        return re.sub(r"[^a-zA-Z0-9_-]", "-", f"{self.word}-{self.approval['id']}-{self.approval['reviewedAt']}")

    def event(self) -> Json:
        name = _BACKENDS[self.approval["catalogSlug"]]
        more = {"external_status": "pending", "labels": {"request": self.approval["id"], "slug": self.approval["catalogSlug"]}}
        return _event(self.event_id, self.event_type, f"{name}: access is being {self.word}", **more)


def _changes(desk: Desk, grant: str, withdraw: str) -> Iterator[_Change]:
    for slug in _BACKENDS:
        for approval in desk.approvals(slug, "approved"):
            yield _Change(approval, grant, "granted", "fd1.backend.granted", f"Run `fd1 login {slug}` to begin.")
        for approval in desk.approvals(slug, "revoked"):
            yield _Change(approval, withdraw, "withdrawn", "fd1.backend.withdrawn", "Its credentials have stopped working.")


def _provision(desk: Desk, change: _Change, done: set[str]) -> bool:
    """Tells, does, and resolves. Whatever breaks off in between is done again by the next look."""
    if change.event_id in done:
        return True
    email, slug = change.approval["email"], change.approval["catalogSlug"]
    [row] = desk.publish(change.event(), [email])
    if not _told(row):
        return False
    delivery_id = row["deliveryId"]
    if not (row["deduped"] and desk.delivery(delivery_id)["resolvedAt"]):
        ran = subprocess.run([*shlex.split(change.command), email, slug], check=False)
        if ran.returncode:
            log(f"{email}: {slug}: the command ended with {ran.returncode}")
            return False
        desk.supplement(delivery_id, change.usage)
        desk.resolve(delivery_id, f"Access was {change.word}.")
        print(f"{email}: {slug}: {change.word}", flush=True)
    done.add(change.event_id)
    return True


def _offered(tools_token_id: str) -> Iterator[Json]:
    linked = {"linked_tools_token_id": tools_token_id}
    category = {"category": "inbound-integration", "is_pinned": True, "approval_required": False}
    yield {"slug": _TIER_0, "name": "Messages of fd1", "type": "other", **category, **linked}
    for slug, name in _BACKENDS.items():
        yield {"slug": slug, "name": name, "type": "ai_server", "category": "llm-backend", **linked}
    yield {"slug": "bastion-terminal-access", "name": "Terminal on the bastion", "type": "server_access", "category": "Bastion hosts"}


def _welcome() -> Json:
    body = "Ask for a backend in the catalog:\n\n" + "\n".join(f"- `{slug}`" for slug in _BACKENDS)
    return _event("welcome", "fd1.employee.welcomed", "Welcome to fd1", tone="positive", markdown_body=body)


def _event(event_id: str, event_type: str, title: str, **more: object) -> Json:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = {"spec_version": "2", "event_id": event_id, "event_type": event_type, "severity": "info", "title": title, "occurred_at": now}
    return {**known, **more}


def _told(row: Json) -> bool:
    """Prints what became of one recipient of a bulk event."""
    if "error" in row:
        log(f"{row['email']}: not told: {row['error']}")
        return False
    if not row["deduped"]:
        print(f"{row['email']}: told{' (claimed on the way)' if row.get('autoClaimed') else ''}", flush=True)
    return True


def _said(email: str, work: Callable[[], None]) -> bool:
    """Whether it went well. What FluxDesk has against one employee does not keep the others from theirs."""
    try:
        work()
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        log(f"{email}: {refused}")
        return False
    return True


def _keep(file: Path, token: str) -> None:
    """Nobody else may read it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.unlink(missing_ok=True)
    file.touch(mode=0o600, exist_ok=False)
    file.write_text(token, encoding="ascii")


@contextmanager
def _desk(server: str, token_file: Path | None) -> Generator[Desk]:
    """What stops the whole run is one line."""
    try:
        with Desk(server, _token(token_file)) as desk:
            yield desk
    except (Refused, httpx2.HTTPError) as problem:
        log(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(0)


def _token(file: Path | None) -> str:
    try:
        token = file.read_text(encoding="ascii").strip() if file else os.environ.get("FLUXDESK_TOKEN", "")
    except (OSError, ValueError) as problem:
        _unusable(f"--token-file: {problem}")
    if not token:
        _unusable("no token: set FLUXDESK_TOKEN or name a --token-file")
    return token


def _unusable(text: str) -> NoReturn:
    log(text)
    sys.exit(2)


if __name__ == "__main__":
    app()
