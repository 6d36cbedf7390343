"""What may be done with a task, and by whom."""

from fluxdesk.rpc import Role

from core.areas.tasks.rows import TaskRow
from core.errors import Forbidden
from core.rpc.call import Principal


def require_writer(caller: Principal, task: TaskRow) -> None:
    """Raises Forbidden for whoever is neither its owner, nor its assignee, nor an admin of the workspace."""
    if caller.role < Role.ADMIN and caller.user_id not in (task.owner_user_id, task.assignee_user_id):
        message = "Only its owner, its assignee and admins change a task."
        raise Forbidden(message)
