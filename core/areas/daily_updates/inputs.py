"""What callers send of their day and ask for, as the database takes it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fluxdesk.v1.daily_updates_pb2 import ListDailyUpdatesRequest, SubmitDailyUpdateRequest

from core.addresses import address_key
from core.areas.daily_updates import queries, rules
from core.areas.daily_updates.queries import NewUpdate, UpdateFilter
from core.areas.membership.public import GROUPS, PROJECTS, find_as_reader
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id, tidy_text


async def new_update(call: Call, request: SubmitDailyUpdateRequest) -> NewUpdate:
    """Raises NotFound for a task that the caller does not see."""
    return NewUpdate(
        did=tidy_text(request.did),
        plans=tidy_text(request.plans) if request.HasField("plans") else None,
        blockers=tidy_text(request.blockers) if request.HasField("blockers") else None,
        mood=request.mood if request.HasField("mood") else None,
        task_ids=await _task_ids(call, request.task_ids),
    )


async def _task_ids(call: Call, texts: Sequence[str]) -> list[UUID]:
    wanted = sorted({require_id(text, "task") for text in texts})
    if wanted and len(await queries.list_visible_tasks(call.db, call.workspace_id, wanted)) < len(wanted):
        raise NotFound("task")
    return wanted


async def listed(call: Call, request: ListDailyUpdatesRequest) -> UpdateFilter:
    """Raises NotFound for a group or a project that is not there, and Forbidden for one whose members are not the caller's to see."""
    group = await find_as_reader(call, GROUPS, request.group) if request.HasField("group") else None
    project = await find_as_reader(call, PROJECTS, request.project) if request.HasField("project") else None
    is_everybody = rules.can_read_all(call.caller) or group or project
    day = optional_day(request.date)
    return UpdateFilter(
        group_id=group.id if group else None,
        project_id=project.id if project else None,
        email_key=address_key(request.user) if request.HasField("user") else None,
        teammates_of=None if is_everybody else call.caller.user_id,
        from_day=day or optional_day(request.from_day),
        to_day=day or optional_day(request.to_day),
    )


def optional_day(text: str) -> date | None:
    """None for the text of a field that was not sent."""
    return date.fromisoformat(text) if text else None
