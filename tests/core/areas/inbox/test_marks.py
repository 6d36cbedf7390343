"""What a user has read and put away: once each, for the recipient alone, and told to whoever watches the inbox."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.inbox_pb2 import InboxItem

from tests.core.areas.calls import failure_of
from tests.core.areas.deliveries.sent import supplement
from tests.core.areas.inbox.received import archive, get, ids_of, list_inbox, mark_all_read, mark_read, receive, unread
from tests.tenants import Tenant

Act = Callable[[Tenant, str, str], Awaitable[InboxItem]]
MARKS: tuple[Act, ...] = (mark_read, archive)


@pytest.fixture
def agent(tenant: Tenant) -> str:
    return tenant.bearer(Credential.AGENT_KEY)


async def test_one_item_is_shown_as_the_list_shows_it(tenant: Tenant, agent: str) -> None:
    delivery_id, _ = await receive(tenant, 2, summary="Two tests fail.", labels={"repo": "core"})
    await supplement(tenant, tenant.bearer(Credential.PERSONAL_TOKEN), delivery_id, "1")
    item = await get(tenant, agent, delivery_id)
    assert [added.markdown_body for added in item.supplements] == ["1"]
    assert item == (await list_inbox(tenant, agent)).items[0]


async def test_each_item_of_a_page_shows_its_own_supplements(tenant: Tenant, agent: str) -> None:
    token = tenant.bearer(Credential.PERSONAL_TOKEN)
    last, bare, first = await receive(tenant, 3)
    for delivery_id, text in ((first, "1"), (last, "3"), (first, "2")):
        await supplement(tenant, token, delivery_id, text)
    items = (await list_inbox(tenant, agent)).items
    assert {item.delivery_id: [added.markdown_body for added in item.supplements] for item in items} == {
        last: ["3"],
        bare: [],
        first: ["1", "2"],
    }


@pytest.mark.parametrize(("mark", "field"), [(mark_read, "read_at"), (archive, "archived_at")])
async def test_the_first_time_is_kept(mark: Act, field: str, tenant: Tenant, agent: str) -> None:
    [delivery_id] = await receive(tenant, 1)
    first = await mark(tenant, agent, delivery_id)
    again = await mark(tenant, agent, delivery_id)
    assert first.HasField(field)  # pyright: ignore[reportArgumentType]  # the names are fields
    assert first == again == await get(tenant, agent, delivery_id)


async def test_reading_and_archiving_are_two_things(tenant: Tenant, agent: str) -> None:
    [delivery_id] = await receive(tenant, 1)
    archived = await archive(tenant, agent, delivery_id)
    assert (archived.HasField("archived_at"), archived.HasField("read_at")) == (True, False)
    read = await mark_read(tenant, agent, delivery_id)
    assert (read.HasField("read_at"), read.archived_at) == (True, archived.archived_at)


async def test_what_is_unread_is_counted_until_it_is_read_or_archived(tenant: Tenant, agent: str) -> None:
    newest, middle, _ = await receive(tenant, 3)
    counts = [await unread(tenant, agent)]
    for mark, delivery_id in ((mark_read, newest), (mark_read, newest), (archive, middle), (archive, newest)):
        await mark(tenant, agent, delivery_id)
        counts.append(await unread(tenant, agent))
    assert counts == [3, 2, 2, 1, 1]


async def test_everything_is_marked_read_once_but_what_is_archived(tenant: Tenant, agent: str) -> None:
    archived, read, *_ = await receive(tenant, 5)
    await archive(tenant, agent, archived)
    first_read = await mark_read(tenant, agent, read)
    assert [await mark_all_read(tenant, agent), await mark_all_read(tenant, agent), await unread(tenant, agent)] == [3, 0, 0]
    assert all(item.HasField("read_at") for item in (await list_inbox(tenant, agent)).items)
    assert (await get(tenant, agent, read)).read_at == first_read.read_at
    assert not (await get(tenant, agent, archived)).HasField("read_at")


async def test_of_calls_at_once_that_mark_everything_read_each_item_counts_once(tenant: Tenant, agent: str) -> None:
    await receive(tenant, 20)
    assert sum(await asyncio.gather(*(mark_all_read(tenant, agent) for _ in range(6)))) == 20


async def test_nobody_marks_or_counts_the_items_of_another(tenant: Tenant, other_tenant: Tenant, agent: str) -> None:
    delivery_id, _ = await receive(tenant, 2)
    others = [
        (await tenant.issue(Credential.AGENT_KEY, await tenant.add_person())).token,
        (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token,
        other_tenant.bearer(Credential.AGENT_KEY),
    ]
    for token in others:
        for act in (get, *MARKS):
            assert (await failure_of(act(tenant, token, delivery_id))).reason is Reason.NOT_FOUND
        assert (await mark_all_read(tenant, token), await unread(tenant, token)) == (0, 0)
    assert (await unread(tenant, agent), len((await list_inbox(tenant, agent)).items)) == (2, 2)


@pytest.mark.parametrize("act", [get, *MARKS])
@pytest.mark.parametrize("delivery_id", ["7", "unread-count", "\u2028", "01a2051d-abf5-7645-8646-6e49be17fed9"])
async def test_an_id_that_is_none_does_not_exist(act: Act, delivery_id: str, tenant: Tenant, agent: str) -> None:
    assert (await failure_of(act(tenant, agent, delivery_id))).reason is Reason.NOT_FOUND


async def test_archived_items_are_listed_apart(tenant: Tenant, agent: str) -> None:
    newest, middle, oldest = await receive(tenant, 3)
    for delivery_id in (middle, oldest):
        await archive(tenant, agent, delivery_id)
    assert ids_of(await list_inbox(tenant, agent)) == [newest]
    page = await list_inbox(tenant, agent, archived=True, limit=1)
    assert ids_of(page) == [middle]
    assert ids_of(await list_inbox(tenant, agent, archived=True, cursor=page.next_cursor)) == [oldest]
