"""The embedded server starts where it is put, is owned by one process, and never outlives it."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from core.database import embedded
from core.database.embedded import EmbeddedPostgres, EmbeddedPostgresError
from core.database.postgres_programs import account_for, binaries
from tests.core.database.deadline import until
from tests.core.database.servers import running

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root chooses whom PostgreSQL runs as")

# Starts a server, says so, and keeps it until its standard input ends.
OWNER = """
import sys
from pathlib import Path
from core.database import embedded
server = embedded.start(Path(sys.argv[1]), on_progress=lambda step: print(step, flush=True))
print("ready", flush=True)
sys.stdin.read()
server.stop()
"""

# Starts a server, forks, and leaves the query and a harmless stop() to the child.
FORKING_OWNER = """
import os, sys
from pathlib import Path
import psycopg
from core.database import embedded
server = embedded.start(Path(sys.argv[1]))
if os.fork() == 0:
    with psycopg.connect(server.url) as connection:
        print("child sees", connection.execute("SELECT 6 * 7").fetchone()[0], flush=True)
    server.stop()
    os._exit(0)
os.wait()
with psycopg.connect(server.url) as connection:
    print("parent sees", connection.execute("SELECT 6 * 7").fetchone()[0], flush=True)
server.stop()
"""


@contextmanager
def owner_process(data_directory: Path, *, until_line: str) -> Generator[subprocess.Popen[str]]:
    """Another process that owns the server, as far as `until_line`."""
    owner = subprocess.Popen([sys.executable, "-c", OWNER, data_directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with owner:
        assert owner.stdout is not None
        while (line := owner.stdout.readline().strip()) != until_line:
            assert line, "the owner ended early"
        yield owner
        owner.kill()


def ask(url: str, sql: LiteralString) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql).fetchone()
        return row and row[0]


def processes_in(cluster: Path) -> list[int]:
    """Every process whose working directory is the cluster's."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if entry.joinpath("cwd").readlink() == cluster:
                found.append(int(entry.name))
    return found


def is_empty(cluster: Path) -> Callable[[], bool]:
    return lambda: not processes_in(cluster)


@pytest.mark.parametrize("name", ["plain", "with 'quotes' and  spaces", "long" * 40], ids=["plain", "spaces", "long"])
def test_a_server_starts_under_any_path(tmp_path: Path, name: str) -> None:
    with running(tmp_path / name / "data") as server:
        assert ask(server.url, "SELECT current_database()") == "fluxdesk"


