"""Follows a chain through the database, a bounded part of it at a time."""

from typing import Final, NamedTuple
from uuid import UUID

from core.areas.audit import queries
from core.areas.audit.rules import ChainFault, ChainFaultKind, Link, chain_faults, chain_start
from core.database.rows import Db

# Of one call: a transaction lasts 20 s at most, and these take about a quarter of one.
ROWS_MAX: Final = 10_000
# Held in memory at once.
_BATCH_ROWS_MAX: Final = 500


class Verification(NamedTuple):
    """What became of checking a part of a chain. `head` has number 0 while nothing is sealed.

    `next_number` is where to go on; None at the end, and where a fault was found.
    """

    head: Link
    checked: int
    next_number: int | None
    fault: ChainFault | None


async def verify_chain(
    db: Db, workspace_id: UUID, *, from_number: int, rows_max: int = ROWS_MAX, expected: Link | None = None
) -> Verification:
    """Checks rows from a number on. A head that somebody noted elsewhere is compared where rows pass it, and at the end of the chain."""
    head = await queries.find_head(db, workspace_id) or chain_start(workspace_id)
    before = await _link_before(db, workspace_id, from_number)
    checked = 0
    if before is None:
        # Beyond the end there is nothing to check; before it, somebody has taken the row away that this part leads on from.
        gone = ChainFault(from_number - 1, None, ChainFaultKind.ROW_MISSING) if from_number <= head.number else None
        return Verification(head, checked, None, gone or await _head_fault(db, workspace_id, expected))
    while batch := min(_BATCH_ROWS_MAX, rows_max - checked):
        rows = await queries.list_sealed_after(db, workspace_id, before.number, limit=batch)
        if fault := next(chain_faults(before, rows), None):
            return Verification(head, checked + sum(row.number <= fault.number for row in rows), None, fault)
        checked += len(rows)
        is_passed = expected is not None and any(row.number == expected.number for row in rows)
        if is_passed and (fault := await _head_fault(db, workspace_id, expected)):
            return Verification(head, checked, None, fault)
        if len(rows) < batch:
            return Verification(head, checked, None, await _head_fault(db, workspace_id, expected))
        before = Link(rows[-1].number, rows[-1].hash)
    return Verification(head, checked, before.number + 1, None)


async def _link_before(db: Db, workspace_id: UUID, number: int) -> Link | None:
    return await queries.find_link(db, workspace_id, number - 1) if number > 1 else chain_start(workspace_id)


async def _head_fault(db: Db, workspace_id: UUID, expected: Link | None) -> ChainFault | None:
    if expected is None or await queries.find_link(db, workspace_id, expected.number) == expected:
        return None
    return ChainFault(expected.number, None, ChainFaultKind.HEAD_DIFFERS)
