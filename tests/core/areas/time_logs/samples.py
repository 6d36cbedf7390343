"""Valid calls of the time log service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.time_logs_pb2 import TIME_LOG_PHASE_AFTER, AddTimeLogRequest, DeleteTimeLogRequest, ListTimeLogsRequest

from tests.core.areas.tasks.kept import keep_task
from tests.core.areas.time_logs.logged import log
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    await log(tenant, task.id, 5)
    return Sample(ListTimeLogsRequest(id=str(task.id), limit=5), tenant.bearer(Credential.AGENT_KEY))


async def _add(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    request = AddTimeLogRequest(id=str(task.id), phase=TIME_LOG_PHASE_AFTER, minutes=2.5, note="With the script.")
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _delete(tenant: Tenant) -> Sample:
    task = await keep_task(tenant)
    made = await log(tenant, task.id, 5)
    return Sample(DeleteTimeLogRequest(id=made.task_id, log_id=made.id), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TimeLogService/AddTimeLog": _add,
    "/fluxdesk.v1.TimeLogService/DeleteTimeLog": _delete,
    "/fluxdesk.v1.TimeLogService/ListTimeLogs": _list,
}
