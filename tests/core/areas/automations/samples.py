"""Valid calls of the automation service."""

from fluxdesk.v1.automations_pb2 import GetAutomationSummaryRequest

from tests.core.areas.users.samples import signed_in
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _get_automation_summary(tenant: Tenant) -> Sample:
    return Sample(GetAutomationSummaryRequest(months=2), await signed_in(tenant))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.AutomationService/GetAutomationSummary": _get_automation_summary,
}
