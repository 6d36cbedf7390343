"""What an operator types, against a server that runs on the same data directory."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.e2e.conftest import ROOT, Server, environment, outside, start_server
from tests.e2e.events import event
from tests.eventually import eventually

__all__ = ["outside"]  # a fixture
PASSWORD = "correct horse battery"


class Operator:
    """Types commands; `run` returns what they print, `refused` the one line of a failure."""

    def __init__(self, data: Path, server: Server | None = None) -> None:
        self.data = data
        self.server = server

    def typed(self, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        command = [ROOT / "scripts/fluxdesk", *words]
        if words[0] not in {"rpc", "--help"}:
            command += ["--data", self.data]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment(**variables), timeout=120, check=False)

    def run(self, *words: str, stdin: str = "") -> str:
        done = self.typed(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def refused(self, *words: str, stdin: str = "", **variables: str) -> str:
        done = self.typed(*words, stdin=stdin, **variables)
        assert done.returncode == 2, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr.strip().splitlines()[-1]

    def listed(self, *words: str) -> list[dict[str, Any]]:
        return json.loads(self.run(*words, "--json"))

    def publish(self, token: str, event_id: str) -> int:
        assert self.server is not None
        body = event(event_id) | {"event_type": "ci.build.failed"}
        return httpx2.post(f"{self.server.http}/api/v1/events", json=body, headers={"authorization": f"Bearer {token}"}).status_code

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx2.Response:
        assert self.server is not None
        credentials = {"email": email, "password": password}
        return httpx2.post(f"{self.server.http}/auth/v1/token", params={"grant_type": "password"}, json=credentials)


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An operator of a running server, with a workspace that has an integrator and a person."""
    data = tmp_path_factory.mktemp("cli") / "data"
    server = start_server(data)
    typing = Operator(data, server)
    typing.run("workspace", "create", "acme", "--name", "Acme")
    typing.run("user", "create", "Ada@acme.example", "--workspace", "acme", "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    typing.run("integrator", "create", "ci", "--workspace", "acme", "--prefix", "ci.")
    yield typing
    server.stop()


def issued(operator: Operator, kind: str = "personal_token") -> str:
    own = () if kind == "agent_key" else ("--integrator", "ci")
    return operator.run("token", "issue", "--kind", kind, "--user", "ada@acme.example", "--label", "cli", *own)


async def test_a_token_is_issued_rotated_and_revoked_under_a_running_server(operator: Operator) -> None:
    first = issued(operator)
    assert operator.publish(first, "cli-1") == 202
    family = operator.listed("token", "list", "--workspace", "acme")[0]
    assert (family["kind"], family["owner"], family["integrator"], family["live"]) == ("personal_token", "Ada@acme.example", "ci", True)
    second = operator.run("token", "rotate", family["family"], "--workspace", "acme")
    assert [operator.publish(token, "cli-1") for token in (first, second)] == [200, 200]
    assert operator.run("token", "revoke", family["family"], "--workspace", "acme") == "2 tokens invalidated"
    await eventually(lambda: operator.publish(second, "cli-1") == 401)
    assert operator.publish(first, "cli-1") == 401
    assert family["family"] not in {row["family"] for row in operator.listed("token", "list", "--workspace", "acme")}


async def test_who_is_deactivated_is_out_at_once_with_session_and_tokens(operator: Operator) -> None:
    operator.run("user", "create", "bob@acme.example", "--workspace", "acme", "--password-stdin", stdin=f"{PASSWORD}\n")
    session = operator.sign_in("bob@acme.example").json()["access_token"]
    key = operator.run("token", "issue", "--kind", "agent_key", "--user", "bob@acme.example", "--scope", "profile:read")
    assert operator.server is not None
    url = f"{operator.server.http}/auth/v1/user"

    def status(token: str) -> int:
        return httpx2.get(url, headers={"authorization": f"Bearer {token}"}).status_code

    assert [status(token) for token in (session, key)] == [200, 200]
    operator.run("user", "deactivate", "bob@acme.example")
    await eventually(lambda: [status(token) for token in (session, key)] == [401, 401])
    assert operator.sign_in("bob@acme.example").status_code == 401
    operator.run("user", "activate", "bob@acme.example")
    await eventually(lambda: status(key) == 200)


def test_a_new_password_holds_and_ends_sessions(operator: Operator) -> None:
    operator.run("user", "create", "eve@acme.example", "--workspace", "acme", "--password-stdin", stdin=f"{PASSWORD}\n")
    refresh_token = operator.sign_in("eve@acme.example").json()["refresh_token"]
    operator.run("user", "password", "eve@acme.example", "--password-stdin", stdin="another long password\n")
    assert operator.sign_in("eve@acme.example", "another long password").status_code == 200
    assert operator.server is not None
    again = httpx2.post(
        f"{operator.server.http}/auth/v1/token", params={"grant_type": "refresh_token"}, json={"refresh_token": refresh_token}
    )
    assert again.status_code == 401


def test_people_are_linked_with_their_issuer(operator: Operator) -> None:
    operator.run("user", "link", "ada@acme.example", "https://login.example", "ada-1")
    [ada] = [row for row in operator.listed("user", "list", "--workspace", "acme") if row["email"] == "Ada@acme.example"]
    assert (ada["issuer"], ada["subject"], ada["role"], ada["active"]) == ("https://login.example", "ada-1", "admin", True)
    operator.run("user", "unlink", "ada@acme.example")


def test_what_an_operator_does_is_recorded_without_secrets(operator: Operator) -> None:
    token = issued(operator, "agent_key")
    with psycopg.connect(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk") as connection:
        rows = connection.execute("SELECT rpc, outcome, arguments FROM audit_log WHERE door = 'cli'").fetchall()
    assert {"fluxdesk workspace create", "fluxdesk user create", "fluxdesk integrator create", "fluxdesk token issue"} <= {
        rpc for rpc, _, _ in rows
    }
    assert {outcome for _, outcome, _ in rows} == {"OK"}
    assert not any(secret in arguments for secret in (token, PASSWORD) for _, _, arguments in rows)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("user", "create", "x@acme.example", "--workspace", "nowhere", "--no-password"), "There is no workspace nowhere"),
        (("user", "create", "ADA@acme.example", "--workspace", "acme", "--no-password"), "users_email_key"),
        (("user", "create", "x@acme.example", "--workspace", "acme", "--role", "king", "--no-password"), "king is no role"),
        (("user", "create", "x@acme.example", "--workspace", "acme"), "use --password-stdin"),
        (("user", "create", "x@acme.example", "--workspace", "acme", "--password-stdin"), "12 or more characters"),
        (("user", "deactivate", "nobody@acme.example"), "Nobody has the address nobody@acme.example"),
        (("workspace", "create", "acme"), "workspaces_slug_key"),
        (("integrator", "create", "ci2", "--workspace", "acme", "--prefix", "ci.nested."), "meets ci."),
        (("token", "issue", "--kind", "magic", "--user", "ada@acme.example"), "magic is no kind of token"),
        (("token", "issue", "--kind", "tools_token", "--user", "ada@acme.example"), "An agent key has no integrator"),
        (("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example", "--scope", "inbox:look"), "is no scope"),
        (("token", "revoke", "nothing", "--workspace", "acme"), "There is no token family nothing"),
    ],
)
def test_what_cannot_be_done_is_one_line(words: tuple[str, ...], told: str, operator: Operator) -> None:
    assert told in operator.refused(*words)


