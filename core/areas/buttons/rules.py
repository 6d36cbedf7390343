"""Which buttons call back, and for how long."""

from collections.abc import Sequence
from uuid import UUID

from fluxdesk.reasons import Reason
from fluxdesk.v1.events_pb2 import ACTION_TYPE_WEBHOOK, ActionButton

from core.areas.buttons.queries import ButtonsRow
from core.errors import NotFound, Refusal


def require_callback(buttons: Sequence[ActionButton], index: int) -> ActionButton:
    """Raises NotFound for a button that the event does not have, and Refusal for one that opens an address."""
    if index >= len(buttons):
        raise NotFound("button")
    button = buttons[index]
    if button.action_type != ACTION_TYPE_WEBHOOK:
        message = f"The button {button.label!r} opens an address: it calls nobody back."
        raise Refusal(Reason.UNPROCESSABLE, message)
    return button


def require_open(item: ButtonsRow) -> UUID:
    """The family that sent the event, whose integrator and tokens are good still. Raises Refusal for an item that is resolved, too: the
    matter is over.
    """
    if item.resolved_at is not None:
        message = "The item is resolved: its buttons cannot be pressed any more."
        raise Refusal(Reason.CONFLICT, message)
    if item.sender_family_id is None or item.is_sender_archived:
        message = "The integrator that sent the item is archived: nobody would be called."
        raise Refusal(Reason.CONFLICT, message)
    if not item.is_sender_live:
        message = "The token that sent the item is revoked: nobody would be called."
        raise Refusal(Reason.CONFLICT, message)
    return item.sender_family_id
