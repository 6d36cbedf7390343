"""Takes events in."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from typing import cast

from fluxdesk.failures import Fault
from fluxdesk.services import EventServiceServicer
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import PublishBulkRequest, PublishBulkResponse, PublishFailure, PublishFault, PublishRequest, PublishStreamReply

from core.areas.events import rules
from core.areas.events.accept import accept
from core.areas.events.bulk import publish_bulk
from core.database.rows import Db
from core.errors import Refusal
from core.rpc.call import Call

_PUBLISH = "/fluxdesk.v1.EventService/Publish"


class EventService(EventServiceServicer[Call, Db]):
    """Events are pushed into the inboxes of employees by integrators, services and agents."""

    def check_publish(self, request: PublishRequest, call: Call) -> Iterable[Fault]:
        return rules.event_faults(request.event, call.caller, call.resources.egress_allow)

    async def Publish(self, requests: Sequence[PublishRequest], calls: Sequence[Call], db: Db) -> Sequence[Delivery | Exception]:
        return await accept(requests, calls, db)

    def check_publish_bulk(self, request: PublishBulkRequest, call: Call) -> Iterable[Fault]:
        return rules.template_faults(request.event, call.caller, call.resources.egress_allow)

    async def PublishBulk(self, request: PublishBulkRequest, call: Call) -> PublishBulkResponse:
        return await publish_bulk(request, call)

    async def PublishStream(self, call: Call) -> AsyncIterator[PublishStreamReply]:
        async with aclosing(call.each_as(_PUBLISH)) as outcomes:
            async for outcome in outcomes:
                if isinstance(outcome, Refusal):
                    yield PublishStreamReply(failure=_failure(outcome))
                else:
                    yield PublishStreamReply(delivery=cast("Delivery", outcome))


def _failure(refusal: Refusal) -> PublishFailure:
    return PublishFailure(
        reason=refusal.reason,
        detail=refusal.detail,
        faults=[PublishFault(path=path, text=text) for path, text in refusal.faults],
        retry_after_seconds=refusal.retry_after_seconds,
    )
