"""The history of a task as the database keeps it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.tasks_pb2 import TaskSource


class FieldChange(NamedTuple):
    """A field of a task that was changed, by its path in JSON; the values are JSON too."""

    field: str
    before: object
    after: object


class NewChange(NamedTuple):
    """A row of the history of a task; `changes` is the JSON of a list of {field, before, after}."""

    task_id: UUID
    id: UUID
    changes: str


class HistoryRow(NamedTuple):
    """What somebody changed; `changes` is as in NewChange."""

    id: UUID
    email: str
    source: TaskSource
    at: datetime
    changes: Sequence[Mapping[str, object]]
    note: str | None
