"""Events that tests publish."""

import secrets
from datetime import UTC, datetime, timedelta

from fluxdesk.v1.deliveries_pb2 import SEVERITY_INFO, Delivery
from fluxdesk.v1.events_pb2 import RECIPIENT_TYPE_EMAIL, RECIPIENT_TYPE_USER_ID, EventRecipient, InboundEvent, PublishRequest
from fluxdesk.v1.events_pb2_grpc import EventServiceStub
from google.protobuf.timestamp_pb2 import Timestamp

from core.server import Core
from tests.core.areas.calls import bearer


def ago(**units: float) -> Timestamp:
    """A moment before now: `ago(hours=1)`; a negative number is ahead."""
    moment = Timestamp()
    moment.FromDatetime(datetime.now(UTC) - timedelta(**units))
    return moment


def an_event(**fields: object) -> InboundEvent:
    """A valid event with an id of its own, changed by `fields`."""
    valid: dict[str, object] = {
        "spec_version": "2",
        "event_id": f"e-{secrets.token_hex(8)}",
        "event_type": "fd1.build.failed",
        "severity": SEVERITY_INFO,
        "title": "Build failed",
        "occurred_at": ago(),
    }
    return InboundEvent(**(valid | fields))  # pyright: ignore[reportArgumentType]  # as loose as a caller's JSON


def changed(event: InboundEvent, **fields: object) -> InboundEvent:
    """A copy of the event in which `fields` differ."""
    copy = InboundEvent()
    copy.CopyFrom(event)
    for name in fields:
        copy.ClearField(name)  # pyright: ignore[reportArgumentType]  # the names are fields
    copy.MergeFrom(InboundEvent(**fields))  # pyright: ignore[reportArgumentType]  # as above
    return copy


def to_email(address: str) -> EventRecipient:
    return EventRecipient(type=RECIPIENT_TYPE_EMAIL, value=address)


def to_user(user_id: object) -> EventRecipient:
    return EventRecipient(type=RECIPIENT_TYPE_USER_ID, value=str(user_id))


async def publish(core: Core, token: str, event: InboundEvent, *, key: str | None = None) -> Delivery:
    return await EventServiceStub(core.channel).Publish(PublishRequest(event=event), metadata=bearer(token, key=key))
