"""Sums up what automating tasks saves."""

from fluxdesk.services import AutomationServiceServicer
from fluxdesk.v1.automations_pb2 import AutomationSummary, GetAutomationSummaryRequest

from core.areas.automations import queries, summary
from core.database.rows import Db
from core.rpc.call import Call


class AutomationService(AutomationServiceServicer[Call, Db]):
    """Automations are tasks that come again and again."""

    async def GetAutomationSummary(self, request: GetAutomationSummaryRequest, call: Call) -> AutomationSummary:
        rows = await queries.sum_automations(call.db, call.workspace_id)
        savers = await queries.list_top_savers(call.db, call.workspace_id)
        return summary.summary_message(rows, savers, now=call.clock.now(), months=request.months)
