"""Time that tests log."""

from typing import TYPE_CHECKING
from uuid import UUID

from fluxdesk.v1.time_logs_pb2 import TIME_LOG_PHASE_AFTER, AddTimeLogRequest, DeleteTimeLogRequest, TimeLog, TimeLogPhase
from fluxdesk.v1.time_logs_pb2_grpc import TimeLogServiceStub

from tests.core.areas.calls import bearer
from tests.tenants import Person, Tenant

if TYPE_CHECKING:
    # Names of the stub files alone.
    from fluxdesk.v1.time_logs_pb2_grpc import TimeLogServiceAsyncStub


def time_logs(tenant: Tenant) -> "TimeLogServiceAsyncStub":
    return TimeLogServiceStub(tenant.core.channel)


async def log(
    tenant: Tenant, task_id: UUID, minutes: float, *, phase: TimeLogPhase = TIME_LOG_PHASE_AFTER, by: Person | None = None
) -> TimeLog:
    """By the employee unless somebody else does."""
    request = AddTimeLogRequest(id=str(task_id), phase=phase, minutes=minutes)
    return await time_logs(tenant).AddTimeLog(request, metadata=bearer(await tenant.sign_in(by or tenant.employee)))


async def unlog(tenant: Tenant, made: TimeLog, *, by: Person | None = None) -> None:
    """The same for deleting it."""
    request = DeleteTimeLogRequest(id=made.task_id, log_id=made.id)
    await time_logs(tenant).DeleteTimeLog(request, metadata=bearer(await tenant.sign_in(by or tenant.employee)))
