"""Any sequence of calls, each through any door, against a model in memory: every door shows the same state after each step."""

import asyncio
import os
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Rpc
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.deliveries_pb2 import (
    DELIVERY_STATE_OPEN,
    DELIVERY_STATE_RESOLVED,
    Delivery,
    ListDeliveriesRequest,
)
from fluxdesk.v1.events_pb2 import InboundEvent
from fluxdesk.v1.inbox_pb2 import CountUnreadRequest, InboxItem, ListInboxRequest, ListInboxResponse, MarkAllReadResponse
from google.protobuf.message import Message
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.ids import new_id
from core.server import Core
from tests.core.areas.events.publishing import an_event, changed
from tests.doors import Answer, Doors, open_doors
from tests.tenants import Tenant, make_tenant

# In CI the same sequences each time; elsewhere new ones.
BOUNDS = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    database=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
ROWS = {rpc.method: rpc for rpc in RPCS}
TYPES = ("fd1.build.failed", "fd1.build.passed", "fd1.review.asked")
# Of one line: what a text must not hold is another test's.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
DOORS = st.sampled_from(["grpc", "rest", "mcp"])
T = TypeVar("T")


@dataclass(eq=False)
class Sent:
    """What the product should know of one event."""

    event: InboundEvent
    delivery_id: str
    is_resolved: bool = False
    note: str | None = None
    is_read: bool = False
    is_archived: bool = False
    supplements: list[str] = field(default_factory=list[str])

    @property
    def shown(self) -> tuple[object, ...]:
        """As its sender sees it."""
        event = self.event
        content = (self.delivery_id, event.event_type, event.severity, event.title, dict(event.labels))
        return (*content, self.is_resolved, self.note, self.supplements)


def shown(told: Delivery | InboxItem) -> tuple[object, ...]:
    note = told.resolution_note if told.HasField("resolution_note") else None
    content = (told.delivery_id, told.event_type, told.severity, told.title, dict(told.labels))
    return (*content, told.HasField("resolved_at"), note, [one.markdown_body for one in told.supplements])


