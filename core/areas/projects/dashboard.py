"""How the work of a project stands."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from fluxdesk.rpc import Role
from fluxdesk.v1.projects_pb2 import ProjectDashboard, ProjectTaskCounts, ProjectUpdate
from fluxdesk.v1.tasks_pb2 import TASK_STATUS_BLOCKED, TASK_STATUS_DONE, TASK_STATUS_IN_PROGRESS, TASK_STATUS_OPEN, TASK_VISIBILITY_COMPANY

from core.areas.membership.public import can_see_members
from core.areas.projects import dashboard_queries as queries
from core.areas.projects.dashboard_queries import ChangedTaskRow
from core.areas.projects.rows import ProjectRow
from core.areas.tallies.public import read_tallies
from core.rpc.call import Call

_UPDATES_MAX: Final = 10


async def dashboard_of(call: Call, row: ProjectRow) -> ProjectDashboard:
    """All but the project itself, as the caller may see it."""
    db, workspace_id = call.db, call.workspace_id
    counts = await _counts(call, row)
    overdue = await queries.count_overdue_tasks(db, workspace_id, row.id)
    changed = await queries.list_tasks_changed_last(db, workspace_id, row.id, limit=_UPDATES_MAX)
    shows_people = can_see_members(call.caller, is_member=row.is_own_admin is not None)
    return ProjectDashboard(
        tasks=ProjectTaskCounts(
            open=counts[TASK_STATUS_OPEN],
            in_progress=counts[TASK_STATUS_IN_PROGRESS],
            blocked=counts[TASK_STATUS_BLOCKED],
            done=counts[TASK_STATUS_DONE],
            overdue=overdue.tasks,
        ),
        last_updates=[_update(task, shows_people=shows_people) for task in changed],
    )


async def _counts(call: Call, row: ProjectRow) -> Counter[int]:
    """By status: what everybody sees is tallied, and what admins see. What is private to the caller is counted, and that is little."""
    tallies = (await read_tallies(call.db, call.workspace_id, [row.id]))[row.id]
    if call.caller.role >= Role.ADMIN:
        return _tallied(tallies)
    private = await queries.count_private_tasks(call.db, call.workspace_id, row.id, call.caller.user_id)
    return _tallied(tallies, visibility=TASK_VISIBILITY_COMPANY) + Counter(dict(private))


def _tallied(tallies: Mapping[str, int], *, visibility: int | None = None) -> Counter[int]:
    """Of one visibility, or of all. A tally is named "<status>/<visibility>"."""
    counts = Counter[int]()
    for name, tasks in tallies.items():
        status, shown_to = map(int, name.split("/"))
        if visibility in (None, shown_to):
            counts[status] += tasks
    return counts


def _update(row: ChangedTaskRow, *, shows_people: bool) -> ProjectUpdate:
    message = ProjectUpdate(id=str(row.id), title=row.title, status=row.status, updated_by=row.updated_by_email if shows_people else None)
    message.updated_at.FromDatetime(row.updated_at)
    return message
