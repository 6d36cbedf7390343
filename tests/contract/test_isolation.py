"""Nothing of another tenant can be told from nothing at all."""

from collections.abc import Awaitable, Callable, Iterator

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from fluxdesk.rpc_table import RPCS
from google.protobuf.message import Message

from core.ids import new_id, parse_id
from tests.contract.rows import each
from tests.doors import Doors
from tests.samples import sample
from tests.tenants import Tenant

# Where an id stands in a request: the message that holds it, and the name of its field.
Place = tuple[Message, str]


def id_places(message: Message) -> Iterator[Place]:
    """Every field of the message and of those in it that is named as an id and holds one of ours."""
    for field, value in message.ListFields():
        if field.message_type is None:
            if (field.name == "id" or field.name.endswith("_id")) and parse_id(str(value)):
                yield message, field.name
        elif not field.message_type.GetOptions().map_entry:
            for nested in value if field.is_repeated else (value,):
                yield from id_places(nested)


@each(rpc for rpc in RPCS if any(field.name.endswith("id") for field in rpc.request.DESCRIPTOR.fields))
async def test_the_sample_of_an_rpc_that_takes_an_id_has_one(rpc: Rpc, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    assert list(id_places(request))


@each(RPCS)
async def test_an_id_of_another_tenant_does_not_exist(rpc: Rpc, doors: Doors, new_tenant: Callable[[], Awaitable[Tenant]]) -> None:
    mine, theirs = await new_tenant(), await new_tenant()
    request, token = await sample(rpc, mine)
    foreign, _ = await sample(rpc, theirs)
    for (holder, name), (foreign_holder, _) in zip(list(id_places(request)), list(id_places(foreign)), strict=True):
        own_id = getattr(holder, name)
        for unseen in (getattr(foreign_holder, name), str(new_id()), own_id[:-1]):
            setattr(holder, name, unseen)
            for door in doors.of(rpc):
                answer = await door.call(rpc, request, token)
                assert answer.reason is Reason.NOT_FOUND, (door.name, name, unseen)
        setattr(holder, name, own_id)
