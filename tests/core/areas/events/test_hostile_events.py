"""Whatever bytes are sent, the answer is a delivery or a fault of the sender, and nobody else notices."""

import asyncio
from typing import Any

from fluxdesk.failures import read_failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Delivery
from fluxdesk.v1.events_pb2 import ActionButton, Actor, EventRecipient, InboundEvent, RecipientHint
from google.protobuf.timestamp_pb2 import Timestamp
from grpc import aio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.areas.calls import bearer
from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant

EXPECTED = {Reason.VALIDATION_FAILED, Reason.FORBIDDEN, Reason.CROSS_PROJECT_BLOCKED, Reason.NO_APPROVED_REQUEST}
PUBLISH = "/fluxdesk.v1.EventService/Publish"

# NUL, a byte order mark, an emoji of four parts, a letter that grows in upper case, the last character there is, and what is huge.
NASTY = ["", " ", "\0", "\ufeff", "👩‍👩‍👧‍👦", "ﬃß", "\U0010ffff", "\u202egnirts", "'; DROP TABLE deliveries; --", "\\u0000", "é" * 9000]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
enums = st.sampled_from([0, 1, 2, 4, 7, -1, 2**31 - 1])
urls = st.one_of(texts, st.text(alphabet="htps:/[]@?=&;#%.\\\n1ak", max_size=30).map("https://".__add__))
labels = st.dictionaries(texts, texts, max_size=22)
actions = st.lists(st.builds(ActionButton, label=texts, action_type=enums, url=urls, webhook_url=urls), max_size=5)
hints = st.builds(RecipientHint, email=texts, user_id=texts, display_hint=texts)
recipients = st.builds(EventRecipient, type=enums, value=texts)
times = st.builds(Timestamp, seconds=st.integers(0, 2**33), nanos=st.integers(0, 999_999_999))

# Each field is left as it is in a valid event, or replaced.
fields = st.fixed_dictionaries(
    {},
    optional={
        "spec_version": texts,
        "event_id": texts,
        "event_type": texts.map("fd1.".__add__),
        "severity": enums,
        "title": texts,
        "occurred_at": times,
        "summary": texts,
        "markdown_body": texts,
        "markdown_body_rendering": enums,
        "external_url": urls,
        "external_status": enums,
        "actor": st.builds(Actor, email=texts, name=texts),
        "labels": labels,
        "actions": actions,
        "recipient_hint": hints,
        "project_slug": texts,
        "tone": enums,
        "locale": texts,
        "recipient": recipients,
    },
)
thoroughly = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


async def outcome(call: Any) -> Delivery | Reason:
    try:
        return await call
    except aio.AioRpcError as error:
        return read_failure(error).reason


@thoroughly
@given(fields=fields)
async def test_an_event_is_delivered_or_refused_and_its_neighbour_is_delivered(fields: dict[str, Any], tenant: Tenant) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    hostile, neighbour = await asyncio.gather(
        outcome(publish(tenant.core, token, an_event(**fields))), outcome(publish(tenant.core, token, an_event()))
    )
    assert isinstance(hostile, Delivery) or hostile in EXPECTED
    assert isinstance(neighbour, Delivery)


@thoroughly
@given(data=st.one_of(st.binary(max_size=60), st.binary(max_size=60).map(InboundEvent(title="x").SerializeToString().__add__)))
async def test_bytes_that_are_no_event_are_refused(data: bytes, tenant: Tenant) -> None:
    call = tenant.core.channel.unary_unary(PUBLISH)(data, metadata=bearer(tenant.bearer(Credential.PERSONAL_TOKEN)))
    assert await outcome(call) is Reason.VALIDATION_FAILED
