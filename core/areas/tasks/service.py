"""Shows and changes tasks."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import TaskListServiceServicer, TaskServiceServicer, TaskStepServiceServicer
from fluxdesk.v1.task_lists_pb2 import ListTasksRequest, ListTasksResponse
from fluxdesk.v1.task_steps_pb2 import (
    BulkUpdateTasksRequest,
    BulkUpdateTasksResponse,
    DispatchTaskRequest,
    ReportBlockerRequest,
    ResolveBlockerRequest,
    SetTaskStatusRequest,
)
from fluxdesk.v1.tasks_pb2 import (
    CreateTaskRequest,
    DeleteTaskRequest,
    DeleteTaskResponse,
    GetTaskRequest,
    Task,
    UpdateTaskRequest,
)

from core.areas.tasks import inputs, queries, rules
from core.areas.tasks.access import get_task, lock_family, lock_task
from core.areas.tasks.bulk import bulk_faults, change_tasks
from core.areas.tasks.change import Wanted, change_task, create_task, remove_task
from core.areas.tasks.lists import list_tasks
from core.areas.tasks.messages import task_message
from core.areas.tasks.references import hold_references
from core.areas.tasks.rows import TaskRow
from core.areas.tasks.rules import AskedState, State
from core.database.rows import Db
from core.rpc.call import Call
from core.rpc.declared import tidy_text


class TaskService(TaskServiceServicer[Call, Db]):
    """Tasks are what people and agents have to do."""

    def check_create_task(self, request: CreateTaskRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return inputs.request_faults(request)

    async def CreateTask(self, request: CreateTaskRequest, call: Call) -> Task:
        inline = await inputs.read_title(call, request)
        if request.HasField("parent_id"):
            await queries.hold_places(call.db, call.workspace_id)
        task, tags = await inputs.read_new_task(call, request, inline)
        automation = request.automation if request.HasField("automation") else None
        return await task_message(call, await create_task(call, task, tags=tags, automation=automation))

    async def GetTask(self, request: GetTaskRequest, call: Call) -> Task:
        return await task_message(call, await get_task(call, request.id))

    def check_update_task(self, request: UpdateTaskRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return inputs.request_faults(request)

    async def UpdateTask(self, request: UpdateTaskRequest, call: Call) -> Task:
        inline = await inputs.read_title(call, request)
        if request.HasField("parent_id"):
            await queries.lock_places(call.db, call.workspace_id)
        task = await lock_task(call, request.id, if_match=request.if_match)
        return await task_message(call, await change_task(call, task, await inputs.read_changes(call, request, inline, task)))

    async def DeleteTask(self, request: DeleteTaskRequest, call: Call) -> DeleteTaskResponse:
        family = await lock_family(call, request.id, if_match=request.if_match)
        rules.require_remover(call.caller, family.task)
        await remove_task(call, family)
        return DeleteTaskResponse(success=True)


class TaskListService(TaskListServiceServicer[Call, Db]):
    """Lists of tasks hold what their caller looks for among those that it sees."""

    async def ListTasks(self, request: ListTasksRequest, call: Call) -> ListTasksResponse:
        return await list_tasks(call, request)


class TaskStepService(TaskStepServiceServicer[Call, Db]):
    """Task steps are what is done with tasks every day."""

    async def DispatchTask(self, request: DispatchTaskRequest, call: Call) -> Task:
        task = await lock_task(call, request.id, if_match=request.if_match)
        references = await hold_references(call, assignee=request.assignee)
        wanted = Wanted(columns={"assignee_user_id": references.assignee_user_id})
        return await task_message(call, await change_task(call, task, wanted, note=request.note or None))

    async def SetTaskStatus(self, request: SetTaskStatusRequest, call: Call) -> Task:
        task = await lock_task(call, request.id, if_match=request.if_match)
        return await _move(call, task, AskedState(status=request.status), note=request.note)

    async def ReportBlocker(self, request: ReportBlockerRequest, call: Call) -> Task:
        task = await lock_task(call, request.id, if_match=request.if_match)
        return await _move(call, task, AskedState(blocker=tidy_text(request.blocker)))

    async def ResolveBlocker(self, request: ResolveBlockerRequest, call: Call) -> Task:
        task = await lock_task(call, request.id, if_match=request.if_match)
        asked = AskedState() if task.blocker is None else AskedState(status=request.status, is_unblocked=True)
        return await _move(call, task, asked, note=request.note)

    def check_bulk_update_tasks(self, request: BulkUpdateTasksRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        return bulk_faults(request)

    async def BulkUpdateTasks(self, request: BulkUpdateTasksRequest, call: Call) -> BulkUpdateTasksResponse:
        return BulkUpdateTasksResponse(results=await change_tasks(call, request.ids, request.changes))


async def _move(call: Call, task: TaskRow, asked: AskedState, *, note: str = "") -> Task:
    state = rules.next_state(State(task.status, task.blocker), asked)
    return await task_message(call, await change_task(call, task, Wanted(columns=state._asdict()), note=note or None))
