"""Projects that a caller names, and whether it may change them."""

from core.areas.projects import queries, rules
from core.areas.projects.rows import ProjectRow
from core.errors import NotFound
from core.rpc.call import Call
from core.rpc.declared import require_id


async def get_project(call: Call, slug: str) -> ProjectRow:
    """Everybody of the workspace sees it. Raises NotFound."""
    row = await queries.find_project(call.db, call.workspace_id, call.caller.user_id, slug=slug)
    return _require(row)


async def lock_project(call: Call, slug: str) -> ProjectRow:
    """Nobody else changes it until the end of the transaction. Raises NotFound, and Forbidden for who may not change it."""
    row = _require(await queries.lock_project(call.db, call.workspace_id, call.caller.user_id, slug=slug))
    rules.require_keeper(call.caller, row)
    return row


async def get_project_of_id(call: Call, project_id: str) -> ProjectRow:
    """As `get_project`."""
    own_id, user_id = require_id(project_id, "project"), call.caller.user_id
    return _require(await queries.find_project_of_id(call.db, call.workspace_id, user_id, own_id))


async def lock_project_of_id(call: Call, project_id: str) -> ProjectRow:
    """As `lock_project`."""
    own_id, user_id = require_id(project_id, "project"), call.caller.user_id
    row = _require(await queries.lock_project_of_id(call.db, call.workspace_id, user_id, own_id))
    rules.require_keeper(call.caller, row)
    return row


def _require(row: ProjectRow | None) -> ProjectRow:
    if row is None:
        raise NotFound("project")
    return row
