"""Keeps the filters that people save."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import TaskFilterServiceServicer
from fluxdesk.v1.task_filters_pb2 import (
    CreateTaskFilterRequest,
    DeleteTaskFilterRequest,
    DeleteTaskFilterResponse,
    ListTaskFiltersRequest,
    ListTaskFiltersResponse,
    TaskFilter,
    UpdateTaskFilterRequest,
)

from core.areas.task_filters import queries, rules
from core.areas.task_filters.find import read_criteria
from core.areas.task_filters.queries import FilterRow
from core.areas.users.public import lock_user
from core.database.rows import Db
from core.errors import NotFound
from core.ids import new_id
from core.names import tidy_name
from core.rpc.call import Call
from core.rpc.declared import require_id


class TaskFilterService(TaskFilterServiceServicer[Call, Db]):
    """Task filters are what a person looks for again and again."""

    async def ListTaskFilters(self, request: ListTaskFiltersRequest, call: Call) -> ListTaskFiltersResponse:  # noqa: ARG002  # there is nothing to ask
        rows = await queries.list_filters(call.db, call.workspace_id, call.caller.user_id)
        return ListTaskFiltersResponse(filters=[_message(row) for row in rows])

    def check_create_task_filter(self, request: CreateTaskFilterRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.name_faults(request.name) if request.name else ()

    async def CreateTaskFilter(self, request: CreateTaskFilterRequest, call: Call) -> TaskFilter:
        user_id, name = call.caller.user_id, tidy_name(request.name)
        # Of two at once the second counts what the first has made.
        await lock_user(call.db, call.workspace_id, user_id)
        rules.require_room((await queries.count_filters(call.db, call.workspace_id, user_id)).filters)
        row = await queries.insert_filter(
            call.db,
            call.workspace_id,
            user_id,
            new_id(),
            name=name.name,
            name_key=name.key,
            criteria=request.criteria.SerializeToString(),
        )
        return _message(row)

    def check_update_task_filter(self, request: UpdateTaskFilterRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return rules.name_faults(request.name) if request.name else ()

    async def UpdateTaskFilter(self, request: UpdateTaskFilterRequest, call: Call) -> TaskFilter:
        user_id, filter_id = call.caller.user_id, require_id(request.id, "filter")
        changes: dict[str, object] = {}
        if "name" in request.update_mask.paths:
            name = tidy_name(request.name)
            changes |= {"name": name.name, "name_key": name.key}
        if "criteria" in request.update_mask.paths:
            changes["criteria"] = request.criteria.SerializeToString()
        if changes:
            row = await queries.update_filter(call.db, call.workspace_id, user_id, filter_id, changes)
        else:
            row = await queries.find_filter(call.db, call.workspace_id, user_id, filter_id)
        if row is None:
            raise NotFound("filter")
        return _message(row)

    async def DeleteTaskFilter(self, request: DeleteTaskFilterRequest, call: Call) -> DeleteTaskFilterResponse:
        deleted = await queries.delete_filter(call.db, call.workspace_id, call.caller.user_id, require_id(request.id, "filter"))
        if not deleted:
            raise NotFound("filter")
        return DeleteTaskFilterResponse(success=True)


def _message(row: FilterRow) -> TaskFilter:
    message = TaskFilter(id=str(row.id), name=row.name, criteria=read_criteria(row))
    message.created_at.FromDatetime(row.created_at)
    return message
