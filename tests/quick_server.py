"""A database server that waits for no disk: nobody cuts the power of a test. Promises about disks are tested on other servers."""

from pathlib import Path

import psycopg

from core.database import embedded
from core.database.embedded import EmbeddedPostgres


def start_quick_server(data_directory: Path) -> EmbeddedPostgres:
    server = embedded.start(data_directory)
    with psycopg.connect(server.url, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET fsync = off")
        owner.execute("SELECT pg_reload_conf()")
    return server
