"""What keeps the server from starting, in the one line that its operator sees."""

import psycopg
from pydantic import ValidationError
from pydantic_settings import SettingsError

from core.database.capacity import TooFewConnections
from core.database.migrate import MigrationError
from core.database.postgres_programs import EmbeddedPostgresError
from core.secrets.key_file import KeyFileError


class Unusable(Exception):
    """The server cannot start as it was asked to; the text is one line that says what to change."""


# Everything else that is raised is a fault of ours, and keeps its traceback.
EXPECTED = (Unusable, EmbeddedPostgresError, KeyFileError, MigrationError, TooFewConnections, ValidationError, SettingsError, psycopg.Error)


def one_line(problem: Exception) -> str:
    """What to tell of an expected problem."""
    if isinstance(problem, ValidationError):
        return "; ".join(f"FLUXDESK_{'.'.join(map(str, fault['loc'])).upper() or '*'}: {fault['msg']}" for fault in problem.errors())
    text = (str(problem).splitlines() or [type(problem).__name__])[0]
    if isinstance(problem, psycopg.Error):
        return f"The database cannot be used: {text}. Check FLUXDESK_DATABASE_URL."
    return text
