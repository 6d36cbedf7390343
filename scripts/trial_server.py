"""A server that a script tries out: ./scripts/serve as a user starts it, on free ports and a folder of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from core.demo import Credentials

_SCRIPTS: Final = Path(__file__).parent
_START_SECONDS_MAX: Final = 300.0
_STOP_SECONDS_MAX: Final = 30.0
_CHECKS_EVERY_SECONDS: Final = 0.1


class Trial(NamedTuple):
    """A server that serves, and where it wrote what."""

    http: str
    credentials: Credentials
    data: Path
    log: Path


@contextmanager
def trial_server(folder: Path, **variables: str) -> Generator[Trial]:
    """A server with the demo workspace in that folder. Ends the program with what it printed when it does not start."""
    data, written, log = folder / "data", folder / "credentials.json", folder / "server.log"
    arguments = ["--data", data, "--http-port", "0", "--grpc-port", "0", "--credentials-file", written]
    environment = clean_environment(**variables, FLUXDESK_LOG_FORMAT="json")
    with (
        log.open("w") as output,
        ended(
            subprocess.Popen([_SCRIPTS / "serve", *arguments], stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=environment)
        ) as process,
    ):
        wait_until_written(written, process, log)
        credentials = json.loads(written.read_text())
        yield Trial(credentials["http"], credentials, data, log)


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Generator[subprocess.Popen[bytes]]:
    """Ends the process with the block."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS_MAX)


def wait_until_written(file: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns once the process has written the file; ends the program with the log when the process ends before."""
    deadline = time.monotonic() + _START_SECONDS_MAX
    while not file.exists() or not file.stat().st_size:
        if process.poll() is not None or time.monotonic() > deadline:
            print(log.read_text(), file=sys.stderr)
            sys.exit(2)
        time.sleep(_CHECKS_EVERY_SECONDS)


def clean_environment(**more: str) -> dict[str, str]:
    """None of the operator's settings: nobody's own database is ever called like this."""
    return {name: value for name, value in os.environ.items() if not name.startswith("FLUXDESK_")} | more
