"""A valid call of the service of the history of tasks."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.task_history_pb2 import ListTaskHistoryRequest

from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list(tenant: Tenant) -> Sample:
    return Sample(ListTaskHistoryRequest(id=str((await keep_task(tenant)).id), limit=5), tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {"/fluxdesk.v1.TaskHistoryService/ListTaskHistory": _list}