def test_the_server_is_durable_and_closed_to_the_network(server: EmbeddedPostgres) -> None:
    assert ask(server.url, "SHOW fsync") == "on"
    assert ask(server.url, "SHOW data_checksums") == "on"
    assert ask(server.url, "SHOW synchronous_commit") == "on"
    assert ask(server.url, "SHOW listen_addresses") == ""
    assert ask(server.url, "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C"
    assert ask(server.url, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()") == "UTF8"


def test_a_private_parent_stays_private_and_the_data_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with running(home / "data"):
        for path in (home, home / "data", home / "data" / "postgres"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "data" / "postgres.log").stat().st_mode) == 0o600


def test_what_was_written_is_there_after_a_restart(data_directory: Path) -> None:
    with running(data_directory) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'é' AS letter")
    with running(data_directory) as server:
        assert ask(server.url, "SELECT letter FROM kept") == "é"


def test_stop_ends_every_process_and_may_be_repeated(data_directory: Path) -> None:
    server = embedded.start(data_directory)
    assert processes_in(data_directory / "postgres")
    server.stop()
    server.stop()
    assert not processes_in(data_directory / "postgres")


def test_the_log_goes_to_a_file_without_values_of_customers(data_directory: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with running(data_directory) as server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE people (email text PRIMARY KEY)")
        connection.execute("INSERT INTO people VALUES ('secret@example.com')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO people VALUES ('secret@example.com')")
    log = (data_directory / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "secret@example.com" not in log
    assert capfd.readouterr() == ("", "")


def test_a_large_log_is_put_aside_at_the_next_start(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedded.start(data_directory).stop()
    first = (data_directory / "postgres.log").read_text()
    monkeypatch.setattr("core.database.embedded._LOG_BYTES_MAX", len(first) - 1)
    embedded.start(data_directory).stop()
    assert (data_directory / "postgres.log.1").read_text() == first


def test_progress_is_reported(data_directory: Path) -> None:
    steps: list[str] = []
    embedded.start(data_directory, on_progress=steps.append).stop()
    embedded.start(data_directory, on_progress=steps.append).stop()
    assert steps == ["Creating the database", "Starting PostgreSQL", "Starting PostgreSQL"]


def test_other_work_is_done_while_it_starts(data_directory: Path) -> None:
    cluster, seen = data_directory / "postgres", list[str]()

    def work() -> None:
        state = cluster / "postmaster.pid"
        seen.append(state.read_text() if state.exists() else "")

    server = embedded.start(data_directory, meanwhile=work)
    try:
        assert len(seen) == 1
        assert "ready" not in seen[0]
        assert ask(server.url, "SELECT 1") == 1
    finally:
        server.stop()


def test_other_work_that_fails_stops_it(data_directory: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedded.start(data_directory, meanwhile=interrupt)
    assert not processes_in(data_directory / "postgres")
    with running(data_directory) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_a_second_start_is_refused_and_the_first_goes_on(data_directory: Path) -> None:
    with running(data_directory) as server:
        with pytest.raises(EmbeddedPostgresError, match=r"Another FluxDesk server uses .* --data"):
            embedded.start(data_directory)
        assert ask(server.url, "SELECT 1") == 1


def test_forked_workers_use_the_server_and_cannot_stop_it(data_directory: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FORKING_OWNER, data_directory], capture_output=True, text=True, check=True)
    assert done.stdout == "child sees 42\nparent sees 42\n"


async def test_a_killed_owner_leaves_no_process_and_the_next_start_works(data_directory: Path) -> None:
    with owner_process(data_directory, until_line="ready") as owner:
        assert processes_in(data_directory / "postgres")
        owner.kill()
    await until(is_empty(data_directory / "postgres"), "PostgreSQL ends with its owner")
    with running(data_directory) as server:
        assert ask(server.url, "SELECT 1") == 1
    assert "automatic recovery" not in (data_directory / "postgres.log").read_text()


def test_a_start_waits_for_what_a_killed_owner_left(data_directory: Path) -> None:
    with owner_process(data_directory, until_line="ready") as owner:
        owner.kill()
        owner.wait()
        with running(data_directory) as server:
            assert ask(server.url, "SELECT 1") == 1


@contextmanager
def orphan(data_directory: Path) -> Generator[subprocess.Popen[str]]:
    """A server that runs without an owner's lock."""
    embedded.start(data_directory).stop()
    cluster = data_directory / "postgres"
    options = ("-D", cluster, "--listen_addresses=", "--unix_socket_directories=.")
    process = account_for(cluster).launch("postgres", *options, output=subprocess.DEVNULL)
    try:
        while not (cluster / "postmaster.pid").exists():
            assert process.poll() is None
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_start_ends_a_server_that_nobody_owns(data_directory: Path) -> None:
    steps: list[str] = []
    with orphan(data_directory) as process:
        server = embedded.start(data_directory, on_progress=steps.append)
        assert steps == ["Waiting for the previous PostgreSQL to stop", "Starting PostgreSQL"]
        assert process.wait() == 0
        server.stop()


def test_a_server_that_will_not_stop_is_named(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.database.embedded._PREVIOUS_STOP_SECONDS_MAX", 0.1)
    with orphan(data_directory) as process:
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(EmbeddedPostgresError, match=rf"process {process.pid}\).* does not stop"):
            embedded.start(data_directory)
        process.send_signal(signal.SIGCONT)


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(data_directory: Path) -> None:
    embedded.start(data_directory).stop()
    (data_directory / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{data_directory}/postgres\n")
    with running(data_directory) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_a_creation_that_was_killed_is_begun_again(data_directory: Path) -> None:
    with owner_process(data_directory, until_line="Creating the database"):
        pass
    assert not (data_directory / "postgres").exists()
    with running(data_directory) as server:
        assert ask(server.url, "SELECT 1") == 1


def test_a_half_created_cluster_is_begun_again(data_directory: Path) -> None:
    unfinished = data_directory / "postgres.unfinished-1"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with running(data_directory) as server:
        assert ask(server.url, "SELECT 1") == 1
    assert not unfinished.exists()


def test_another_major_version_is_refused(data_directory: Path) -> None:
    (data_directory / "postgres").mkdir(parents=True)
    (data_directory / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(EmbeddedPostgresError, match=r"written by PostgreSQL 15 .* 18: .*FLUXDESK_DATABASE_URL"):
        embedded.start(data_directory)


def test_a_directory_of_something_else_is_refused(data_directory: Path) -> None:
    (data_directory / "postgres").mkdir(parents=True)
    with pytest.raises(EmbeddedPostgresError, match="not a PostgreSQL data directory"):
        embedded.start(data_directory)


def test_a_file_in_place_of_the_directory_is_refused(data_directory: Path) -> None:
    data_directory.write_text("")
    with pytest.raises(EmbeddedPostgresError, match=r"cannot be used: File exists .*--data"):
        embedded.start(data_directory)


def test_a_refused_start_says_why_and_frees_the_directory(data_directory: Path) -> None:
    embedded.start(data_directory).stop()
    settings = data_directory / "postgres" / "postgresql.conf"
    kept = settings.read_text()
    settings.write_text(kept + "shared_buffers = nonsense\n")
    with pytest.raises(EmbeddedPostgresError, match=r"did not start: .*postgresql.conf.* contains errors"):
        embedded.start(data_directory)
    settings.write_text(kept)
    embedded.start(data_directory).stop()


def test_the_environment_of_the_caller_does_not_reach_postgres(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    with running(data_directory) as server:
        assert ask(server.url, "SHOW port") == "5432"


@as_root
def test_root_without_a_user_namespace_is_told_what_to_do(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedPostgresError, match=r"does not run as root .*--data .*FLUXDESK_DATABASE_URL"):
        embedded.start(data_directory)


@as_root
async def test_root_runs_the_server_as_the_owner_of_the_data_directory() -> None:
    if any(not parent.stat().st_mode & stat.S_IXOTH for parent in binaries().parents):
        pytest.skip("the installation is out of the other user's reach")
    with tempfile.TemporaryDirectory() as name:
        data_directory = Path(name)
        os.chown(data_directory, 65534, 65534)
        with running(data_directory) as server:
            assert (data_directory / "postgres").stat().st_uid == 65534
            assert ask(server.url, "SELECT 1") == 1
        with owner_process(data_directory, until_line="ready") as owner:
            owner.kill()
        await until(is_empty(data_directory / "postgres"), "PostgreSQL ends with its owner")
