"""Where a secret may have been left, and in which forms it is looked for."""

import base64
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import psycopg
from fluxdesk.rpc import Rpc
from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message
from grpc import aio
from psycopg.sql import SQL, Identifier

from core.secrets.tokens import INVITATION_PREFIX, PREFIXES, REFRESH_PREFIX
from core.secrets.webhook_secrets import PREFIX as WEBHOOK_PREFIX
from tests.contract.test_traces import secrets_in
from tests.doors import Answer, GrpcDoor

# Any token at all, also one that no test knows of.
_TOKEN = re.compile(
    rf"(?:{'|'.join([*PREFIXES.values(), REFRESH_PREFIX, INVITATION_PREFIX])})[0-9A-Za-z]{{49}}|{WEBHOOK_PREFIX}[0-9A-Za-z+/]{{43}}="
)
_FILE_BYTES_MAX = 64 << 20


class Ledger:
    """The secrets that were sent and shown, and whatever was told to those who were refused."""

    def __init__(self) -> None:
        self.secrets: set[str] = set()
        self.refusals: list[str] = []

    def sent(self, request: Message, token: str | None) -> None:
        self.secrets |= {*secrets_in(request), *([token] if token else [])}

    def answered(self, answer: Answer) -> Answer:
        if answer.reply is not None:
            self.secrets |= set(secrets_in(answer.reply))
        else:
            self.refused(answer.body, *answer.headers.items(), answer.faults)
        return answer

    def refused(self, *told: object) -> None:
        self.refusals += map(str, told)


class OutspokenGrpcDoor(GrpcDoor):
    """Notes all that a refused caller can read."""

    def __init__(self, channel: aio.Channel, ledger: Ledger) -> None:
        super().__init__(channel, deadline_seconds=30)
        self._ledger = ledger

    def _refused(self, error: aio.AioRpcError) -> Answer:
        self._ledger.refused(error.details(), error.debug_error_string(), error, *(error.trailing_metadata() or ()))
        return super()._refused(error)


def handles_secrets(rpc: Rpc) -> bool:
    """Whether its request or its reply can hold one."""
    return rpc.reveals_secret or _holds_secret(cast("Descriptor", rpc.request.DESCRIPTOR), set())


def forms(secret: str) -> Iterator[str]:
    """In clear, in hexadecimal digits as bytea is shown, and in base64 wherever in a longer text it begins."""
    raw = secret.encode()
    yield secret
    yield raw.hex()
    for before in range(3):
        # The first and last letters depend on what stands beside it.
        yield base64.b64encode(b"\0" * before + raw).decode()[4 if before else 0 : -4]


def leaked(text: str, secrets: Iterable[str]) -> list[str]:
    """What a reader of the text could use."""
    return [*_TOKEN.findall(text), *(form for secret in secrets for form in forms(secret) if form in text)]


def rows_of_all_tables(owner: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """The name of each table, and its rows as text."""
    tables = owner.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'm') AND relnamespace = 'public'::regnamespace")
    for (table,) in tables.fetchall():
        rows = owner.execute(SQL("SELECT t::text FROM {} t").format(Identifier(table))).fetchall()
        yield table, "\n".join(row for (row,) in rows)


def files_below(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file as text, byte for byte: tables, their log of changes, and what the server prints."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.stat().st_size <= _FILE_BYTES_MAX:
            yield file, file.read_bytes().decode("latin-1")


def _holds_secret(message: Descriptor, seen: set[str]) -> bool:
    if message.full_name in seen:
        return False
    seen.add(message.full_name)
    return any(
        field.GetOptions().debug_redact or (field.message_type is not None and _holds_secret(field.message_type, seen))
        for field in message.fields
    )
