"""Shows which event types there are, and which were seen."""

from fluxdesk.services import EventTypeServiceServicer
from fluxdesk.v1.event_types_pb2 import EventTypeRow, ListEventTypesRequest, ListEventTypesResponse, NamedIntegrator

from core.areas.event_types import queries, rules
from core.areas.event_types.queries import EventTypeCount
from core.areas.inbox.public import INTERNAL_EVENT_TYPES
from core.areas.integrators.public import IntegratorRow, find_integrator, get_integrator
from core.database.rows import Db
from core.errors import NotFound
from core.ids import least_id
from core.rpc.call import Call


class EventTypeService(EventTypeServiceServicer[Call, Db]):
    """Event types are what integrators, and the product itself, call the events that they send."""

    async def ListEventTypes(self, request: ListEventTypesRequest, call: Call) -> ListEventTypesResponse:
        slug = request.integrator_slug if request.HasField("integrator_slug") else None
        rules.require_visible(call.caller, slug)
        integrator = await _integrator(call, slug)
        since_id = least_id(rules.window_begin(call.clock.unix_seconds()))
        counts = await queries.count_event_types(call.db, call.workspace_id, integrator.id, since_id=since_id, age_days=rules.WINDOW_DAYS)
        seen = {count.event_type: _message(count) for count in counts}
        return ListEventTypesResponse(
            your_integrator=NamedIntegrator(slug=integrator.slug, allowed_event_prefix=integrator.allowed_event_prefix),
            your_event_types=rules.own_types(seen, integrator.allowed_event_prefix),
            fluxdesk_internal_types=rules.internal_types(seen, INTERNAL_EVENT_TYPES),
            request_id=call.request_id,
        )


async def _integrator(call: Call, slug: str | None) -> IntegratorRow:
    """The one that is named, or else the caller's own. Raises NotFound."""
    if slug is not None:
        found = await find_integrator(call.db, call.workspace_id, slug)
    else:
        found = call.caller.integrator_id and await get_integrator(call.db, call.workspace_id, call.caller.integrator_id)
    if not found:
        raise NotFound("integrator")
    return found


def _message(count: EventTypeCount) -> EventTypeRow:
    message = EventTypeRow(event_type=count.event_type, count=count.deliveries)
    message.last_seen_at.FromDatetime(count.last_seen_at)
    return message
