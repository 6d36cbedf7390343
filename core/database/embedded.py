"""The embedded PostgreSQL: one server per data directory, owned by the process that starts it."""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import NamedTuple

from core.database.postgres_programs import POSTGRES_MAJOR, Account, EmbeddedPostgresError, account_for

_START_SECONDS_MAX = 600.0  # crash recovery may have to replay all of max_wal_size
_PREVIOUS_STOP_SECONDS_MAX = 60.0
_LOCK_SECONDS_MAX = 5.0
_LOG_BYTES_MAX = 16 * 1024 * 1024

# These go into postgresql.conf once, where an operator may change them.
_FIRST_SETTINGS = {"max_connections": "400", "shared_buffers": "256MB", "timezone": "UTC", "log_timezone": "UTC"}

# These hold at every start. The socket is relative to the data directory, since a socket path holds 107 bytes. Details and
# statements stay out of the log because they carry customers' values; whoever sent the statement gets the whole error.
_FIXED_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "port": "5432",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class EmbeddedPostgres:
    """A running server. `url` works in this process and in those forked from it, but not after an exec."""

    def __init__(self, url: str, owned: ExitStack) -> None:
        self.url = url
        self._owned = owned

    def stop(self) -> None:
        """Rolls open transactions back, stops the server and frees the data directory; a second call does nothing.

        In a forked child it leaves the server alone, which belongs to the process that started it.
        """
        self._owned.close()


def start(
    data_directory: Path, *, on_progress: Callable[[str], None] | None = None, meanwhile: Callable[[], None] | None = None
) -> EmbeddedPostgres:
    """Starts PostgreSQL on `data_directory`/postgres, creating it on first use, and returns when it accepts connections.

    `meanwhile` is done while it starts; what that raises stops it again.

    Call it from the main thread, before grpc and uvloop start threads: the kernel stops PostgreSQL when the thread that
    forked it ends, so that even a killed process leaves no server behind. Forked workers hold the lock of the data
    directory for as long as they live. Raises EmbeddedPostgresError.
    """
    if not sys.platform.startswith("linux"):
        message = "The embedded PostgreSQL needs Linux; set FLUXDESK_DATABASE_URL to a PostgreSQL server instead."
        raise EmbeddedPostgresError(message)
    if threading.current_thread() is not threading.main_thread():
        message = "start() belongs to the main thread"
        raise RuntimeError(message)
    with ExitStack() as owned:
        try:
            data_directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            owned.callback(os.close, _lock(data_directory))
            url, starting = _start_locked(data_directory.resolve(), on_progress or _say_nothing, owned)
        except OSError as error:
            message = f"{data_directory} cannot be used: {error.strerror} ({error.filename}). Choose another directory with --data."
            raise EmbeddedPostgresError(message) from error
        if meanwhile:
            meanwhile()
        _await_ready(starting)
        return EmbeddedPostgres(url, owned.pop_all())


def attach(data_directory: Path) -> EmbeddedPostgres | None:
    """The server that another process runs on the data directory, which `stop` leaves running; None when there is none."""
    lock, cluster = data_directory / "postgres.lock", data_directory / "postgres"
    if not lock.exists() or not (cluster / "postmaster.pid").exists():
        return None
    descriptor = os.open(lock, os.O_RDWR)
    try:
        if _try_lock(descriptor):
            return None
    finally:
        os.close(descriptor)
    with ExitStack() as owned:
        return EmbeddedPostgres(_url(cluster, owned), owned.pop_all())


def exists(data_directory: Path) -> bool:
    """Whether the directory holds a database."""
    return (data_directory / "postgres").is_dir()


def _say_nothing(_: str) -> None:
    pass


