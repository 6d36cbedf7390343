"""Every way a call can end, on purpose."""

import asyncio
from collections.abc import AsyncIterator

from fluxdesk.reasons import Reason
from google.api.httpbody_pb2 import HttpBody
from scenarios.services import ScenarioServiceServicer
from scenarios.v1.scenarios_pb2 import (
    CountEvent,
    CountRequest,
    CreateThingRequest,
    EchoReply,
    EchoRequest,
    FailReply,
    FailRequest,
    Finished,
    GetPageRequest,
    IssueSecretRequest,
    Secret,
    Thing,
    Tick,
    UpdateThingRequest,
)

from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call

SECRET = "the-secret-that-never-leaks"


class ScenarioService(ScenarioServiceServicer[Call, Db]):
    """Scenarios show every feature of a declaration. `cancelled` counts the calls that were cancelled while they hung."""

    def __init__(self) -> None:
        self.cancelled = 0

    async def Echo(self, request: EchoRequest, call: Call) -> EchoReply:
        text = request.text * (request.times or 1) + "".join(request.pieces)
        call.trailers["x-letters"] = str(len(text))
        return EchoReply(text=text, letters=len(text))

    async def Fail(self, request: FailRequest, call: Call) -> FailReply:  # noqa: ARG002  # it fails the same for everybody
        if request.how == "exception":
            message = "a detail that must not reach the caller"
            raise ValueError(message)
        if request.how == "timeout":
            raise TimeoutError
        if request.how == "hang":
            await self._hang()
        raise Refusal(
            Reason(request.how), "as told", faults=[("how", "was told so")], retry_after_seconds=7, metadata={"told": request.how}
        )

    async def Count(self, request: CountRequest, call: Call) -> AsyncIterator[CountEvent]:  # noqa: ARG002
        for number in range(1, request.up_to + 1):
            yield CountEvent(tick=Tick(number=number))
            if request.HasField("hang_after") and number == request.hang_after:
                await self._hang()
        yield CountEvent(finished=Finished(count=request.up_to))

    async def Chat(self, requests: AsyncIterator[EchoRequest], call: Call) -> AsyncIterator[EchoReply]:  # noqa: ARG002
        async for request in requests:
            yield EchoReply(text=request.text, letters=len(request.text))

    async def CreateThing(self, request: CreateThingRequest, call: Call) -> Thing:  # noqa: ARG002
        thing = Thing()
        thing.CopyFrom(request.thing)
        thing.etag, thing.location = "v1", f"/api/scenarios/things/{thing.name}"
        return thing

    async def UpdateThing(self, request: UpdateThingRequest, call: Call) -> Thing:
        call.trailers["x-update-mask"] = ",".join(request.update_mask.paths)
        if request.HasField("if_match") and request.if_match != "v1":
            raise Refusal(Reason.PRECONDITION_FAILED, "The thing has changed.")
        thing = Thing()
        thing.CopyFrom(request.thing)
        thing.name, thing.etag = request.name, "v2"
        return thing

    async def IssueSecret(self, request: IssueSecretRequest, call: Call) -> Secret:  # noqa: ARG002
        return Secret(label=request.label, secret=SECRET)

    async def GetPage(self, request: GetPageRequest, call: Call) -> HttpBody:  # noqa: ARG002
        return HttpBody(content_type="text/csv; charset=utf-8" if request.format == "csv" else "text/html", data=b"a,b\n1,2\n")

    async def _hang(self) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