def test_the_table_of_rpcs_is_printed(operator: Operator) -> None:
    [row] = json.loads(operator.run("rpc", "SignOut", "--json"))
    assert (row["rpc"], row["routes"], row["callers"]) == ("SessionService.SignOut", "POST /auth/v1/logout", "person")
    assert "POST /api/v1/events" in operator.run("rpc")


def findings(operator: Operator, *words: str, **variables: str) -> dict[str, tuple[str, str]]:
    done = operator.typed("doctor", "--json", *words, **variables)
    found = {one["check"]: (one["state"], one["text"]) for one in json.loads(done.stdout)}
    assert done.returncode == int(any(state != "ok" for state, _ in found.values()))
    return found


def test_the_doctor_finds_nothing_wrong_with_a_running_server(operator: Operator) -> None:
    assert operator.server is not None
    ports = ("--http-port", operator.server.http.rpartition(":")[2], "--grpc-port", operator.server.grpc.rpartition(":")[2])
    found = findings(operator, *ports)
    assert {state for state, _ in found.values()} == {"ok"}
    assert "served by FluxDesk" in found["ports"][1]
    assert found["schema"] == ("ok", "today's")
    assert found["roles"] == ("ok", "fluxdesk_app and fluxdesk_system")
    assert (found["server"][1], found["writes"][1]) == ("ready", "taken")


