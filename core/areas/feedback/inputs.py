"""What callers send about feedback, as the database takes it."""

from uuid import UUID

from fluxdesk.v1.feedback_pb2 import (
    FEEDBACK_PART_AUTHORED,
    FEEDBACK_PART_RECEIVED,
    CreateFeedbackRequest,
    EditFeedbackRequest,
    ListFeedbackRequest,
)

from core.addresses import address_key
from core.areas.feedback import queries
from core.areas.feedback.queries import FeedbackFilter, NewFeedback
from core.areas.membership.public import PROJECTS, hold_collection
from core.areas.tags.public import find_tag_id
from core.areas.tasks.public import get_task, hold_task
from core.areas.users.public import PersonName, find_active_people
from core.errors import Invalid, NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text


async def new_feedback(call: Call, request: CreateFeedbackRequest) -> NewFeedback:
    """What it is about stays there until the end of the transaction.

    Raises NotFound for what of that the caller does not see, and Invalid for a recipient who is nobody.
    """
    task = await hold_task(call, request.task_id) if request.HasField("task_id") else None
    project = (
        await hold_collection(call.db, PROJECTS, call.workspace_id, request.project_slug) if request.HasField("project_slug") else None
    )
    return NewFeedback(
        author_user_id=call.caller.user_id,
        title=tidy_text(request.title) if request.HasField("title") else None,
        body=tidy_text(request.body),
        kind=request.kind,
        visibility=request.visibility,
        recipient_user_id=await _recipient_id(call, request.recipient_email) if request.HasField("recipient_email") else None,
        task_id=task.id if task else None,
        delivery_id=await _delivery_id(call, request),
        project_id=project.id if project else None,
    )


async def listed(call: Call, request: ListFeedbackRequest) -> FeedbackFilter | None:
    """None where nothing can match: no feedback has a tag that there is not. Raises NotFound for what the caller does not see."""
    user_id = call.caller.user_id
    tag_id = await find_tag_id(call.db, call.workspace_id, request.tag) if request.HasField("tag") else None
    wanted = FeedbackFilter(
        status=request.status or None,
        kind=request.kind or None,
        author_user_id=user_id if request.mine == FEEDBACK_PART_AUTHORED else None,
        recipient_user_id=user_id if request.mine == FEEDBACK_PART_RECEIVED else None,
        task_id=(await get_task(call, request.task_id)).id if request.HasField("task_id") else None,
        delivery_id=await _delivery_id(call, request),
        project_slug=request.project_slug if request.HasField("project_slug") else None,
        tag_id=tag_id,
    )
    return wanted if tag_id or not request.HasField("tag") else None


async def _delivery_id(call: Call, request: CreateFeedbackRequest | ListFeedbackRequest) -> UUID | None:
    """The delivery that is named. Raises NotFound for one that the caller does not see."""
    if not request.HasField("delivery_id"):
        return None
    found = await queries.find_delivery(call.db, call.workspace_id, require_id(request.delivery_id, "delivery"))
    if found is None:
        raise NotFound("delivery")
    return found.id


def changes(request: EditFeedbackRequest) -> dict[str, object]:
    """The columns that the request names, with their new values; tags have none."""
    values: dict[str, object] = {
        "title": tidy_text(request.title) if request.HasField("title") else None,
        "body": tidy_text(request.body),
        "kind": request.kind,
    }
    return {name: values[name] for name in request.update_mask.paths if name in values}


async def _recipient_id(call: Call, email: str) -> UUID:
    found = await find_active_people(call.db, call.workspace_id, [PersonName(email_key=address_key(email))])
    if not found:
        raise Invalid([("recipient_email", "names no active user of the workspace")])
    return found[0].user_id
