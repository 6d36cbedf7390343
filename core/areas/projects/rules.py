"""Who changes a project, and who sees its members."""

from fluxdesk.rpc import Role

from core.areas.projects.rows import ProjectRow
from core.errors import Forbidden
from core.rpc.call import Principal


def require_keeper(caller: Principal, row: ProjectRow) -> None:
    """Raises Forbidden for whoever is neither an admin of the workspace nor one of the project itself."""
    if not row.is_own_admin and caller.role < Role.ADMIN:
        message = "Only admins of the project or of the workspace change it."
        raise Forbidden(message)


def require_slug_keeper(caller: Principal) -> None:
    """Raises Forbidden for whoever is no admin of the workspace: events and addresses name a project by its slug."""
    if caller.role < Role.ADMIN:
        message = "Only admins of the workspace change the slug of a project."
        raise Forbidden(message)
