"""Nothing of another tenant can be told from nothing at all."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Any, NamedTuple

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from core.ids import new_id, parse_id
from tests.contract.rows import each
from tests.doors import Answer, Doors
from tests.samples import sample
from tests.tenants import Tenant
from tests.wire_form import json_form

# Named as ids, and of nothing that we keep: the sender's own name of an event, a proposal that an admin reads, and the names of calls.
NOT_OURS = {"InboundEvent.event_id", "RecipientHint.user_id", "ListAuditLogRequest.request_id", "ExportAuditLogRequest.request_id"}
# What a resource is to refer to: an id of nothing is a fault of its field, the same for whatever reason there is nothing.
REFERENCES = {"contact_user_id", "linked_tools_token_id", "parent_id", "filter_id"}
# One of many: a row of the answer says that it names nothing. tests/core/areas/events/test_bulk_recipients.py and tasks/test_bulk.py; or a
# fault at its place does. tests/core/areas/entity_tags/test_entity_tags.py
TOLD_IN_A_ROW = {"Recipient.user_id", "BulkUpdateTasksRequest.ids", "SetEntityTagsRequest.tag_ids"}


class Place(NamedTuple):
    """Where an id stands in a request: the message that holds it, and the name of its field."""

    path: str
    holder: Message
    name: str


def is_named_as_id(field: FieldDescriptor) -> bool:
    return field.type == FieldDescriptor.TYPE_STRING and field.name.rpartition("_")[2] in {"id", "ids"}


def is_of_messages(field: FieldDescriptor) -> bool:
    return field.message_type is not None and not field.message_type.GetOptions().map_entry


def owned_name(field: FieldDescriptor) -> str:
    """Which field it is, wherever it stands in a request."""
    return ".".join(field.full_name.split(".")[-2:])


def id_fields(descriptor: Any, path: str = "", above: tuple[Any, ...] = ()) -> Iterator[tuple[str, str]]:
    """Path and owned name of every field of the message and of those in it that is named as an id."""
    for field in descriptor.fields:
        if is_named_as_id(field):
            yield path + field.name, owned_name(field)
        elif is_of_messages(field) and field.message_type not in above:
            yield from id_fields(field.message_type, f"{path}{field.name}.", (*above, descriptor))


def id_places(message: Message, path: str = "") -> Iterator[Place]:
    """Those of the fields that hold one of ours."""
    for field, value in message.ListFields():
        if is_named_as_id(field) and owned_name(field) not in NOT_OURS | TOLD_IN_A_ROW and parse_id(str(value)):
            yield Place(path + field.name, message, field.name)
        elif is_of_messages(field):
            for nested in value if field.is_repeated else (value,):
                yield from id_places(nested, f"{path}{field.name}.")


async def answers(doors: Doors, rpc: Rpc, request: Message, token: str | None) -> AsyncGenerator[tuple[str, Answer]]:
    """What every door says, and REST on each of the RPC's routes."""
    for door in doors.of(rpc):
        if door is not doors.rest:
            yield door.name, await door.call(rpc, request, token)
    for route in rpc.routes:
        yield route.path, await doors.rest.send(rpc, route, json_form(request), token)


def test_what_is_named_as_an_id_and_is_none_of_ours_is_there() -> None:
    assert {name for rpc in RPCS for _, name in id_fields(rpc.request.DESCRIPTOR)} >= NOT_OURS | TOLD_IN_A_ROW


def our_id_paths(rpc: Rpc) -> set[str]:
    return {path for path, name in id_fields(rpc.request.DESCRIPTOR) if name not in NOT_OURS | TOLD_IN_A_ROW}


@each(rpc for rpc in RPCS if our_id_paths(rpc))
async def test_the_sample_of_an_rpc_holds_every_id_that_it_takes(rpc: Rpc, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    assert {place.path for place in id_places(request)} == our_id_paths(rpc)


@each(RPCS)
async def test_an_id_of_another_tenant_does_not_exist(rpc: Rpc, doors: Doors, new_tenant: Callable[[], Awaitable[Tenant]]) -> None:
    mine, theirs = await new_tenant(), await new_tenant()
    request, token = await sample(rpc, mine)
    foreign, _ = await sample(rpc, theirs)
    for place, unlike in zip(list(id_places(request)), list(id_places(foreign)), strict=True):
        own_id = getattr(place.holder, place.name)
        for unseen in (getattr(unlike.holder, unlike.name), str(new_id()), own_id[:-1]):
            setattr(place.holder, place.name, unseen)
            async for way, answer in answers(doors, rpc, request, token):
                if place.path in REFERENCES:
                    assert {path.removeprefix("$.") for path in answer.faults or ()} == {place.path}, (way, unseen)
                else:
                    assert answer.reason is Reason.NOT_FOUND, (way, place.path, unseen)
        setattr(place.holder, place.name, own_id)