class Life(RuleBasedStateMachine):
    """One sender, its recipient, and their deliveries. `loop` runs the product, in another thread."""

    sent = Bundle("sent")

    def __init__(self, core: Core, doors: Doors, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._core = core
        self._doors = {door.name: door for door in (doors.grpc, doors.rest, doors.mcp)}
        self._model: list[Sent] = []

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    @initialize()
    def begin(self) -> None:
        self._tenant: Tenant = self._wait(make_tenant(self._core))
        self._sender = self._tenant.bearer(Credential.PERSONAL_TOKEN)
        self._recipient = self._tenant.bearer(Credential.AGENT_KEY)

    def _call(self, door: str, method: str, token: str, **fields: object) -> Answer:
        rpc: Rpc = ROWS[method]
        request = rpc.request(**fields)
        return self._wait(self._doors[door].call(rpc, request, token))

    def _told(self, door: str, method: str, token: str, **fields: object) -> Any:
        answer = self._call(door, method, token, **fields)
        assert answer.reason is None, (door, method, answer.body, answer.faults)
        return answer.reply

    @rule(target=sent, door=DOORS, event_type=st.sampled_from(TYPES), severity=st.sampled_from([1, 2, 3, 4]), title=TEXTS)
    def publish(self, door: str, event_type: str, severity: int, title: str) -> Sent:
        event = an_event(event_type=event_type, severity=severity, title=title, labels={"repo": "core"})
        told: Delivery = self._told(door, "Publish", self._sender, event=event)
        assert (told.deduped, told.pushed, told.title) == (False, True, title)
        self._model.append(Sent(event, told.delivery_id))
        return self._model[-1]

    @rule(door=DOORS, one=sent, other_title=st.none() | TEXTS)
    def replay(self, door: str, one: Sent, other_title: str | None) -> None:
        event = one.event if other_title is None else changed(one.event, title=other_title)
        told: Delivery = self._told(door, "Publish", self._sender, event=event)
        assert (told.deduped, told.pushed, told.delivery_id, told.title) == (True, False, one.delivery_id, one.event.title)

    @rule(door=DOORS, one=sent, note=st.none() | TEXTS)
    def resolve(self, door: str, one: Sent, note: str | None) -> None:
        fields = {} if note is None else {"resolution_note": note}
        told: Delivery = self._told(door, "ResolveDelivery", self._sender, delivery_id=one.delivery_id, **fields)
        if not one.is_resolved:
            one.is_resolved, one.note = True, note
        assert shown(told) == one.shown

    @rule(door=DOORS, one=sent, text=TEXTS)
    def supplement(self, door: str, one: Sent, text: str) -> None:
        told: Delivery = self._told(door, "SupplementDelivery", self._sender, delivery_id=one.delivery_id, markdown_body=text)
        one.supplements.append(text)
        assert shown(told) == one.shown

    @rule(door=DOORS, one=sent)
    def mark_read(self, door: str, one: Sent) -> None:
        told: InboxItem = self._told(door, "MarkNotificationRead", self._recipient, delivery_id=one.delivery_id)
        one.is_read = True
        assert told.HasField("read_at")

    @rule(door=DOORS)
    def mark_all_read(self, door: str) -> None:
        unread = [one for one in self._model if not one.is_read and not one.is_archived]
        told: MarkAllReadResponse = self._told(door, "MarkAllRead", self._recipient)
        assert told.marked_count == len(unread)
        for one in unread:
            one.is_read = True

    @rule(door=DOORS, one=sent)
    def archive(self, door: str, one: Sent) -> None:
        told: InboxItem = self._told(door, "ArchiveNotification", self._recipient, delivery_id=one.delivery_id)
        one.is_archived = True
        assert (told.HasField("archived_at"), told.HasField("read_at")) == (True, one.is_read)

    @rule(door=DOORS, one=sent)
    def read_back(self, door: str, one: Sent) -> None:
        assert shown(self._told(door, "GetDelivery", self._sender, delivery_id=one.delivery_id)) == one.shown
        assert shown(self._told(door, "GetNotification", self._recipient, delivery_id=one.delivery_id)) == one.shown

    @rule(door=DOORS, method=st.sampled_from(["GetDelivery", "ResolveDelivery", "GetNotification", "ArchiveNotification"]))
    def ask_for_nothing(self, door: str, method: str) -> None:
        token = self._sender if method.endswith("Delivery") else self._recipient
        assert self._call(door, method, token, delivery_id=str(new_id())).reason is Reason.NOT_FOUND

    @rule(door=DOORS, event_type=st.sampled_from(TYPES), is_resolved=st.booleans(), unread_only=st.booleans())
    def filter_the_inbox(self, door: str, event_type: str, *, is_resolved: bool, unread_only: bool) -> None:
        state = DELIVERY_STATE_RESOLVED if is_resolved else DELIVERY_STATE_OPEN
        filters = {"event_type": event_type, "state": state, "unread_only": unread_only}
        told: ListInboxResponse = self._told(door, "ListInbox", self._recipient, **filters)
        assert [item.delivery_id for item in told.items] == [
            one.delivery_id
            for one in reversed(self._model)
            if one.event.event_type == event_type
            and one.is_resolved is is_resolved
            and not one.is_archived
            and not (unread_only and one.is_read)
        ]

    @invariant()
    def every_door_shows_the_model(self) -> None:
        if not hasattr(self, "_tenant"):
            return
        newest_first = self._model[::-1]
        kept, archived = [[one for one in newest_first if one.is_archived is is_archived] for is_archived in (False, True)]
        asked = [
            ("ListInbox", self._recipient, ListInboxRequest(limit=200)),
            ("ListInbox", self._recipient, ListInboxRequest(limit=200, archived=True)),
            ("CountUnread", self._recipient, CountUnreadRequest()),
            ("ListDeliveries", self._sender, ListDeliveriesRequest(limit=200)),
        ]
        for name, told in self._wait(self._seen(asked)).items():
            inbox, archive, count, deliveries = told
            for page, expected in ((inbox, kept), (archive, archived)):
                assert [(shown(item), item.HasField("read_at")) for item in page.items] == [(one.shown, one.is_read) for one in expected], (
                    name
                )
            assert count.unread_count == sum(not one.is_read for one in kept), name
            assert [shown(one) for one in deliveries.deliveries] == [one.shown for one in newest_first], name

    async def _seen(self, asked: Sequence[tuple[str, str, Message]]) -> Mapping[str, list[Any]]:
        """The replies of each door."""
        calls = [door.call(ROWS[method], request, token) for door in self._doors.values() for method, token, request in asked]
        replies = [answer.reply for answer in await asyncio.gather(*calls)]
        return {name: replies[at : at + len(asked)] for name, at in zip(self._doors, range(0, len(replies), len(asked)), strict=True)}


async def test_every_door_shows_what_any_sequence_of_calls_has_left(core: Core) -> None:
    loop = asyncio.get_running_loop()
    async with open_doors(core) as doors:
        machine: Any = partial(Life, core, doors, loop)  # any factory will do, other than the types say
        await asyncio.to_thread(run_state_machine_as_test, machine, settings=BOUNDS)