def test_the_doctor_says_how_to_mend_what_is_wrong(operator: Operator) -> None:
    keys = operator.data / "keys.json"
    assert operator.server is not None
    taken = operator.server.grpc.rpartition(":")[2]
    keys.chmod(0o644)
    try:
        found = findings(operator, "--http-port", taken, FLUXDESK_DATABASE_URL="postgresql://127.0.0.1:1/nowhere")
    finally:
        keys.chmod(0o600)
    assert found["keys"] == ("fail", f"{keys} can be read by others: chmod 600 {keys}.")
    assert found["database"][0] == "fail"
    assert found["ports"][0] == "fail"
    assert found["server"] == ("ok", f"none runs at {taken}")


def test_the_doctor_says_how_to_mend_a_database(operator: Operator, outside: str) -> None:
    def found() -> dict[str, tuple[str, str]]:
        return findings(operator, FLUXDESK_DATABASE_URL=outside)

    missing = found()
    assert "run `fluxdesk migrate`" in missing["schema"][1]
    assert "There is no role fluxdesk_app" in missing["roles"][1]
    operator.typed("migrate", FLUXDESK_DATABASE_URL=outside)
    assert {found()[check][0] for check in ("database", "writes", "connections", "schema", "roles", "extensions", "clock")} == {"ok"}
    with psycopg.connect(outside, autocommit=True) as owner:
        owner.execute("CREATE ROLE weak LOGIN")
        owner.execute("GRANT SELECT ON schema_migrations TO weak")
        weak = findings(operator, FLUXDESK_DATABASE_URL=make_conninfo(outside, user="weak"))
        assert weak["roles"] == ("fail", "The database user may not become fluxdesk_app: GRANT fluxdesk_app TO it WITH SET TRUE.")
        owner.execute("ALTER ROLE fluxdesk_system BYPASSRLS")
        assert "ALTER ROLE fluxdesk_system" in found()["roles"][1]
        owner.execute("ALTER DATABASE elsewhere SET default_transaction_read_only = on")
    assert "set default_transaction_read_only to off" in found()["writes"][1]


def test_the_doctor_looks_where_a_first_start_would_make_things(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"{tmp_path}/file is no directory" in findings(Operator(tmp_path / "file/data"))["data directory"][1]
    found = findings(Operator(tmp_path / "data"), OTEL_TRACES_EXPORTER="carrier-pigeon")
    assert "is made by the first start" in found["data directory"][1]
    assert "carrier-pigeon" in found["spans"][1]
    assert not (tmp_path / "data").exists()


def test_the_doctor_reads_settings_that_no_server_would_take(tmp_path: Path) -> None:
    found = findings(Operator(tmp_path / "data"), FLUXDESK_JWT_ISSUERS='[{"issuer": "x"}]')
    assert "needs either hs256_secret or jwks_url" in found["settings"][1]


def test_the_database_is_migrated_when_asked_for(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "data")
    assert "fluxdesk migrate" in operator.refused("workspace", "list")
    check = operator.typed("migrate", "--check")
    assert (check.returncode, check.stdout.splitlines()[0]) == (1, "0001_roles")
    assert operator.run("migrate").startswith("0001_roles")
    assert operator.run("migrate") == "Nothing is missing."
    assert operator.listed("workspace", "list") == []
    assert operator.data.stat().st_mode & 0o777 == 0o700
