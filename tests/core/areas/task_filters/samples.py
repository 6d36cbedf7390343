"""Valid calls of the task filter service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.task_filters_pb2 import (
    CreateTaskFilterRequest,
    DeleteTaskFilterRequest,
    ListTaskFiltersRequest,
    TaskFilterCriteria,
    UpdateTaskFilterRequest,
)

from tests.core.areas.task_filters.kept import CRITERIA, a_name, kept
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    await kept(tenant)
    return Sample(ListTaskFiltersRequest(), tenant.bearer(Credential.PERSON))


async def _create(tenant: Tenant) -> Sample:
    return Sample(CreateTaskFilterRequest(name=a_name(), criteria=CRITERIA), tenant.bearer(Credential.AGENT_KEY))


async def _update(tenant: Tenant) -> Sample:
    request = UpdateTaskFilterRequest(id=await kept(tenant), name=a_name(), criteria=TaskFilterCriteria(q="else"))
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _delete(tenant: Tenant) -> Sample:
    return Sample(DeleteTaskFilterRequest(id=await kept(tenant)), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.TaskFilterService/CreateTaskFilter": _create,
    "/fluxdesk.v1.TaskFilterService/DeleteTaskFilter": _delete,
    "/fluxdesk.v1.TaskFilterService/ListTaskFilters": _list,
    "/fluxdesk.v1.TaskFilterService/UpdateTaskFilter": _update,
}
