"""Finds what a saved filter looks for."""

from uuid import UUID

from fluxdesk.v1.task_filters_pb2 import TaskFilterCriteria

from core.areas.task_filters import queries
from core.areas.task_filters.queries import FilterRow
from core.database.rows import Db


async def find_criteria(db: Db, workspace_id: UUID, user_id: UUID, filter_id: UUID) -> TaskFilterCriteria | None:
    """None where the person has no such filter."""
    row = await queries.find_filter(db, workspace_id, user_id, filter_id)
    return row and read_criteria(row)


def read_criteria(row: FilterRow) -> TaskFilterCriteria:
    """As the filter was saved."""
    return TaskFilterCriteria.FromString(row.criteria)
