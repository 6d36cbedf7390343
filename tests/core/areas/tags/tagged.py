"""Tasks that tests tag, and what tags they have."""

from collections.abc import Sequence
from uuid import UUID

from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_TASK

from core.areas.tags.duties import MOVE_USES
from core.areas.tags.public import set_tags, tag_names
from core.database.transaction import Viewer
from core.ids import new_id
from core.jobs.runner import do_piece
from tests.tenants import Person, Tenant

PRIVATE, COMPANY = 1, 2


async def make_task(
    tenant: Tenant,
    task_id: UUID | None = None,
    *,
    owner: Person | None = None,
    project_id: UUID | None = None,
    status: int = 1,
    visibility: int = COMPANY,
    title: str = "A task",
    deadline: str | None = None,
) -> UUID:
    """A task of the employee unless somebody else is named. The deadline is an instant."""
    task_id, owner = task_id or new_id(), owner or tenant.employee
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], viewer=Viewer(owner.id, sees_all=False)) as db:
        await db.run(
            """
            INSERT INTO tasks (workspace_id, id, title, status, source, visibility, owner_user_id, updated_by_user_id, project_id,
                               blocker, done_at, deadline, deadline_at)
            VALUES (%(workspace_id)s, %(id)s, %(title)s, %(status)s, 1, %(visibility)s, %(owner_id)s, %(owner_id)s, %(project_id)s,
                    CASE WHEN %(status)s::smallint = 3 THEN 'no key' END, CASE WHEN %(status)s::smallint = 4 THEN now() END,
                    %(deadline)s::text, %(deadline)s::timestamptz)
            """,
            workspace_id=tenant.id,
            id=task_id,
            title=title,
            status=status,
            visibility=visibility,
            owner_id=owner.id,
            project_id=project_id,
            deadline=deadline,
        )
    return task_id


async def tag(tenant: Tenant, task_id: UUID, *names: str) -> Sequence[str]:
    """Replaces the tags of a task; the names of those that it has now."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        return await set_tags(db, tenant.id, ENTITY_TYPE_TASK, task_id, names)


async def tags_of(tenant: Tenant, task_id: UUID) -> Sequence[str]:
    """The names of the tags of a task."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
        return (await tag_names(db, tenant.id, ENTITY_TYPE_TASK, [task_id]))[task_id]


async def move_all(tenant: Tenant) -> None:
    """Moves or takes away all uses of tags that have ended."""
    while await do_piece(tenant.core.resources.database, MOVE_USES):
        pass
