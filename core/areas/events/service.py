"""Takes events in."""

from collections.abc import Iterable, Sequence

from fluxdesk.failures import Fault
from fluxdesk.services import EventServiceServicer
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import PublishRequest

from core.areas.events import rules
from core.areas.events.accept import accept
from core.database.rows import Db
from core.rpc.call import Call


class EventService(EventServiceServicer[Call, Db]):
    """Events are pushed into the inboxes of employees by integrators, services and agents."""

    def check_publish(self, request: PublishRequest, call: Call) -> Iterable[Fault]:
        return rules.event_faults(request.event, call.caller)

    async def Publish(self, requests: Sequence[PublishRequest], calls: Sequence[Call], db: Db) -> Sequence[Delivery | Exception]:
        return await accept(requests, calls, db)
