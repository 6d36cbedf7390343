"""Versions of the server's keys through their life, under a server that runs."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import psycopg
import pytest

from core.database.pool import Database
from core.ids import new_id
from core.secrets import key_file
from core.secrets.keys import load_keys
from core.vault.vault import Place, Vault
from tests.cli.test_cli import PASSWORD, Operator
from tests.e2e.conftest import start_server
from tests.eventually import eventually


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An operator of a running server without the demo workspace."""
    data = tmp_path_factory.mktemp("keys") / "data"
    server = start_server(data, "--no-demo", writes_credentials=False)
    typing = Operator(data, server)
    typing.run("workspace", "create", "acme", "--name", "Acme")
    typing.run("user", "create", "ada@acme.example", "--workspace", "acme", "--password-stdin", stdin=f"{PASSWORD}\n")
    yield typing
    server.stop()


def file_of(operator: Operator) -> Path:
    return operator.data / "keys.json"


def states(operator: Operator) -> dict[int, str]:
    return {row["version"]: row["state"] for row in operator.listed("keys", "list")}


def current(operator: Operator) -> int:
    return key_file.read(file_of(operator)).current


def published(operator: Operator) -> int:
    assert operator.server is not None
    return len(httpx2.get(f"{operator.server.http}/auth/v1/.well-known/jwks.json").json()["keys"])


def let_time_pass(operator: Operator) -> None:
    """As if the last rotation had been yesterday."""
    path = file_of(operator)
    with key_file.changing(path):
        versions = key_file.read(path)
        since = datetime.now(UTC) - timedelta(days=1)
        key_file.write(path, key_file.KeyVersions(versions.secrets, versions.current, since))


async def seal_something(operator: Operator) -> None:
    database = await Database.open(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk", size_max=1)
    try:
        with psycopg.connect(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk") as owner:
            [workspace_id] = owner.execute("SELECT workspace_id FROM workspaces WHERE slug = 'acme'").fetchone() or (new_id(),)
        async with database.transaction(workspace_ids=[workspace_id]) as db:
            await Vault(load_keys(file_of(operator))).seal(db, [(Place(workspace_id, "hooks", ("1",), "secret"), b"secret")])
    finally:
        await database.close()


async def test_a_version_is_known_before_it_is_used(operator: Operator) -> None:
    first = current(operator)
    number = published(operator)
    assert operator.run("keys", "add") == f"Version {first + 1} waits to become current."
    assert states(operator)[first] == "current"
    assert states(operator)[first + 1] == "waits"
    # The key that signs next is published before it signs.
    await eventually(lambda: published(operator) == number + 1)
    assert f"Version {first + 1} waits already" in operator.refused("keys", "add")
    assert f"Version {first + 1} waits to become current: only" in operator.refused("keys", "retire", str(first + 1))
    assert operator.run("keys", "rotate").splitlines() == [f"Version {first + 1} is current.", "All data keys are wrapped under it."]
    assert (states(operator)[first], states(operator)[first + 1]) == ("past", "current")
    assert file_of(operator).stat().st_mode & 0o777 == 0o600


async def test_a_version_is_retired_once_nothing_stands_under_it(operator: Operator) -> None:
    await seal_something(operator)
    key = operator.run("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example")
    assert operator.sign_in("ada@acme.example").status_code == 200
    first = current(operator)
    [before] = [row for row in operator.listed("keys", "list") if row["version"] == first]
    assert (before["tokens"], before["sessions"], before["data_keys"]) == (1, 1, 1)
    assert f"Version {first} is current" in operator.refused("keys", "retire", str(first))
    assert "There is no version 99: " in operator.refused("keys", "retire", "99")
    assert operator.run("keys", "rotate").splitlines()[1:] == [
        "1 of 1 data keys are wrapped anew.",
        "All data keys are wrapped under it.",
    ]
    assert f"Access tokens that version {first} signed may be good until" in operator.refused("keys", "retire", str(first))
    let_time_pass(operator)
    told = operator.refused("keys", "retire", str(first))
    assert told == (
        f"fluxdesk: Version {first} is needed still: tokens 1 (until they are rotated, revoked or expire), "
        "sessions 1 (until they end, or their refresh tokens of that time expire, after 30 days at most)."
    )
    [family] = [row["family"] for row in operator.listed("token", "list", "--workspace", "acme")]
    operator.run("token", "revoke", family, "--workspace", "acme")
    operator.run("user", "password", "ada@acme.example", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert operator.run("keys", "retire", str(first)) == f"Version {first} is gone."
    assert first not in states(operator)
    assert operator.sign_in("ada@acme.example").status_code == 200
    assert key not in file_of(operator).read_text()


def test_what_stands_under_a_key_that_is_lost_is_shown(operator: Operator) -> None:
    operator.run("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example")
    with psycopg.connect(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk") as owner:
        owner.execute("UPDATE tokens SET pepper_version = 77 WHERE revoked_at IS NULL")
    [lost] = [row for row in operator.listed("keys", "list") if row["version"] == 77]
    assert (lost["state"], lost["tokens"]) == ("missing", 1)


async def test_a_rotation_that_was_interrupted_goes_on(operator: Operator) -> None:
    await seal_something(operator)
    path = file_of(operator)
    with key_file.changing(path):
        key_file.write(path, key_file.read(path).with_another().with_newest_current(datetime.now(UTC)))
        assert "Another command is changing" in operator.refused("keys", "rotate")
    versions = states(operator)
    told = [f"Version {current(operator)} is current.", "1 of 1 data keys are wrapped anew.", "All data keys are wrapped under it."]
    assert operator.run("keys", "rotate").splitlines() == told
    assert states(operator) == versions


def test_what_was_done_to_the_keys_is_recorded_without_them(operator: Operator) -> None:
    operator.run("keys", "rotate")
    with psycopg.connect(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk") as owner:
        rows = owner.execute("SELECT arguments FROM audit_log WHERE rpc = 'fluxdesk keys rotate' ORDER BY id").fetchall()
    assert json.loads(rows[-1][0])["current"] == current(operator)
    content = json.loads(file_of(operator).read_text())
    assert not any(secret in arguments for secret in content["keys"].values() for (arguments,) in rows)
