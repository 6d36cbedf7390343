"""Keeps the attachments of tasks."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import TaskAttachmentServiceServicer
from fluxdesk.v1.task_attachments_pb2 import (
    AddTaskAttachmentRequest,
    DeleteTaskAttachmentRequest,
    DeleteTaskAttachmentResponse,
    ListTaskAttachmentsRequest,
    ListTaskAttachmentsResponse,
    TaskAttachment,
)

from core.areas.task_attachments import queries, rules
from core.areas.task_attachments.queries import AttachmentRow
from core.areas.task_history.public import FieldChange
from core.areas.tasks.public import get_task, lock_task, require_part_remover, touch_task
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text
from core.urls import link_faults


class TaskAttachmentService(TaskAttachmentServiceServicer[Call, Db]):
    """Attachments are links from a task to what lies elsewhere."""

    async def ListTaskAttachments(self, request: ListTaskAttachmentsRequest, call: Call) -> ListTaskAttachmentsResponse:
        task = await get_task(call, request.id)
        rows = await queries.list_attachments(call.db, call.workspace_id, task.id)
        return ListTaskAttachmentsResponse(attachments=[_message(row) for row in rows])

    def check_add_task_attachment(self, request: AddTaskAttachmentRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        """What an address that is missing lacks, the field rules tell."""
        return [("url", text) for text in link_faults(request.url)] if request.url else []

    async def AddTaskAttachment(self, request: AddTaskAttachmentRequest, call: Call) -> TaskAttachment:
        task = await lock_task(call, request.id)
        rules.require_room(len(await queries.list_attachments(call.db, call.workspace_id, task.id)))
        row = await queries.insert_attachment(
            call.db,
            call.workspace_id,
            task.id,
            new_id(),
            user_id=call.caller.user_id,
            name=tidy_text(request.name),
            url=request.url,
        )
        await touch_task(call, task, FieldChange("attachments", None, _shown(row)))
        return _message(row)

    async def DeleteTaskAttachment(self, request: DeleteTaskAttachmentRequest, call: Call) -> DeleteTaskAttachmentResponse:
        task, attachment_id = await lock_task(call, request.id), require_id(request.attachment_id, "attachment")
        rows = {row.id: row for row in await queries.list_attachments(call.db, call.workspace_id, task.id)}
        row = rows.get(attachment_id)
        if row is None:
            raise NotFound("attachment")
        require_part_remover(call.caller, task, row.user_id)
        await queries.delete_attachment(call.db, call.workspace_id, task.id, row.id)
        await touch_task(call, task, FieldChange("attachments", _shown(row), None))
        return DeleteTaskAttachmentResponse(success=True)


def _message(row: AttachmentRow) -> TaskAttachment:
    return TaskAttachment(id=str(row.id), task_id=str(row.task_id), name=row.name, url=row.url, user=row.email, created_at=row.created_at)


def _shown(row: AttachmentRow) -> dict[str, object]:
    """As the history of a task tells it."""
    return {"name": row.name, "url": row.url}
