"""Versions of the server's keys."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from core.ids import NIL_WORKSPACE
from core.secrets import key_file
from core.secrets.access_tokens import LIFETIME_SECONDS
from core.secrets.key_file import KeyVersions
from core.secrets.seal import BrokenSeal
from core.vault.queries import count_standing
from core.vault.vault import Vault
from scripts.cli.desk import DATA_DEFAULT, AsJson, Data, Desk, operate, show
from scripts.unusable import Unusable

keys = typer.Typer(help="Versions of the server's keys, also while it runs.", no_args_is_help=True)
# What stands under a version, as it is counted, and for how long.
_MOVES: Final = {
    "tokens": "until they are rotated, revoked or expire",
    "sessions": "until they end, or their refresh tokens of that time expire, after 30 days at most",
    "invitations": "until they are accepted or expire, after 7 days at most",
    "data_keys": "until `fluxdesk keys rotate` has wrapped them anew",
    "replies": "until their idempotency keys are forgotten",
}
# An access token lives for so long after the version that signed it was current; a process may be some seconds behind.
_SIGNED_LIFETIME: Final = timedelta(seconds=LIFETIME_SECONDS + 60)


@keys.command("list")
def show_keys(data: Data = DATA_DEFAULT, as_json: AsJson = False) -> None:  # noqa: FBT002  # as typer gives it
    """Lists the versions, which of them is current, and what stands under each; what stands under a missing one is lost."""

    async def work(desk: Desk) -> list[tuple[object, ...]]:
        versions, standing = desk.keys.versions, await _standing(desk)
        known = sorted(versions.secrets.keys() | standing.keys())
        return [(one, _state(versions, one), *(standing[one].get(kind, 0) for kind in _MOVES)) for one in known]

    show(("version", "state", *_MOVES), operate(data, "keys list", work), as_json=as_json)


@keys.command("add")
def add(data: Data = DATA_DEFAULT) -> None:
    """Adds a version that is known and not used yet: copy the key file to all hosts, then rotate."""

    async def work(desk: Desk) -> int:
        with key_file.changing(desk.keys_file):
            versions = key_file.read(desk.keys_file)
            if versions.newest > versions.current:
                message = f"Version {versions.newest} waits already: `fluxdesk keys rotate` makes it current."
                raise Unusable(message)
            return (await _replace(desk, versions.with_another())).newest

    print(f"Version {operate(data, 'keys add', work)} waits to become current.")


@keys.command("rotate")
def rotate(data: Data = DATA_DEFAULT) -> None:
    """Makes the newest version current, adding one if none waits, and wraps all data keys under it.

    One that was interrupted goes on when it is run again.
    """

    async def work(desk: Desk) -> None:
        with key_file.changing(desk.keys_file):
            versions = key_file.read(desk.keys_file)
            current = versions.current
            if following := await _following(desk, versions):
                current = (await _replace(desk, following)).current
            print(f"Version {current} is current.")
            await _rewrap(desk)

    operate(data, "keys rotate", work)


@keys.command("retire")
def retire(
    version: Annotated[int, typer.Argument(help="Number of the version, as `keys list` shows it.")], data: Data = DATA_DEFAULT
) -> None:
    """Removes a version under which nothing stands any more."""

    async def work(desk: Desk) -> None:
        with key_file.changing(desk.keys_file):
            versions = key_file.read(desk.keys_file)
            _require_past(versions, version)
            if left := (await _standing(desk))[version]:
                told = ", ".join(f"{kind.replace('_', ' ')} {count} ({_MOVES[kind]})" for kind, count in left.items())
                message = f"Version {version} is needed still: {told}."
                raise Unusable(message)
            await _replace(desk, versions.without(version))

    operate(data, "keys retire", work)
    print(f"Version {version} is gone.")


async def _following(desk: Desk, versions: KeyVersions) -> KeyVersions | None:
    """The versions with the next one as the current; None where a rotation that was interrupted goes on first."""
    now = datetime.now(UTC)
    if versions.newest > versions.current:
        return versions.with_newest_current(now)
    if _left(await _standing(desk), versions.current):
        return None
    return versions.with_another().with_newest_current(now)


async def _replace(desk: Desk, versions: KeyVersions) -> KeyVersions:
    """Writes the file and records it; running processes read it again.

    The file comes first: a change that is not recorded, when the commit fails, is better than one that is recorded and was not made.
    """
    async with desk.database.system_transaction() as db:
        await desk.record(db, NIL_WORKSPACE, versions=sorted(versions.secrets), current=versions.current)
        key_file.write(desk.keys_file, versions)
    desk.keys_changed()
    return versions


async def _rewrap(desk: Desk) -> None:
    """A transaction for some at a time, so that nobody who seals for the first time waits for long."""
    vault, done = Vault(desk.keys), 0
    total = _left(await _standing(desk), desk.keys.versions.current)
    try:
        while some := await _rewrap_some(desk, vault):
            done += some
            print(f"{done} of {max(done, total)} data keys are wrapped anew.")
    except BrokenSeal as problem:
        message = f"Not all data keys could be wrapped anew: {problem}."
        raise Unusable(message) from None
    print("All data keys are wrapped under it.")


async def _rewrap_some(desk: Desk, vault: Vault) -> int:
    async with desk.database.system_transaction() as db:
        return await vault.rewrap_some(db)


async def _standing(desk: Desk) -> defaultdict[int, dict[str, int]]:
    """By version, how many there are of each kind of which there are any."""
    counted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    async with desk.database.system_transaction(read_only=True) as db:
        for row in await count_standing(db):
            counted[row.version][row.kind] = row.number
    return counted


def _left(standing: dict[int, dict[str, int]], current: int) -> int:
    """Data keys under other versions than the current one."""
    return sum(kinds.get("data_keys", 0) for version, kinds in standing.items() if version != current)


def _state(versions: KeyVersions, version: int) -> str:
    if version not in versions.secrets:
        return "missing"
    if version == versions.current:
        return "current"
    return "waits" if version > versions.current else "past"


def _require_past(versions: KeyVersions, version: int) -> None:
    """Raises Unusable for a version that is used, may yet be, or may have signed an access token that is still good."""
    if version not in versions.secrets:
        message = f"There is no version {version}: {', '.join(map(str, sorted(versions.secrets)))}."
        raise Unusable(message)
    if version >= versions.current:
        told = "is current" if version == versions.current else "waits to become current"
        message = f"Version {version} {told}: only one that was current before can be retired."
        raise Unusable(message)
    free_at = versions.current_since and versions.current_since + _SIGNED_LIFETIME
    if free_at and free_at > datetime.now(UTC):
        message = f"Access tokens that version {version} signed may be good until {free_at:%Y-%m-%d %H:%M:%S} UTC: retire it then."
        raise Unusable(message)
