"""Embedded servers for one test."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from core.database import embedded
from core.database.embedded import EmbeddedPostgres


@contextmanager
def running(data_directory: Path) -> Generator[EmbeddedPostgres]:
    """A server for the block; the test may stop it earlier."""
    server = embedded.start(data_directory)
    try:
        yield server
    finally:
        server.stop()
