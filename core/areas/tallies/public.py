"""What others may use of tallies."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.areas.tallies.queries import list_tallies
from core.database.rows import Db

__all__ = ["read_tallies"]


async def read_tallies(db: Db, workspace_id: UUID, subject_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, int]]:
    """The counts of each subject by their names, as true as counting would be; what is zero has no name. One statement."""
    found: dict[UUID, dict[str, int]] = {subject_id: {} for subject_id in subject_ids}
    for row in await list_tallies(db, workspace_id, subject_ids) if subject_ids else ():
        found[row.subject_id][row.name] = row.number
    return found
