"""Presses the buttons of events, which call their senders back."""

from fluxdesk.v1.events_pb2 import Actor
from fluxdesk.v1.inbox_pb2 import ButtonPress, PressButtonRequest
from fluxdesk.v1.webhook_events_pb2 import InboundActionData

from core.areas.buttons import queries, rules
from core.areas.buttons.queries import ButtonsRow, PressRow
from core.areas.callbacks.public import call_back
from core.areas.deliveries.public import decode_actions
from core.areas.webhooks.public import Occurrence
from core.errors import NotFound
from core.ids import new_id
from core.rpc.call import Call
from core.rpc.declared import require_id


async def press(call: Call, request: PressButtonRequest) -> ButtonPress:
    """One callback for each button, however often it is pressed: the key of a press decides the race. Raises Refusal."""
    delivery_id = require_id(request.delivery_id, "notification")
    item = await queries.lock_buttons(call.db, call.workspace_id, call.caller.user_id, delivery_id)
    if item is None:
        raise NotFound("notification")
    button = rules.require_callback(decode_actions(item.actions), request.index)
    made = await queries.insert_press(
        call.db, call.workspace_id, item.id, index=request.index, user_id=call.caller.user_id, occurrence_id=new_id()
    )
    if made:
        family_id = rules.require_open(item)
        await call_back(call, family_id, _occurrence(call, item, button.label, made), url=button.webhook_url)
    pressed = made or await queries.get_press(call.db, call.workspace_id, item.id, index=request.index)
    message = ButtonPress(delivery_id=str(item.id), index=request.index, label=button.label, occurrence_id=str(pressed.occurrence_id))
    message.pressed_at.FromDatetime(pressed.pressed_at)
    return message


def _occurrence(call: Call, item: ButtonsRow, label: str, pressed: PressRow) -> Occurrence:
    """The sender knows an event that an admin forwarded by the id of what it sent."""
    return Occurrence(
        id=pressed.occurrence_id,
        workspace_id=call.workspace_id,
        user_id=call.caller.user_id,
        title=item.title,
        url=item.external_url,
        occurred_at=pressed.pressed_at,
        actor=Actor(email=call.caller.email),
        data=InboundActionData(
            delivery_id=str(item.original_delivery_id or item.id),
            event_id=item.event_id,
            action_label=label,
            actor_email=call.caller.email,
        ),
    )
