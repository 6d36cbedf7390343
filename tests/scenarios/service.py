"""Every way a call can end, on purpose."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import cast

from fluxdesk.metadata import NEXT_CURSOR
from fluxdesk.reasons import Reason
from fluxdesk.v1.catalog_pb2 import CatalogItemDeleteBlockers
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
    KnockReply,
    KnockRequest,
    RelabelThingRequest,
    Secret,
    Thing,
    Tick,
    UpdateThingRequest,
)

from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call

SECRET = "the-secret-that-never-leaks"
RETRY_SECONDS = 7
BLOCKERS = CatalogItemDeleteBlockers(live_approvals=1, live_tokens=2)
_MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "html": "text/html"}


class ScenarioService(ScenarioServiceServicer[Call, Db]):
    """Scenarios show every feature of a declaration.

    `calls` are those that reached a handler, the last one last. `hanging` counts the calls that hang now, `cancelled` those
    that were cancelled while they hung.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.hanging = 0
        self.cancelled = 0

    async def Echo(self, request: EchoRequest, call: Call) -> EchoReply:
        self.calls.append(call)
        text = request.text * (request.times or 1) + "".join(request.pieces)
        call.trailers["x-letters"] = str(len(text))
        return EchoReply(text=text, letters=len(text))

    async def Fail(self, request: FailRequest, call: Call) -> FailReply:
        """Every failure names a fault and a time to try again; "well" is no failure."""
        self.calls.append(call)
        if request.how == "well":
            return FailReply()
        if request.how == "exception":
            message = "a detail that must not reach the caller"
            raise ValueError(message)
        if request.how == "timeout":
            raise TimeoutError
        if request.how == "hang":
            await self._hang()
        raise Refusal(
            Reason(request.how),
            "as told",
            faults=[("how", "was told so")],
            retry_after_seconds=RETRY_SECONDS,
            metadata={"told": request.how},
            extra=BLOCKERS if request.how == Reason.DELETE_BLOCKED else None,
        )

    async def Count(self, request: CountRequest, call: Call) -> AsyncIterator[CountEvent]:
        """Hangs after a number, which may be 0; breaks off where that number lies beyond the last."""
        self.calls.append(call)
        hang_after = request.hang_after if request.HasField("hang_after") else None
        for number in range(request.up_to + 1):
            if number:
                yield CountEvent(tick=Tick(number=number))
            if number == hang_after:
                await self._hang()
        if hang_after is not None:
            raise Refusal(Reason.UNAVAILABLE, "The count broke off.", retry_after_seconds=RETRY_SECONDS)
        yield CountEvent(finished=Finished(count=request.up_to))

    async def Chat(self, call: Call) -> AsyncIterator[EchoReply]:
        """Says each text again, until one is refused."""
        self.calls.append(call)
        async with aclosing(call.each_as("/scenarios.v1.ScenarioService/Echo")) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Refusal):
                    raise outcome
                yield cast("EchoReply", outcome)

    async def CreateThing(self, request: CreateThingRequest, call: Call) -> Thing:
        self.calls.append(call)
        thing = Thing()
        thing.CopyFrom(request.thing)
        thing.etag, thing.location = "v1", f"/api/scenarios/things/{thing.name}"
        return thing

    async def UpdateThing(self, request: UpdateThingRequest, call: Call) -> Thing:
        self.calls.append(call)
        call.trailers["x-update-mask"] = ",".join(request.update_mask.paths)
        if request.HasField("if_match") and request.if_match != "v1":
            raise Refusal(Reason.PRECONDITION_FAILED, "The thing has changed.")
        thing = Thing()
        thing.CopyFrom(request.thing)
        thing.name, thing.etag = request.name, "v2"
        return thing

    async def RelabelThing(self, request: RelabelThingRequest, call: Call) -> Thing:
        self.calls.append(call)
        call.trailers["x-update-mask"] = ",".join(request.update_mask.paths)
        return Thing(name=request.name, note=request.note)

    async def Knock(self, request: KnockRequest, call: Call) -> KnockReply:  # noqa: ARG002  # a note is not read
        self.calls.append(call)
        return KnockReply()

    async def IssueSecret(self, request: IssueSecretRequest, call: Call) -> Secret:
        self.calls.append(call)
        return Secret(label=request.label, secret=SECRET)

    async def GetPage(self, request: GetPageRequest, call: Call) -> HttpBody:
        self.calls.append(call)
        if not request.HasField("cursor"):
            call.trailers[NEXT_CURSOR] = "the-last-page"
        return HttpBody(content_type=_MEDIA_TYPES.get(request.format, ""), data=b"a,b\n1,2\n")

    async def _hang(self) -> None:
        self.hanging += 1
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.hanging -= 1
