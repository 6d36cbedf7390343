"""What other areas do with tags: one set of names an entity, whoever else tags, renames, merges or deletes meanwhile."""

import asyncio
import random
from collections.abc import Awaitable
from uuid import UUID

import pytest
from fluxdesk.rpc import Role
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK, ENTITY_TYPE_TASK, DeleteTagRequest, ListTagsRequest, MergeTagsRequest
from fluxdesk.v1.tags_pb2_grpc import TagServiceStub
from grpc import aio
from hypothesis import given
from hypothesis import strategies as st

from core.areas.tags import duties
from core.areas.tags.duties import MOVE_USES
from core.areas.tags.public import add_tags, drop_tags, find_wanted_tags, remove_tags, set_tags, tag_faults, tag_names
from core.areas.tags.rules import tidy_tag_names
from core.ids import new_id
from core.jobs.runner import do_piece
from core.names import tidy_name
from tests.core.areas.calls import bearer
from tests.core.areas.statements import Statements
from tests.core.areas.tags.tagged import move_all, tag, tags_of
from tests.tenants import Tenant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bug", "bug"),
        ("Straße", "STRASSE"),
        ("é", "e\u0301"),
        ("\uff21\uff22", "ab"),
        (" a\u00a0 b\t", "a b"),
        ("ﬁx", "FIX"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_names_that_differ_in_form_alone_are_one(one: str, other: str) -> None:
    assert tidy_name(one).key == tidy_name(other).key


@given(st.text(max_size=80))
def test_a_tidied_name_stays_as_it_is(name: str) -> None:
    once = tidy_name(name)
    assert tidy_name(once.name) == once
    assert tidy_name(once.key).key == once.key


@given(st.lists(st.text(max_size=5)))
def test_each_key_comes_once_and_in_order(names: list[str]) -> None:
    keys = [name.key for name in tidy_tag_names(names)]
    assert keys == sorted({tidy_name(name).key for name in names})


def test_names_are_measured_as_they_are_kept() -> None:
    # Composed, the first has 60 characters; the second has none, and the third 61, since it stays decomposed.
    assert [*tag_faults("tags", ["e\u0301" * 60, "\u00a0", "\u0958" * 30 + "x"])] == [
        ("tags[1]", "must have 1 to 60 characters"),
        ("tags[2]", "must have 1 to 60 characters"),
    ]


async def test_a_set_replaces_the_one_before_and_keeps_the_spelling_of_the_first(tenant: Tenant) -> None:
    task_id = new_id()
    assert await tag(tenant, task_id, "b", "Bug", "bUG", "a  c") == ["a c", "b", "Bug"]
    assert await tag(tenant, task_id, "BUG", "d") == ["Bug", "d"]
    assert await tags_of(tenant, task_id) == ["Bug", "d"]
    assert await tag(tenant, task_id) == []
    assert await tags_of(tenant, task_id) == []


async def test_of_many_entities_tags_are_added_taken_and_dropped_in_a_constant_number_of_statements(
    tenant: Tenant, statements: Statements
) -> None:
    ids = [new_id() for _ in range(20)]
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await set_tags(db, tenant.id, ENTITY_TYPE_TASK, ids[0], ["own"])
        before = statements.number_by(db)
        await add_tags(db, tenant.id, ENTITY_TYPE_TASK, ids, ["x", "y", "own"])
        await remove_tags(db, tenant.id, ENTITY_TYPE_TASK, ids, ["Y", "unknown"])
        names = await tag_names(db, tenant.id, ENTITY_TYPE_TASK, ids)
        await drop_tags(db, tenant.id, ENTITY_TYPE_TASK, ids[1:])
        assert statements.number_by(db) - before == 11
        assert [names[one] for one in ids] == [["own", "x"]] * 20
        assert await tag_names(db, tenant.id, ENTITY_TYPE_TASK, ids[:2]) == {ids[0]: ["own", "x"], ids[1]: []}
        # Of another type it is another entity.
        assert await tag_names(db, tenant.id, ENTITY_TYPE_FEEDBACK, ids[:1]) == {ids[0]: []}


async def test_a_tag_is_found_however_it_is_spelled(tenant: Tenant, other_tenant: Tenant) -> None:
    await tag(tenant, new_id(), "Größe")
    for one, is_found in ((tenant, True), (other_tenant, False)):
        async with one.core.resources.database.transaction(workspace_ids=[one.id]) as db:
            wanted = await find_wanted_tags(db, one.id, " GRÖSSE ")
            assert (wanted.tag_id is not None, wanted.tag_ids) == ((True, None) if is_found else (False, []))


async def test_whoever_tags_merges_and_deletes_at_once_waits_for_nobody_crosswise(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    stub, admin = TagServiceStub(tenant.core.channel), bearer(await tenant.sign_in(tenant.people[Role.ADMIN]))
    chance, words, ids = random.Random(7), "abcdef", [new_id() for _ in range(6)]

    async def tagging(task_id_number: int) -> None:
        for _ in range(12):
            await tag(tenant, ids[task_id_number], *chance.sample(words, 3))

    async def all_at_once(own_ids: list[UUID]) -> None:
        for _ in range(12):
            names = chance.sample(words, 2)
            async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
                await add_tags(db, tenant.id, ENTITY_TYPE_FEEDBACK, own_ids, names)
                await remove_tags(db, tenant.id, ENTITY_TYPE_FEEDBACK, own_ids, chance.sample(words, 2))

    async def ending() -> None:
        for _ in range(12):
            tags = list((await stub.ListTags(ListTagsRequest(), metadata=admin)).tags)
            if len(tags) < 2:
                continue
            one, other = chance.sample([found.id for found in tags], 2)
            call = chance.choice(
                [
                    stub.DeleteTag(DeleteTagRequest(id=one), metadata=admin),
                    stub.MergeTags(MergeTagsRequest(id=one, into_tag_id=other), metadata=admin),
                ]
            )
            # Somebody else may have ended it first.
            assert await code_of(call) in {None, "NOT_FOUND", "INVALID_ARGUMENT"}

    monkeypatch.setattr(duties, "_USES_MAX", 1)
    await asyncio.gather(*map(tagging, range(6)), all_at_once(ids[:3]), all_at_once(ids[3:]), ending(), ending(), moving_uses(tenant, 60))
    await move_all(tenant)
    counted = {found.name: found.usage.task for found in (await stub.ListTags(ListTagsRequest(), metadata=admin)).tags}
    held = [name for task_id in ids for name in await tags_of(tenant, task_id)]
    assert counted == {name: held.count(name) for name in counted}
    assert set(held) <= set(counted)


async def moving_uses(tenant: Tenant, parts: int) -> None:
    """So many parts at most of what is left to be moved."""
    for _ in range(parts):
        await do_piece(tenant.core.resources.database, MOVE_USES)


async def code_of(call: Awaitable[object]) -> str | None:
    """The name of the code that the call fails with; None where it does not."""
    try:
        await call
    except aio.AioRpcError as failure:
        return failure.code().name
    return None
