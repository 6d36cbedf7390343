"""A database of the operator's own takes the place of the embedded one, by what FLUXDESK_… variables say."""

from pathlib import Path

import httpx2
import psycopg
from psycopg.conninfo import make_conninfo

from tests.e2e.conftest import Server, Start, refused
from tests.e2e.events import event


def publish(server: Server, token: str, event_id: str) -> int:
    headers = {"authorization": f"Bearer {token}"}
    return httpx2.post(f"{server.http}/api/v1/events", json=event(event_id), headers=headers).status_code


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def test_it_is_used_and_no_other_is_made(start: Start, tmp_path: Path, outside: str) -> None:
    server = start(tmp_path / "data", variables={"FLUXDESK_DATABASE_URL": outside})
    assert publish(server, server.credentials["personal_token"], "outside") == 202
    assert not (tmp_path / "data/postgres").exists()
    assert server.stop() == 0


def test_it_gets_no_demo_tokens_unless_asked(start: Start, tmp_path: Path, outside: str) -> None:
    variables = {"FLUXDESK_DATABASE_URL": outside}
    server = start(tmp_path / "data", variables=variables, writes_credentials=False)
    assert httpx2.get(f"{server.http}/api/v1/health").status_code == 200
    assert server.stop() == 0
    assert ask(outside, "SELECT count(*) FROM workspaces") == ask(outside, "SELECT count(*) FROM tokens") == [(0,)]
    assert "Bearer" not in server.output
    assert not (tmp_path / "data/demo-credentials.json").exists()
    asked = start(tmp_path / "data", "--demo", variables=variables, writes_credentials=False)
    assert asked.stop() == 0
    assert ask(outside, "SELECT slug FROM workspaces") == [("demo",)]
    assert "Bearer" in asked.output


def test_the_embedded_database_goes_without_them_if_asked(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / "data", "--no-demo", writes_credentials=False)
    assert server.stop() == 0
    assert "Bearer" not in server.output
    assert not (tmp_path / "data/demo-credentials.json").exists()
    assert "--no-demo" in refused("--data", tmp_path / "data", "--no-demo", "--credentials-file", tmp_path / "credentials.json")


def test_the_direct_address_serves_wake_ups_and_migrations_and_the_other_one_calls(start: Start, tmp_path: Path, outside: str) -> None:
    with psycopg.connect(outside, autocommit=True) as connection:
        connection.execute("CREATE ROLE pooled LOGIN SUPERUSER")
        connection.execute("CREATE ROLE direct LOGIN SUPERUSER")
    variables = {
        "FLUXDESK_DATABASE_URL": make_conninfo(outside, user="pooled"),
        "FLUXDESK_DATABASE_DIRECT_URL": make_conninfo(outside, user="direct"),
    }
    server = start(tmp_path / "data", variables=variables)
    assert publish(server, server.credentials["personal_token"], "direct") == 202
    found = ask(outside, "SELECT DISTINCT usename, application_name FROM pg_stat_activity WHERE application_name LIKE 'fluxdesk%'")
    assert set(found) == {("pooled", "fluxdesk"), ("direct", "fluxdesk wake")}
    assert ask(outside, "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'") == [("direct",)]
    assert server.stop() == 0


def test_hosts_with_one_key_file_take_the_same_tokens(start: Start, tmp_path: Path, outside: str) -> None:
    def host(name: str, keys: str, *, writes_credentials: bool = False) -> Server:
        variables = {"FLUXDESK_DATABASE_URL": outside, "FLUXDESK_KEYS_FILE": str(tmp_path / keys)}
        return start(tmp_path / name, variables=variables, writes_credentials=writes_credentials)

    first = host("first", "shared.json", writes_credentials=True)
    token = first.credentials["personal_token"]
    assert (tmp_path / "shared.json").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "first/keys.json").exists()
    assert publish(host("second", "shared.json"), token, "same-keys") == 202
    assert publish(host("stranger", "other.json"), token, "other-keys") == 401
