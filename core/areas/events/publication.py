"""One event on its way to one recipient, once that is known."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_FIRING, Delivery
from fluxdesk.v1.events_pb2 import InboundEvent

from core.areas.deliveries.public import DeliveryRow, delivery_message
from core.errors import Refusal
from core.rpc.call import Call

HINT_DEPRECATION = "recipient_hint is deprecated: use recipient {type, value} instead."


class EventKey(NamedTuple):
    """What an event is deduplicated by, for ever."""

    workspace_id: UUID
    family_id: UUID
    event_id: str


@dataclass(eq=False)
class Publication:
    """An event and the family it belongs to. A call may have several, each for another family.

    `recipient_user_id` is None for an event that waits for an admin, `project_id` until a project is found, and
    for one that names none.
    """

    event: InboundEvent
    call: Call
    family_id: UUID
    recipient_user_id: UUID | None
    project_id: UUID | None = None

    @cached_property
    def key(self) -> EventKey:
        return EventKey(self.call.workspace_id, self.family_id, self.event.event_id)

    @cached_property
    def occurred_at(self) -> datetime:
        return self.event.occurred_at.ToDatetime(tzinfo=UTC)

    @cached_property
    def fingerprint(self) -> bytes:
        """SHA-256 of the event: tells a replay from another body under the same event_id."""
        return hashlib.sha256(self.event.SerializeToString(deterministic=True)).digest()

    @property
    def is_firing(self) -> bool:
        return self.event.external_status == EXTERNAL_STATUS_FIRING

    def delivery(self, row: DeliveryRow, *, is_replay: bool) -> Delivery:
        """What the sender is answered with."""
        delivery = delivery_message(row, request_id=self.call.request_id)
        delivery.deduped = is_replay
        delivery.pushed = not is_replay and row.recipient_user_id is not None
        if self.event.HasField("recipient_hint"):
            delivery.deprecation = HINT_DEPRECATION
        return delivery


# What became of each publication.
Outcomes = dict[Publication, Delivery | Refusal]
