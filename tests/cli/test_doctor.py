"""What the doctor of an installation finds, and how it says to mend it."""

import json
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from tests.cli.test_cli import Operator, operator
from tests.e2e.conftest import outside

__all__ = ["operator", "outside"]  # fixtures


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
