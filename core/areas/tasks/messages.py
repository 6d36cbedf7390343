"""Tasks as messages."""

from collections.abc import Sequence
from uuid import UUID

from fluxdesk.v1.automations_pb2 import TaskAutomation
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK
from fluxdesk.v1.tasks_pb2 import TASK_STATUS_DONE, Task

from core.areas.automations.public import automations_of
from core.areas.tags.public import tag_names
from core.areas.tasks import rules
from core.areas.tasks.access import seen_tasks
from core.areas.tasks.rows import TaskRow
from core.rpc.call import Call


async def task_messages(call: Call, rows: Sequence[TaskRow]) -> list[Task]:
    """The tasks with their tags and automations and with the parents that the caller sees, which take a statement each for all of them."""
    ids = [row.id for row in rows]
    tags = await tag_names(call.db, call.workspace_id, ENTITY_TYPE_TASK, ids)
    automations = await automations_of(call.db, call.workspace_id, ids)
    parent_ids = await seen_tasks(call, {row.parent_id for row in rows if row.parent_id})
    return [_message(row, row.parent_id if row.parent_id in parent_ids else None, tags[row.id], automations.get(row.id)) for row in rows]


async def task_message(call: Call, row: TaskRow) -> Task:
    """One of them."""
    [message] = await task_messages(call, [row])
    return message


def _message(row: TaskRow, parent_id: UUID | None, tags: Sequence[str], automation: TaskAutomation | None) -> Task:
    message = Task(
        id=str(row.id),
        title=row.title,
        description=row.description,
        priority=row.priority,
        assignee=row.assignee_email,
        deadline=row.deadline,
        tags=tags,
        done=row.status == TASK_STATUS_DONE,
        status=row.status,
        parent_id=None if parent_id is None else str(parent_id),
        source=row.source,
        project_slug=row.project_slug,
        blocker=row.blocker,
        visibility=row.visibility,
        owner=row.owner_email,
        updated_by=row.updated_by_email,
        etag=rules.etag(row, tags),
        automation=automation,
    )
    message.created_at.FromDatetime(row.created_at)
    message.updated_at.FromDatetime(row.updated_at)
    return message
