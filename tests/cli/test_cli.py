"""What an operator types, against a server that runs on the same data directory."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import psycopg
import pytest

from tests.cli.commands import typed
from tests.e2e.conftest import ROOT, Server, environment, start_server
from tests.e2e.events import event
from tests.eventually import eventually

PASSWORD = "correct horse battery"


class Operator:
    """Types commands; `run` returns what they print, `refused` the one line of a failure."""

    def __init__(self, data: Path, server: Server | None = None) -> None:
        self.data = data
        self.server = server

    def typed(self, *words: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        place = () if words[0] in {"rpc", "--help"} else ("--data", str(self.data))
        return typed((*words, *place), stdin, environment(**variables))

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

    def publish(self, token: str, event_id: str, **more: Any) -> int:
        assert self.server is not None
        body = event(event_id) | {"event_type": "ci.build.failed"} | more
        return httpx2.post(f"{self.server.http}/api/v1/events", json=body, headers={"authorization": f"Bearer {token}"}).status_code

    def sign_in(self, email: str, password: str = PASSWORD) -> httpx2.Response:
        assert self.server is not None
        credentials = {"email": email, "password": password}
        return httpx2.post(f"{self.server.http}/auth/v1/token", params={"grant_type": "password"}, json=credentials)


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """An operator of a running server, with a workspace that has an integrator and a person."""
    data = tmp_path_factory.mktemp("cli") / "data"
    # The address of the tests signs in more often than the ten times a minute that one address may.
    server = start_server(data, variables={"FLUXDESK_PUBLIC_WRITES_PER_MINUTE": "1000"})
    typing = Operator(data, server)
    typing.run("workspace", "create", "acme", "--name", "Acme")
    typing.run("user", "create", "Ada@acme.example", "--workspace", "acme", "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    typing.run("integrator", "create", "ci", "--workspace", "acme", "--prefix", "ci.")
    yield typing
    server.stop()


def database(operator: Operator, user: str = "fluxdesk") -> str:
    return f"host={operator.data}/postgres user={user} dbname=fluxdesk"


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
    granted = operator.sign_in("bob@acme.example").json()
    session = granted["access_token"]
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
    # Whoever held a session signs in anew: it may have been a thief's.
    assert status(session) == 401
    refresh = {"refresh_token": granted["refresh_token"]}
    url = f"{operator.server.http}/auth/v1/token"
    assert httpx2.post(url, params={"grant_type": "refresh_token"}, json=refresh).status_code == 401


def test_what_people_call_their_tokens_commands_no_terminal(operator: Operator) -> None:
    label = "[red]\x1b[2J\x1b]0;mine\x07\ta\nb[/x]"
    operator.run("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example", "--label", label)
    shown = operator.run("token", "list", "--workspace", "acme", "--user", "ada@acme.example")
    assert r"[red]\x1b[2J\x1b]0;mine\x07\ta\nb[/x]" in shown
    assert label in [row["label"] for row in operator.listed("token", "list", "--workspace", "acme")]


def test_a_mistyped_directory_gets_no_database(tmp_path: Path) -> None:
    told = Operator(tmp_path / "typo").refused("user", "list", "--workspace", "acme")
    assert told.startswith("fluxdesk: There is no database in ")
    assert not (tmp_path / "typo").exists()


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


def test_a_new_password_lets_in_whoever_was_locked_out(operator: Operator) -> None:
    operator.run("user", "create", "lea@acme.example", "--workspace", "acme", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert [operator.sign_in("lea@acme.example", "a wrong guess").status_code for _ in range(5)] == [401] * 5
    assert operator.sign_in("lea@acme.example").status_code == 429
    operator.run("user", "password", "LEA@acme.example", "--password-stdin", stdin="another long password\n")
    assert operator.sign_in("lea@acme.example", "another long password").status_code == 200


def test_a_password_is_as_long_as_requests_take_it(operator: Operator) -> None:
    words = ("user", "create", "max@acme.example", "--workspace", "acme", "--password-stdin")
    for password in ("x" * 11, "x" * 201):
        assert operator.refused(*words, stdin=f"{password}\n") == "fluxdesk: password: must have 12 to 200 characters"
    operator.run(*words, stdin=f"{'x' * 200}\n")
    assert operator.sign_in("max@acme.example", "x" * 200).status_code == 200


def test_who_is_not_active_gets_no_token(operator: Operator) -> None:
    operator.run("user", "create", "kim@acme.example", "--workspace", "acme", "--no-password")
    operator.run("user", "deactivate", "kim@acme.example")
    told = operator.refused("token", "issue", "--kind", "agent_key", "--user", "kim@acme.example")
    assert told == "fluxdesk: kim@acme.example is not active: let it in again with `fluxdesk user activate kim@acme.example`."


def test_a_token_has_the_limits_that_it_is_issued_with(operator: Operator) -> None:
    limits = ("--daily-limit", "7", "--reads-per-minute", "8", "--writes-per-minute", "9")
    operator.run("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example", "--label", "limited", *limits)
    with psycopg.connect(database(operator)) as connection:
        query = "SELECT daily_limit, reads_per_minute, writes_per_minute FROM token_families WHERE label = 'limited'"
        assert connection.execute(query).fetchall() == [(7, 8, 9)]


def test_more_tokens_than_a_page_are_listed(operator: Operator) -> None:
    operator.run("workspace", "create", "many")
    operator.run("user", "create", "owner@many.example", "--workspace", "many", "--no-password")
    with psycopg.connect(database(operator)) as connection:
        connection.execute("""
            INSERT INTO token_families (workspace_id, id, kind, user_id, reads_per_minute, writes_per_minute)
            SELECT workspace_id, gen_random_uuid(), 'agent_key', id, 600, 60 FROM users, generate_series(1, 2001)
            WHERE email = 'owner@many.example'
            """)
    listed = operator.listed("token", "list", "--workspace", "many", "--revoked")
    assert len({row["family"] for row in listed}) == len(listed) == 2001


def test_events_of_a_project_reach_its_members(operator: Operator) -> None:
    operator.run("project", "create", "apollo", "--workspace", "acme", "--name", "Apollo")
    token, place = issued(operator), ("--project", "apollo", "--workspace", "acme")
    assert operator.publish(token, "apollo-1", project_slug="apollo") == 403
    operator.run("project", "member", "add", "ADA@acme.example", *place)
    assert operator.publish(token, "apollo-2", project_slug="apollo") == 202
    operator.run("project", "member", "add", "ada@acme.example", *place, "--admin")
    assert operator.listed("project", "list", "--workspace", "acme") == [
        {"slug": "apollo", "name": "Apollo", "members": ["Ada@acme.example"], "admins": ["Ada@acme.example"]}
    ]
    operator.run("project", "member", "remove", "ada@acme.example", *place)
    assert operator.publish(token, "apollo-3", project_slug="apollo") == 403
    assert operator.run("project", "list", "--workspace", "acme") == "slug\tname\tmembers\tadmins\napollo\tApollo"
    with psycopg.connect(database(operator)) as connection:
        rows = connection.execute("SELECT rpc FROM audit_log WHERE rpc LIKE 'fluxdesk project%' ORDER BY id").fetchall()
    assert [rpc for (rpc,) in rows] == [
        "fluxdesk project create",
        *["fluxdesk project member add"] * 2,
        "fluxdesk project member remove",
    ]


async def test_an_integrator_is_made_changed_archived_and_restored_under_a_running_server(operator: Operator) -> None:
    place = ("--workspace", "acme")
    operator.run(
        "integrator", "create", "cd", *place, "--prefix", "cd.", "--homepage-url", "https://cd.example", "--description", "Deploys."
    )
    operator.run("integrator", "update", "cd", *place, "--name", "CD", "--description", "")
    [row] = [row for row in operator.listed("integrator", "list", *place) if row["slug"] == "cd"]
    assert (row["name"], row["prefix"], row["homepage"], row["description"]) == ("CD", "cd.", "https://cd.example", None)
    assert row["archived"] is None
    issue = ("token", "issue", "--kind", "personal_token", "--user", "ada@acme.example", "--integrator", "cd")
    token = operator.run(*issue)
    assert operator.publish(token, "cd-1", event_type="cd.landed") == 202
    operator.run("integrator", "archive", "cd", *place)
    await eventually(lambda: operator.publish(token, "cd-1", event_type="cd.landed") == 401)
    assert [row["archived"] is None for row in operator.listed("integrator", "list", *place) if row["slug"] == "cd"] == [False]
    assert "fluxdesk integrator restore cd" in operator.refused(*issue)
    assert "meets cd." in operator.refused("integrator", "create", "cd2", *place, "--prefix", "cd.two.")
    operator.run("integrator", "restore", "cd", *place)
    await eventually(lambda: operator.publish(token, "cd-1", event_type="cd.landed") == 200)
    with psycopg.connect(database(operator)) as connection:
        rows = connection.execute(
            "SELECT rpc FROM audit_log WHERE rpc LIKE 'fluxdesk integrator%' AND arguments LIKE '%\"cd\"%' ORDER BY id"
        )
        assert [rpc for (rpc,) in rows] == [f"fluxdesk integrator {command}" for command in ("create", "update", "archive", "restore")]


def test_a_database_that_does_not_let_its_user_in_is_one_line(operator: Operator) -> None:
    with psycopg.connect(database(operator)) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    told = operator.refused("workspace", "list", FLUXDESK_DATABASE_URL=database(operator, "stranger"))
    assert told == "fluxdesk: The database cannot be used: permission denied for schema public. Check FLUXDESK_DATABASE_URL."


def test_people_are_linked_with_their_issuer(operator: Operator) -> None:
    operator.run("user", "link", "ada@acme.example", "https://login.example", "ada-1")
    [ada] = [row for row in operator.listed("user", "list", "--workspace", "acme") if row["email"] == "Ada@acme.example"]
    assert (ada["issuer"], ada["subject"], ada["role"], ada["active"]) == ("https://login.example", "ada-1", "admin", True)
    operator.run("user", "unlink", "ada@acme.example")


def test_what_an_operator_does_is_recorded_without_secrets(operator: Operator) -> None:
    token = issued(operator, "agent_key")
    with psycopg.connect(database(operator)) as connection:
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
        (("user", "create", "ADA@acme.example", "--workspace", "acme", "--no-password"), "The e-mail address is taken"),
        (("user", "create", "x@acme.example", "--workspace", "acme", "--role", "king", "--no-password"), "king is no role"),
        (("user", "create", "x@acme.example", "--workspace", "acme"), "use --password-stdin"),
        (("user", "create", "x@acme.example", "--workspace", "acme", "--password-stdin"), "password: must have 12 to 200 characters"),
        (("user", "deactivate", "nobody@acme.example"), "Nobody has the address nobody@acme.example"),
        (("workspace", "create", "acme"), "workspaces_slug_key"),
        (("integrator", "create", "ci2", "--workspace", "acme", "--prefix", "ci.nested."), "meets ci."),
        (("token", "issue", "--kind", "magic", "--user", "ada@acme.example"), "magic is no kind of token"),
        (("integrator", "create", "ci3", "--workspace", "acme", "--prefix", "FD1"), "prefix: must be words of a-z, 0-9, _ and -"),
        (("integrator", "create", "ci3", "--workspace", "acme", "--prefix", "internal-os.x."), "prefix: must not begin with internal-os."),
        (("integrator", "create", "x" * 81, "--workspace", "acme", "--prefix", "x."), "slug: must have 1 to 80 characters"),
        (("integrator", "create", "Ci", "--workspace", "acme", "--prefix", "x."), "of a-z, 0-9, dot, _ and -"),
        (("integrator", "create", "ci", "--workspace", "acme", "--prefix", "x."), "There is one already (integrators_slug_key)"),
        (("integrator", "update", "ci", "--workspace", "acme", "--homepage-url", "http://ci"), "homepage-url: must start with https://"),
        (("integrator", "archive", "none", "--workspace", "acme"), "There is no integrator none"),
        (("project", "create", "", "--workspace", "acme"), "slug: must have 1 to 80 characters"),
        (("project", "member", "add", "ada@acme.example", "--project", "none", "--workspace", "acme"), "There is no project none"),
        (("token", "issue", "--kind", "tools_token", "--user", "ada@acme.example"), "integrator_slug: is required"),
        (
            ("token", "issue", "--kind", "tools_token", "--user", "ada@acme.example", "--integrator", "ci", "--scope", "inbox:read"),
            "scopes: only an agent key has scopes",
        ),
        (
            ("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example", "--integrator", "ci"),
            "integrator_slug: an agent key has none",
        ),
        (("token", "issue", "--kind", "agent_key", "--user", "ada@acme.example", "--scope", "inbox:look"), "is no scope"),
        (("token", "revoke", "nothing", "--workspace", "acme"), "There is no token family nothing"),
        (("audit", "verify", "--workspace", "nowhere"), "There is no workspace nowhere"),
        (("audit", "verify", "--workspace", "acme", "--expect", "12"), "--expect takes NUMBER:HASH"),
        (("audit", "verify", "--expect", f"1:{'0' * 64}"), "--workspace says whose"),
    ],
)
def test_what_cannot_be_done_is_one_line(words: tuple[str, ...], told: str, operator: Operator) -> None:
    assert told in operator.refused(*words)


def test_what_is_typed_is_a_script(operator: Operator) -> None:
    command = [ROOT / "scripts/fluxdesk", "workspace", "list", "--json", "--data", operator.data]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=120, check=True)
    assert json.loads(done.stdout) == operator.listed("workspace", "list")


def test_the_table_of_rpcs_is_printed(operator: Operator) -> None:
    [row] = json.loads(operator.run("rpc", "SignOut", "--json"))
    assert (row["rpc"], row["routes"], row["callers"]) == ("SessionService.SignOut", "POST /auth/v1/logout", "person")
    assert "POST /api/v1/events" in operator.run("rpc")


def log_of(operator: Operator) -> psycopg.Connection:
    return psycopg.connect(f"host={operator.data}/postgres user=fluxdesk dbname=fluxdesk")


def is_sealed(operator: Operator) -> bool:
    with log_of(operator) as owner:
        return owner.execute("SELECT count(*) FROM audit_unsealed").fetchone() == (0,)


def verified(operator: Operator, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    done = operator.typed("audit", "verify", "--json", *words)
    return done.returncode, {one["workspace"]: one for one in json.loads(done.stdout)}


async def test_a_running_server_seals_what_it_records_and_an_operator_checks_it(operator: Operator) -> None:
    assert operator.server is not None
    issued(operator)
    operator.publish("sk-flux-mistyped", "cli-2")

    await eventually(lambda: is_sealed(operator))
    status, chains = verified(operator)
    acme = chains["acme"]
    assert (status, chains.keys()) == (0, {"acme", "nobody's"} | chains.keys())
    assert acme["sealed"] >= 4
    assert {one["fault"] for one in chains.values()} == {None}
    noted = f"{acme['sealed']}:{acme['head']}"
    assert verified(operator, "--workspace", "acme", "--expect", noted)[0] == 0
    status, chains = verified(operator, "--workspace", "acme", "--expect", f"{acme['sealed'] + 99}:{acme['head']}")
    assert (status, chains["acme"]["fault"], chains["acme"]["number"]) == (1, "head differs", acme["sealed"] + 99)


async def test_a_changed_row_of_the_log_is_named(operator: Operator) -> None:
    operator.run("workspace", "create", "changed")
    await eventually(lambda: is_sealed(operator))
    with log_of(operator) as owner:
        found = owner.execute("SELECT a.id FROM audit_log a JOIN workspaces w USING (workspace_id) WHERE w.slug = 'changed'").fetchone()
        assert found is not None
        owner.execute("ALTER TABLE audit_log DISABLE TRIGGER refuse_change")
        owner.execute("UPDATE audit_log SET arguments = overlay(arguments placing 'X' from 3 for 1) WHERE id = %s", found)
        owner.execute("ALTER TABLE audit_log ENABLE ALWAYS TRIGGER refuse_change")
    status, chains = verified(operator, "--workspace", "changed")
    assert (status, list(chains)) == (1, ["changed"])
    assert (chains["changed"]["fault"], chains["changed"]["number"], chains["changed"]["id"]) == ("content changed", 1, str(found[0]))


def test_the_database_is_migrated_when_asked_for(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "data")
    assert "fluxdesk migrate" in operator.refused("workspace", "list")
    check = operator.typed("migrate", "--check")
    assert (check.returncode, check.stdout.splitlines()[0]) == (1, "0001_roles")
    assert operator.run("migrate").startswith("0001_roles")
    assert operator.run("migrate") == "Nothing is missing."
    assert operator.listed("workspace", "list") == []
    assert operator.data.stat().st_mode & 0o777 == 0o700
