"""A task as the database keeps it."""

from datetime import datetime
from typing import Final, LiteralString, NamedTuple
from uuid import UUID

from fluxdesk.v1.tasks_pb2 import TaskPriority, TaskSource, TaskStatus, TaskVisibility


class TaskRow(NamedTuple):
    """A task with the addresses of its people and the slug of its project. Enums are their numbers in tasks.proto.

    `company_since` is when everybody came to see it, and None of a private one.
    """

    id: UUID
    title: str
    description: str | None
    priority: TaskPriority
    status: TaskStatus
    source: TaskSource
    visibility: TaskVisibility
    owner_user_id: UUID
    owner_email: str
    assignee_user_id: UUID | None
    assignee_email: str | None
    project_id: UUID | None
    project_slug: str | None
    parent_id: UUID | None
    deadline: str | None
    deadline_at: datetime | None
    blocker: str | None
    version: int
    created_at: datetime
    updated_at: datetime
    updated_by_email: str
    company_since: datetime | None


class NewTask(NamedTuple):
    """A task to create, which its owner has changed last."""

    title: str
    description: str | None
    priority: int
    status: int
    source: int
    visibility: int
    owner_user_id: UUID
    assignee_user_id: UUID | None
    project_id: UUID | None
    parent_id: UUID | None
    deadline: str | None
    deadline_at: datetime | None
    blocker: str | None


class PlaceRow(NamedTuple):
    """Where a task would stand: whether below itself, and on how many levels with its steps and all above it."""

    is_cycle: bool
    levels: int


# Of tasks t, whatever they are selected by. What a task refers to is looked up for each that is shown: a page with joins might be
# planned from all people. The workspace is named, so that its own size decides how.
TASK_COLUMNS: Final[LiteralString] = """
    t.id, t.title, t.description, t.priority, t.status, t.source, t.visibility, t.owner_user_id,
    (SELECT u.email FROM users u WHERE u.workspace_id = %(workspace_id)s AND u.id = t.owner_user_id) AS owner_email,
    t.assignee_user_id,
    (SELECT u.email FROM users u WHERE u.workspace_id = %(workspace_id)s AND u.id = t.assignee_user_id) AS assignee_email,
    t.project_id,
    (SELECT p.slug FROM projects p WHERE p.workspace_id = %(workspace_id)s AND p.id = t.project_id) AS project_slug,
    t.parent_id, t.deadline, t.deadline_at, t.blocker, t.version, t.created_at, t.updated_at,
    (SELECT u.email FROM users u WHERE u.workspace_id = %(workspace_id)s AND u.id = t.updated_by_user_id) AS updated_by_email,
    t.company_since
    """
