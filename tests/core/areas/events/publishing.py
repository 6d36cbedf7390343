"""Events that tests publish."""

import secrets
from datetime import UTC, datetime, timedelta

from fluxdesk.v1.deliveries_pb2 import EXTERNAL_STATUS_FIRING, MARKDOWN_RENDERING_PREVIEW, SEVERITY_INFO, TONE_NEGATIVE, Delivery
from fluxdesk.v1.events_pb2 import (
    ACTION_TYPE_URL,
    RECIPIENT_TYPE_EMAIL,
    RECIPIENT_TYPE_USER_ID,
    ActionButton,
    Actor,
    EventRecipient,
    InboundEvent,
    PublishRequest,
)
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


def a_full_event(**fields: object) -> InboundEvent:
    """A valid event with whatever one may have, but for recipient and project, changed by `fields`."""
    more: dict[str, object] = {
        "summary": "Two tests fail.",
        "markdown_body": "# Why\n\nNobody knows.",
        "markdown_body_rendering": MARKDOWN_RENDERING_PREVIEW,
        "external_url": "https://builds.example/7?tab=log",
        "external_status": EXTERNAL_STATUS_FIRING,
        "actor": Actor(email="ada@example.com", name="Ada"),
        "labels": {"repo": "core", "branch": "main"},
        "actions": [ActionButton(label="Open", action_type=ACTION_TYPE_URL, url="https://builds.example/7")],
        "tone": TONE_NEGATIVE,
        "locale": "en",
    }
    return an_event(**(more | fields))


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
