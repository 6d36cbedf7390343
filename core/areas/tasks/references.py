"""What tasks refer to: people, projects and other tasks, as callers name them."""

from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role

from core.addresses import address_key
from core.areas.tasks import queries, rules
from core.areas.tasks.queries import References
from core.errors import Forbidden, Invalid
from core.ids import parse_id
from core.rpc.call import Call

_NONE = References(None, None, is_member=False, parent_id=None)


async def hold_references(
    call: Call, *, assignee: str | None = None, project_slug: str | None = None, parent_id: str | None = None, path: str = ""
) -> References:
    """What the names mean; None for what is not asked for. It stays there until the end of the transaction.

    Raises Invalid with every name of nothing, below the path, and Forbidden for a project that is not open to the caller.
    """
    if assignee is None and project_slug is None and parent_id is None:
        return _NONE
    found = await queries.hold_references(
        call.db,
        call.workspace_id,
        email_key=None if assignee is None else address_key(assignee),
        project_slug=project_slug,
        parent_id=None if parent_id is None else parse_id(parent_id),
        user_id=call.caller.user_id,
    )
    asked = (
        ("assignee", assignee, found.assignee_user_id, "names no active member"),
        ("parent_id", parent_id, found.parent_id, "names no task"),
        ("project_slug", project_slug, found.project_id, "names no project"),
    )
    if faults := [(path + field, text) for field, name, meant, text in asked if name is not None and meant is None]:
        raise Invalid(faults)
    if project_slug is not None and not found.is_member and call.caller.role < Role.ADMIN:
        message = "Only members of the project and admins put tasks into it."
        raise Forbidden(message, Reason.CROSS_PROJECT_BLOCKED)
    return found


async def require_place(call: Call, task_id: UUID | None, parent_id: UUID) -> None:
    """Raises Invalid where the task cannot be a step of that one, which is held. None is one that is to be created: it has no steps.

    The transaction has locked the places, or holds them where it creates the task.
    """
    rules.require_place(await queries.find_place(call.db, call.workspace_id, task_id, parent_id))
