"""What an operator can mend, for the server and the command line alike: told in one line and with exit code 2."""

import psycopg
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction
from pydantic import ValidationError
from pydantic_settings import SettingsError

from core.database.capacity import TooFewConnections
from core.database.migrate import MigrationError
from core.database.postgres_programs import EmbeddedPostgresError
from core.secrets.key_file import KeyFileError


class Unusable(Exception):
    """What was asked for cannot be done; the text is one line that says what to change."""


# The database is away, lets this user not do it, or is a copy that nobody writes. Any other error of SQL is made by a statement of ours.
_DATABASE = (psycopg.OperationalError, InsufficientPrivilege, ReadOnlySqlTransaction)
# Everything else that is raised is a fault of ours, and keeps its traceback.
EXPECTED = (Unusable, EmbeddedPostgresError, KeyFileError, MigrationError, TooFewConnections, ValidationError, SettingsError, *_DATABASE)


def one_line(problem: Exception) -> str:
    """What to tell of an expected problem."""
    if isinstance(problem, ValidationError):
        return "; ".join(f"FLUXDESK_{'.'.join(map(str, fault['loc'])).upper() or '*'}: {fault['msg']}" for fault in problem.errors())
    text = (str(problem).splitlines() or [type(problem).__name__])[0]
    if isinstance(problem, _DATABASE):
        return f"The database cannot be used: {text}. Check FLUXDESK_DATABASE_URL."
    return text
