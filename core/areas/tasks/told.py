"""Tells of what happens to tasks: the one place from which those learn of it whom it concerns."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypedDict
from uuid import UUID

from fluxdesk.json.tasks import TASK_STATUS
from fluxdesk.v1.deliveries_pb2 import (
    SEVERITY_INFO,
    SEVERITY_SUCCESS,
    SEVERITY_WARN,
    TONE_NEGATIVE,
    TONE_NEUTRAL,
    TONE_POSITIVE,
    Severity,
    Tone,
)
from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.tasks_pb2 import TASK_STATUS_BLOCKED, TASK_STATUS_DONE, TASK_VISIBILITY_COMPANY, TaskPriority, TaskStatus
from fluxdesk.v1.webhook_events_pb2 import TaskAssignedData, TaskBlockerData, TaskReviewData, TaskStatusData
from fluxdesk.webhook_events import TYPE_OF, WebhookData

from core.areas.inbox.public import Notice, send_notices
from core.areas.tasks import queries
from core.areas.tasks.rows import TaskRow
from core.areas.webhooks.public import Occurrence, emit
from core.rpc.call import Call


class Effect(NamedTuple):
    """What a task was, None for a new one, and what it is."""

    before: TaskRow | None
    after: TaskRow
    note: str | None = None


class _About(TypedDict):
    """What webhooks read of every task."""

    task_id: str
    title: str
    status: "TaskStatus"
    priority: "TaskPriority"
    assignee: str | None
    deadline: str | None
    project_slug: str | None


class _News(NamedTuple):
    """One thing to tell of a task, and whom; of several the first that concerns somebody is what stands in the inbox."""

    user_ids: Sequence[UUID | None]
    title: str
    data: WebhookData
    summary: str | None
    severity: Severity = SEVERITY_INFO
    tone: Tone = TONE_NEUTRAL


async def tell(call: Call, effects: Sequence[Effect]) -> None:
    """Webhooks are told of all, an inbox of one thing for each task, who did it of nothing. It comes last in a transaction, and once."""
    admins = await _project_admins(call, effects)
    actor = Actor(email=call.caller.email)
    notices: list[Notice] = []
    occurrences: list[Occurrence] = []
    for effect in effects:
        task, told = effect.after, {call.caller.user_id}
        for news in _news(effect, admins.get(task.project_id, ())):
            user_ids = [user_id for user_id in dict.fromkeys(news.user_ids) if user_id and user_id != call.caller.user_id]
            notices += [_notice(task, news, actor, [user_id for user_id in user_ids if user_id not in told])]
            told.update(user_ids)
            occurrences += [
                Occurrence(
                    workspace_id=call.workspace_id,
                    user_id=user_id,
                    title=news.title,
                    summary=news.summary,
                    occurred_at=task.updated_at,
                    actor=actor,
                    data=news.data,
                )
                for user_id in user_ids
            ]
    call.wakes += await send_notices(call.db, call.workspace_id, notices)
    call.wakes += await emit(call.db, occurrences)


async def _project_admins(call: Call, effects: Sequence[Effect]) -> Mapping[UUID | None, Sequence[UUID]]:
    """Admins of the projects in which something was blocked, or is no more. Of private tasks they are not told."""
    blocked = {
        after.project_id
        for before, after, _ in effects
        if before and after.project_id and before.blocker != after.blocker and after.visibility == TASK_VISIBILITY_COMPANY
    }
    rows = await queries.list_project_admins(call.db, call.workspace_id, sorted(blocked)) if blocked else ()
    return {project_id: [row.user_id for row in found] for project_id, found in groupby(rows, lambda row: row.project_id)}


def _news(effect: Effect, project_admin_ids: Sequence[UUID]) -> Iterator[_News]:
    before, task, note = effect
    people = [task.owner_user_id, task.assignee_user_id]
    if before and before.blocker != task.blocker:
        admins = project_admin_ids if task.visibility == TASK_VISIBILITY_COMPANY else ()
        yield _blocker_news(task, note, [*people, *admins])
    is_moved = before is not None and before.status != task.status
    if is_moved and task.status == TASK_STATUS_DONE:
        data = TaskReviewData(**_about(task), note=note)
        yield _News([task.owner_user_id], f"Done, for your review: {task.title}", data, note, SEVERITY_SUCCESS, TONE_POSITIVE)
    if task.assignee_user_id and task.assignee_user_id != (before and before.assignee_user_id):
        yield _News([task.assignee_user_id], f"Assigned to you: {task.title}", TaskAssignedData(**_about(task), note=note), note)
    if before and is_moved:
        data = TaskStatusData(**_about(task), previous_status=before.status, note=note)
        yield _News(people, f"{task.title}: {TASK_STATUS.names[task.status].replace('_', ' ')}", data, note)


def _blocker_news(task: TaskRow, note: str | None, user_ids: Sequence[UUID | None]) -> _News:
    data = TaskBlockerData(**_about(task), blocker=task.blocker, resolved=task.blocker is None, note=note)
    if task.status == TASK_STATUS_BLOCKED:
        return _News(user_ids, f"Blocked: {task.title}", data, task.blocker, SEVERITY_WARN, TONE_NEGATIVE)
    return _News(user_ids, f"No longer blocked: {task.title}", data, note, SEVERITY_INFO, TONE_POSITIVE)


def _notice(task: TaskRow, news: _News, actor: Actor, user_ids: Sequence[UUID]) -> Notice:
    return Notice(
        event_type=f"internal-os.{TYPE_OF[type(news.data)]}",
        recipient_ids=user_ids,
        title=news.title,
        summary=news.summary,
        severity=news.severity,
        tone=news.tone,
        labels={"taskId": str(task.id)},
        actor=actor,
    )


def _about(task: TaskRow) -> _About:
    return _About(
        task_id=str(task.id),
        title=task.title,
        status=task.status,
        priority=task.priority,
        assignee=task.assignee_email,
        deadline=task.deadline,
        project_slug=task.project_slug,
    )
