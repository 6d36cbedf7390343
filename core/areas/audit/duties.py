"""Seals what was recorded."""

from typing import Final
from uuid import UUID

from core.areas.audit.queries import UnsealedRow, insert_seals, take_unsealed
from core.areas.audit.rules import Link, Seal, chain_start, next_seal
from core.database.rows import Db
from core.jobs.duty import Duty

# Hashing as many takes about 5 ms, for which the process does nothing else.
_ROWS_MAX: Final = 500
# For as long a change by somebody who owns the database would not be noticed.
_INTERVAL_SECONDS: Final = 2


async def seal_audit_log(db: Db) -> bool:
    """Continues the chains of all workspaces by rows that have committed; says whether more may wait."""
    rows = await take_unsealed(db, limit=_ROWS_MAX)
    heads: dict[UUID, Link] = {}
    sealed: list[tuple[UUID, UUID, Seal]] = []
    for row in rows:
        if row.content is None:
            continue
        seal = next_seal(heads.get(row.workspace_id) or _head(row), row.content)
        heads[row.workspace_id] = Link(seal.number, seal.hash)
        sealed.append((row.workspace_id, row.id, seal))
    if sealed:
        await insert_seals(db, sealed)
    return len(rows) == _ROWS_MAX


SEAL_AUDIT_LOG: Final = Duty("seal audit log", _INTERVAL_SECONDS, seal_audit_log)


def _head(row: UnsealedRow) -> Link:
    if row.head_number is None or row.head_hash is None:
        return chain_start(row.workspace_id)
    return Link(row.head_number, row.head_hash)