def _lock(data_directory: Path) -> int:
    descriptor = os.open(data_directory / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
    # Children of an owner that was just killed hold the lock until they notice.
    deadline = time.monotonic() + _LOCK_SECONDS_MAX
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            os.close(descriptor)
            message = f"Another FluxDesk server uses {data_directory}: stop it, or choose another directory with --data."
            raise EmbeddedPostgresError(message)
        time.sleep(0.02)
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Starting(NamedTuple):
    """A server that has been launched: its directory, its process, and its log with where that begins to tell of it."""

    cluster: Path
    process: subprocess.Popen[str]
    log: Path
    log_start: int


def _start_locked(data_directory: Path, report: Callable[[str], None], owned: ExitStack) -> tuple[str, _Starting]:
    """Everything between the lock and the launch; whatever has to be undone later is put on `owned`."""
    cluster = data_directory / "postgres"
    if cluster.exists():
        account = account_for(cluster)
        _require_same_major(cluster)
        _stop_previous(cluster, report)
    else:
        account = account_for(data_directory)
        report("Creating the database")
        _create(cluster, account)
    report("Starting PostgreSQL")
    return _url(cluster, owned), _launch(cluster, account, owned)


def _url(cluster: Path, owned: ExitStack) -> str:
    """The client's end of the socket path is as short as the server's, however deep the data directory lies."""
    directory = os.open(cluster, os.O_RDONLY | os.O_DIRECTORY)
    owned.callback(os.close, directory)
    return f"postgresql://fluxdesk@/fluxdesk?host=/proc/self/fd/{directory}&port=5432"


def _require_same_major(cluster: Path) -> None:
    try:
        major = (cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        message = f"{cluster} is not a PostgreSQL data directory: move it away, or choose another directory with --data."
        raise EmbeddedPostgresError(message) from None
    if major != POSTGRES_MAJOR:
        message = (
            f"{cluster} was written by PostgreSQL {major} and this FluxDesk brings {POSTGRES_MAJOR}: move the data with "
            "pg_dump, choose another directory with --data, or set FLUXDESK_DATABASE_URL."
        )
        raise EmbeddedPostgresError(message)


def _stop_previous(cluster: Path, report: Callable[[str], None]) -> None:
    """Waits for a server whose owner was killed. The lock is ours, so nobody who has a right to it uses it any more."""
    pid_file = cluster / "postmaster.pid"
    deadline = time.monotonic() + _PREVIOUS_STOP_SECONDS_MAX
    if running := _processes_of(cluster):
        report("Waiting for the previous PostgreSQL to stop")
        # It may end at any moment, and removes its file first.
        with suppress(FileNotFoundError, ProcessLookupError):
            postmaster = int(pid_file.read_text().partition("\n")[0])
            if postmaster in running:
                os.kill(postmaster, signal.SIGINT)
    while running := _processes_of(cluster):
        if time.monotonic() > deadline:
            message = f"The previous PostgreSQL in {cluster} (process {min(running)}) does not stop: end it, then start again."
            raise EmbeddedPostgresError(message)
        time.sleep(0.02)
    # PostgreSQL refuses to start while the process named here lives, and the number may by now be a stranger's.
    pid_file.unlink(missing_ok=True)


def _processes_of(cluster: Path) -> list[int]:
    """Every process of PostgreSQL works in its data directory, whatever the pid file says."""
    home = cluster.stat()
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if (process / "comm").read_text() == "postgres\n" and os.path.samestat((process / "cwd").stat(), home):
                found.append(int(process.name))
    return found


def _create(cluster: Path, account: Account) -> None:
    """Creates the cluster beside its place and renames it, so that an interrupted creation is never taken for a database."""
    for abandoned in cluster.parent.glob("postgres.unfinished-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    # An initdb whose owner was killed clears its own directory away, which must not be this one.
    unfinished = cluster.with_name(f"postgres.unfinished-{secrets.token_hex(4)}")
    settings = [f"--set={name}={value}" for name, value in _FIRST_SETTINGS.items()]
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"]
    # One syncfs instead of a sync per file; only the owner of the data directory reaches the socket, hence trust.
    durable = ["--data-checksums", "--sync-method=syncfs"]
    account.run("initdb", "--pgdata", unfinished, "--username=fluxdesk", "--auth=trust", *locale, *durable, *settings)
    create_database = "CREATE DATABASE fluxdesk"
    account.run("postgres", "--single", "-D", unfinished, "-c", "exit_on_error=on", "postgres", stdin=create_database)
    unfinished.rename(cluster)
    parent = os.open(cluster.parent, os.O_RDONLY)
    os.fsync(parent)
    os.close(parent)


def _launch(cluster: Path, account: Account, owned: ExitStack) -> _Starting:
    log = cluster.with_name("postgres.log")
    if log.exists() and log.stat().st_size > _LOG_BYTES_MAX:
        log.replace(log.with_name("postgres.log.1"))
    settings = [f"--{name}={value}" for name, value in _FIXED_SETTINGS.items()]
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    log_start = os.fstat(output).st_size
    try:
        process = account.launch("postgres", "-D", cluster, *settings, output=output)
    finally:
        os.close(output)
    owned.callback(_stop, process)
    return _Starting(cluster, process, log, log_start)


def _await_ready(starting: _Starting) -> None:
    cluster, process, log, log_start = starting
    deadline = time.monotonic() + _START_SECONDS_MAX
    while not _is_ready(cluster, process.pid):
        if process.poll() is not None or time.monotonic() > deadline:
            message = f"PostgreSQL did not start: {_reason(log, log_start)} (see {log})"
            raise EmbeddedPostgresError(message)
        time.sleep(0.005)


def _is_ready(cluster: Path, pid: int) -> bool:
    """The postmaster writes its process id into the first line of its file and its state into the eighth."""
    with suppress(FileNotFoundError):
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return lines[:1] == [str(pid)] and lines[7:8] == ["ready   "]
    return False


def _reason(log: Path, start: int) -> str:
    with log.open(errors="replace") as lines:
        lines.seek(start)
        printed = [line.strip() for line in lines]
    fatal = [line.partition("FATAL:")[2].strip() for line in printed if "FATAL:" in line]
    return (fatal or printed or ["it said nothing"])[-1]


def _stop(process: subprocess.Popen[str]) -> None:
    # Fast, then immediate, which costs a crash recovery at the next start, then whatever ends it.
    for stop_signal, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        process.send_signal(stop_signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return
