"""What keeps a server from starting is one line and exit code 2."""

import os
import socket
from pathlib import Path

import psycopg
import pytest

from core.database.migrate import _LOCK_KEY  # holding it stops a start at a known place
from tests.e2e.conftest import Start, begin, processes_naming, refused
from tests.eventually import eventually


def waiting_for_a_lock(connection: psycopg.Connection) -> bool:
    return connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'").fetchall() == [(1,)]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("door", ["http", "grpc"])
async def test_a_port_that_is_taken_during_the_start_is_named(outside: str, tmp_path: Path, door: str, workers: str) -> None:
    with socket.socket() as taken, psycopg.connect(outside, autocommit=True) as connection:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        other = "grpc" if door == "http" else "http"
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK_KEY,))
        ports = (f"--{door}-port", port, f"--{other}-port", "0")
        starting = await begin("--data", tmp_path / "data", *ports, "--workers", workers, FLUXDESK_DATABASE_URL=outside)
        await eventually(lambda: waiting_for_a_lock(connection))
        taken.listen()
        connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK_KEY,))
        printed = (await starting.communicate())[0].decode()
    assert starting.returncode == 2, printed
    assert printed.splitlines()[-1].startswith(f"fluxdesk: Port {port} on 127.0.0.1 cannot be used for")
    assert "Traceback" not in printed
    assert processes_naming(str(tmp_path / "data")) == []


def test_one_port_for_both_doors_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    assert f"cannot share port {port}" in refused("--data", tmp_path / "data", "--http-port", port, "--grpc-port", port)


def test_a_credentials_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing/credentials.json", tmp_path):
        assert f"--credentials-file {path} cannot be used" in refused("--data", tmp_path / "data", "--credentials-file", path)
    assert not (tmp_path / "data/postgres").exists()


@pytest.mark.parametrize("variable", ["FLUXDESK_DATABASE_URL", "FLUXDESK_DATABASE_DIRECT_URL"])
def test_an_address_that_is_none_is_named_and_not_shown(tmp_path: Path, variable: str) -> None:
    line = refused("--data", tmp_path / "data", **{variable: "postgres:secret@host"})
    assert f"{variable} is not an address" in line
    assert "secret" not in line


def test_a_key_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    line = refused("--data", tmp_path / "data", FLUXDESK_KEYS_FILE=str(tmp_path / "missing/keys.json"))
    assert "missing/keys.json cannot be made" in line


def test_lost_demo_credentials_are_named(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    (tmp_path / "data/demo-credentials.json").write_text("{")
    assert "demo-credentials.json" in refused("--data", tmp_path / "data")


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for option in ("--http-port", "--grpc-port"):
            assert f"Port {port} on 127.0.0.1" in refused("--data", tmp_path / "data", option, port)


def test_a_data_directory_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert f"--data {tmp_path / 'file'}" in refused("--data", tmp_path / "file")
    assert "--data" in refused("--data", "/proc/fluxdesk")


def test_a_second_server_on_the_same_data_is_refused(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data")
    assert "Another FluxDesk server" in refused("--data", tmp_path / "data")


def test_a_foreign_database_version_is_named(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    version = tmp_path / "data/postgres/PG_VERSION"
    version.write_text("14\n")
    assert "14" in refused("--data", tmp_path / "data")


def test_a_lost_key_file_is_named(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "data").stop()
    (tmp_path / "data/keys.json").write_text("{}")
    assert "keys.json" in refused("--data", tmp_path / "data")


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    line = refused("--data", tmp_path / "data", FLUXDESK_DATABASE_URL="postgresql://127.0.0.1:1/none")
    assert "FLUXDESK_DATABASE_URL" in line


def test_a_server_too_old_for_the_product_is_named(tmp_path: Path) -> None:
    url = "postgresql://127.0.0.1:5432/test"
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as away:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"needs a PostgreSQL server on port 5432: {away}")
    if version >= 160000:
        pytest.skip("the server on port 5432 is new enough")
    assert "PostgreSQL 16" in refused("--data", tmp_path / "data", FLUXDESK_DATABASE_URL=url)


@pytest.mark.parametrize(
    ("issuers", "fault"),
    [
        ("no json", "jwt_issuers"),
        ('[{"issuer": "x"}]', "needs either hs256_secret or jwks_url"),
        ('[{"issuer": "x", "hs256_secret": "tell-no-one"}]', "hs256_secret must have 32 bytes or more"),
        ('[{"issuer": "x", "jwks_url": "http://elsewhere.example"}]', "must be an https address"),
    ],
)
def test_an_issuer_that_could_let_anybody_in_is_named_without_its_secret(tmp_path: Path, issuers: str, fault: str) -> None:
    line = refused("--data", tmp_path / "data", FLUXDESK_JWT_ISSUERS=issuers)
    assert fault in line
    assert "tell-no-one" not in line
