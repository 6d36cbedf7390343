"""The hash chain of a workspace: what a seal vouches for, and what is wrong with rows that do not fit theirs."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

import orjson

FIRST_NUMBER: Final = 1
_LINK: Final = re.compile("([1-9][0-9]{0,15}):([0-9a-f]{64})")


class Link(NamedTuple):
    """A place in a chain: the number of a row, and the hash that all rows up to it lead to. That before the first has number 0."""

    number: int
    hash: bytes


def read_link(text: str) -> Link | None:
    """A link that somebody noted as NUMBER:HASH; None for what is none."""
    return Link(int(found[1]), bytes.fromhex(found[2])) if (found := _LINK.fullmatch(text)) else None


class Seal(NamedTuple):
    """What is kept of a row: `digest` vouches for the row, `hash` for all rows up to it."""

    number: int
    digest: bytes
    hash: bytes


class SealedRow(NamedTuple):
    """A seal and its row as JSON; `content` is None where the log has no such row any more."""

    content: str | None
    number: int
    id: UUID
    digest: bytes
    hash: bytes


class ChainFaultKind(StrEnum):
    """What is wrong."""

    CONTENT_CHANGED = "content changed"
    ROW_MISSING = "row missing"
    LINK_BROKEN = "link broken"
    HEAD_DIFFERS = "head differs"


class ChainFault(NamedTuple):
    """`id` is None where seal and row are both gone."""

    number: int
    id: UUID | None
    kind: ChainFaultKind


def chain_start(workspace_id: UUID) -> Link:
    """What the first link leads on from. It names the workspace, so that no chain can stand for another's."""
    return Link(0, hashlib.sha256(f"fluxdesk audit log {workspace_id}".encode()).digest())


def next_seal(before: Link, content: str) -> Seal:
    """The seal of the row that follows."""
    number = before.number + 1
    digest = _digest(content, number)
    return Seal(number, digest, _hash(before.hash, digest))


def chain_faults(before: Link, rows: Sequence[SealedRow]) -> Iterator[ChainFault]:
    """What is wrong with the rows that should follow, lowest number first. A row is judged by the seal before it as it stands."""
    for row in rows:
        for number in range(before.number + 1, row.number):
            yield ChainFault(number, None, ChainFaultKind.ROW_MISSING)
        if row.content is None:
            yield ChainFault(row.number, row.id, ChainFaultKind.ROW_MISSING)
        elif _digest(row.content, row.number) != row.digest:
            yield ChainFault(row.number, row.id, ChainFaultKind.CONTENT_CHANGED)
        elif _hash(before.hash, row.digest) != row.hash:
            yield ChainFault(row.number, row.id, ChainFaultKind.LINK_BROKEN)
        before = Link(row.number, row.hash)


def _digest(content: str, number: int) -> bytes:
    """SHA-256 of canonical JSON (RFC 8785): keys sorted, no space, UTF-8. What is null is left out, so that columns may be added."""
    row: dict[str, object] = orjson.loads(content)
    said = {name: value for name, value in row.items() if value is not None}
    return hashlib.sha256(orjson.dumps(said | {"chain_number": number}, option=orjson.OPT_SORT_KEYS)).digest()


def _hash(before: bytes, digest: bytes) -> bytes:
    return hashlib.sha256(before + digest).digest()
