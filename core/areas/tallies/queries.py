"""SQL of tallies."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from core.database.rows import Db


class TallyRow(NamedTuple):
    """How many there are of what the name says about a subject."""

    subject_id: UUID
    name: str
    number: int


async def list_tallies(db: Db, workspace_id: UUID, subject_ids: Sequence[UUID]) -> list[TallyRow]:
    """Those of the subjects that are not zero. One statement sees the sums and what is still to be added to them in one moment."""
    return await db.many(
        TallyRow,
        """
        SELECT subject_id, name, sum(count)::bigint AS number
        FROM (SELECT subject_id, name, count FROM tallies
              WHERE workspace_id = %(workspace_id)s AND subject_id = ANY (%(subject_ids)s::uuid[])
              UNION ALL
              SELECT subject_id, name, change FROM tally_changes
              WHERE workspace_id = %(workspace_id)s AND subject_id = ANY (%(subject_ids)s::uuid[])) AS counted
        GROUP BY subject_id, name HAVING sum(count) <> 0
        """,
        workspace_id=workspace_id,
        subject_ids=list(subject_ids),
    )


class FoldedRow(NamedTuple):
    """How many changes were added up."""

    changes: int


async def fold_tally_changes(db: Db, *, limit: int) -> FoldedRow:
    """Adds changes of any workspace up, at most as many.

    No sum of zero is left or made, so that nothing is left of what is deleted. The lock of the duty leaves this to one process at a time.
    """
    return await db.one(
        FoldedRow,
        """
        WITH picked AS MATERIALIZED (
            SELECT workspace_id, subject_id, number FROM tally_changes
            ORDER BY workspace_id, subject_id, number LIMIT %(limit)s
        ), taken AS (
            DELETE FROM tally_changes c USING picked p
            WHERE c.workspace_id = p.workspace_id AND c.subject_id = p.subject_id AND c.number = p.number
            RETURNING c.workspace_id, c.subject_id, c.name, c.change
        ), sums AS MATERIALIZED (
            SELECT s.workspace_id, s.subject_id, s.name, s.change, t.count + s.change IS NOT DISTINCT FROM 0 AS is_gone
            FROM (SELECT workspace_id, subject_id, name, sum(change)::bigint AS change FROM taken GROUP BY 1, 2, 3) AS s
            LEFT JOIN tallies t ON t.workspace_id = s.workspace_id AND t.subject_id = s.subject_id AND t.name = s.name
            WHERE s.change <> 0
        ), gone AS (
            DELETE FROM tallies t USING sums s
            WHERE s.is_gone AND t.workspace_id = s.workspace_id AND t.subject_id = s.subject_id AND t.name = s.name
        ), put AS (
            INSERT INTO tallies AS t (workspace_id, subject_id, name, count)
            SELECT workspace_id, subject_id, name, change FROM sums WHERE NOT is_gone
            ON CONFLICT (workspace_id, subject_id, name) DO UPDATE SET count = t.count + EXCLUDED.count
        )
        SELECT count(*)::integer AS changes FROM taken
        """,
        limit=limit,
    )
