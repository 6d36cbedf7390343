"""Lists tasks by what callers look for."""

from datetime import UTC

from fluxdesk.rpc import Role
from fluxdesk.v1.task_lists_pb2 import TASK_SCOPE_COMPANY, ListTasksRequest, ListTasksResponse

from core.addresses import address_key
from core.areas.tags.public import find_wanted_tags
from core.areas.task_filters.public import find_criteria, next_request
from core.areas.tasks import queries
from core.areas.tasks.messages import task_messages
from core.areas.tasks.queries import FoundFilters, TaskFilter
from core.areas.tasks.search import query_words
from core.errors import Invalid
from core.ids import parse_id
from core.rpc.call import Call
from core.rpc.pages import Place

_ME = "me"


async def list_tasks(call: Call, request: ListTasksRequest) -> ListTasksResponse:
    """The page that the call asks for. Raises Invalid for a parent or a filter that there is not; other names of nothing find nothing."""
    place, wanted = Place(call), await _read_filter(call, await _with_saved(call, request))
    rows = await queries.list_tasks(call.db, call.workspace_id, wanted, before_id=place.before_id, limit=place.row_limit) if wanted else []
    page = place.page(rows, await task_messages(call, rows))
    return ListTasksResponse(tasks=page.messages, next_cursor=page.next_cursor)


async def _with_saved(call: Call, request: ListTasksRequest) -> ListTasksRequest:
    """With the criteria of the saved filter that it names."""
    if not request.HasField("filter_id"):
        return request
    filter_id = parse_id(request.filter_id)
    criteria = filter_id and await find_criteria(call.db, call.workspace_id, call.caller.user_id, filter_id)
    if criteria is None:
        raise Invalid([("filter_id", "names no filter of yours")])
    return next_request(request, criteria, call.clock.now())


async def _read_filter(call: Call, request: ListTasksRequest) -> TaskFilter | None:
    """None where nothing can match."""
    found = await _find(call, request)
    tags = await find_wanted_tags(call.db, call.workspace_id, request.tag if request.HasField("tag") else None)
    words = query_words(request.q)
    named = (
        (request.HasField("assignee"), found.assignee_user_id),
        (request.HasField("project_slug"), found.project_id),
        (request.HasField("q"), words),
    )
    if any(is_asked and not meant for is_asked, meant in named):
        return None
    is_admin = call.caller.role >= Role.ADMIN
    is_company = request.scope == TASK_SCOPE_COMPANY if request.HasField("scope") else is_admin
    return TaskFilter(
        # An admin sees all, and is not asked whose each task is.
        scope_user_id=None if is_company and is_admin else call.caller.user_id,
        is_company=is_company,
        is_done=request.done if request.HasField("done") else None,
        status=request.status if request.HasField("status") else None,
        priority=request.priority if request.HasField("priority") else None,
        assignee_user_id=found.assignee_user_id,
        project_id=found.project_id,
        parent_id=found.parent_id,
        tag_id=tags.tag_id,
        tag_ids=tags.tag_ids,
        due_before=request.due_before.ToDatetime(UTC) if request.HasField("due_before") else None,
        words=words,
    )


async def _find(call: Call, request: ListTasksRequest) -> FoundFilters:
    is_me = request.assignee == _ME
    if not (request.HasField("assignee") and not is_me) and not request.HasField("project_slug") and not request.HasField("parent_id"):
        found = FoundFilters(None, None, None)
    else:
        found = await queries.find_filters(
            call.db,
            call.workspace_id,
            email_key=address_key(request.assignee),
            project_slug=request.project_slug,
            parent_id=parse_id(request.parent_id),
        )
    if request.HasField("parent_id") and found.parent_id is None:
        raise Invalid([("parent_id", "names no task")])
    return found._replace(assignee_user_id=call.caller.user_id) if is_me else found
