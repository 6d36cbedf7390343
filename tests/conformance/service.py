"""The tools and the resource of the suite that are RPCs."""

import asyncio
from collections.abc import AsyncIterator

from conformance.services import ConformanceServiceServicer
from conformance.v1.conformance_pb2 import (
    Data,
    ErrorHandlingRequest,
    GetDataRequest,
    Said,
    SimpleTextRequest,
    Step,
    ToolWithProgressRequest,
)
from fluxdesk.reasons import Reason

from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call

# Longer than the bridge waits between two reports of progress, so that each step is told.
_STEP_SECONDS = 0.12


class ConformanceService(ConformanceServiceServicer[Call, Db]):
    """What the suite calls."""

    async def SimpleText(self, request: SimpleTextRequest, call: Call) -> Said:  # noqa: ARG002  # nothing is asked
        return Said(text="This is a simple text response for testing.")

    async def ErrorHandling(self, request: ErrorHandlingRequest, call: Call) -> Said:  # noqa: ARG002  # nothing is asked
        raise Refusal(Reason.CONFLICT, "This tool intentionally returns an error for testing")

    async def GetData(self, request: GetDataRequest, call: Call) -> Data:  # noqa: ARG002  # anybody may
        return Data(id=request.id, data=f"Data for ID: {request.id}")

    async def ToolWithProgress(self, request: ToolWithProgressRequest, call: Call) -> AsyncIterator[Step]:  # noqa: ARG002  # nothing is asked
        for percent in (0, 50, 100):
            yield Step(percent=percent)
            await asyncio.sleep(_STEP_SECONDS)
