"""Tags of a workspace: made by anybody, renamed, merged and deleted by its admins, and counted as they are used."""

import asyncio
from typing import TYPE_CHECKING

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.projects_pb2 import CreateProjectRequest, ListProjectsRequest
from fluxdesk.v1.projects_pb2_grpc import ProjectServiceStub
from fluxdesk.v1.tags_pb2 import (
    ENTITY_TYPE_FEEDBACK,
    ENTITY_TYPE_PROJECT,
    ENTITY_TYPE_TASK,
    CreateTagRequest,
    DeleteTagRequest,
    GetTagRequest,
    ListTagsRequest,
    MergeTagsRequest,
    Tag,
    TagUsage,
    UpdateTagRequest,
)
from fluxdesk.v1.tags_pb2_grpc import TagServiceStub
from google.protobuf.field_mask_pb2 import FieldMask
from psycopg import AsyncConnection

from core.areas.tags import duties, queries
from core.areas.tags.duties import MOVE_USES
from core.areas.tags.public import add_tags, find_wanted_tags, set_tags
from core.ids import new_id
from core.jobs.runner import do_piece
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.locks import until_waiting
from tests.core.areas.statements import Statements
from tests.core.areas.tags.tagged import move_all, tag, tags_of
from tests.doors import open_doors
from tests.plans import Plans
from tests.tenants import Tenant

if TYPE_CHECKING:
    from fluxdesk.v1.tags_pb2_grpc import TagServiceAsyncStub


@pytest.fixture
def stub(tenant: Tenant) -> "TagServiceAsyncStub":
    return TagServiceStub(tenant.core.channel)


@pytest.fixture
async def admin(tenant: Tenant) -> Metadata:
    return bearer(await tenant.sign_in(tenant.people[Role.ADMIN]))


@pytest.fixture
async def member(tenant: Tenant) -> Metadata:
    return bearer(await tenant.sign_in(tenant.employee))


async def make(stub: "TagServiceAsyncStub", metadata: Metadata, *names: str) -> list[Tag]:
    return [await stub.CreateTag(CreateTagRequest(name=name), metadata=metadata) for name in names]


async def test_a_life_from_its_making_to_its_end(
    stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata, other_tenant: Tenant
) -> None:
    made = await stub.CreateTag(CreateTagRequest(name="  Customer \t facing ", color="#3B82f6"), metadata=member)
    assert (made.name, made.color, made.usage) == ("Customer facing", "#3B82f6", TagUsage())
    renamed = await stub.UpdateTag(UpdateTagRequest(id=made.id, name="customer Facing"), metadata=admin)
    assert (renamed.id, renamed.name, renamed.color) == (made.id, "customer Facing", "#3B82f6")
    cleared = await stub.UpdateTag(UpdateTagRequest(id=made.id, update_mask=FieldMask(paths=["color"])), metadata=admin)
    assert (cleared.name, cleared.HasField("color")) == ("customer Facing", False)
    assert await stub.GetTag(GetTagRequest(id=made.id), metadata=member) == cleared
    assert await stub.UpdateTag(UpdateTagRequest(id=made.id), metadata=admin) == cleared
    foreign = bearer(await other_tenant.sign_in(other_tenant.people[Role.ADMIN]))
    assert (await failure_of(stub.DeleteTag(DeleteTagRequest(id=made.id), metadata=foreign))).reason is Reason.NOT_FOUND
    assert (await stub.DeleteTag(DeleteTagRequest(id=made.id), metadata=admin)).success
    assert (await failure_of(stub.DeleteTag(DeleteTagRequest(id=made.id), metadata=admin))).reason is Reason.NOT_FOUND


async def test_a_name_of_another_tag_is_refused_however_it_is_spelled(
    stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata
) -> None:
    _, other = await make(stub, member, "Größe", "other")
    for call in (
        stub.CreateTag(CreateTagRequest(name="GRÖSSE"), metadata=member),
        stub.UpdateTag(UpdateTagRequest(id=other.id, name=" größe"), metadata=admin),
    ):
        failed = await failure_of(call)
        assert (failed.reason, failed.faults) == (Reason.TAG_NAME_TAKEN, (("name", "is taken"),))


async def test_names_are_measured_as_they_are_kept(stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata) -> None:
    [made] = await make(stub, member, "a")
    for name in ("\u00a0", "\u0958" * 31):
        for call in (
            stub.CreateTag(CreateTagRequest(name=name), metadata=member),
            stub.UpdateTag(UpdateTagRequest(id=made.id, name=name), metadata=admin),
        ):
            failed = await failure_of(call)
            assert (failed.reason, failed.faults) == (Reason.VALIDATION_FAILED, (("name", "must have 1 to 60 characters"),))


async def test_who_makes_one_name_at_once_makes_one_tag(stub: "TagServiceAsyncStub", member: Metadata) -> None:
    calls = [stub.CreateTag(CreateTagRequest(name=name), metadata=member) for name in ("one", "ONE", "One", "oNE")]
    replies = await asyncio.gather(*calls, return_exceptions=True)
    assert sum(isinstance(reply, Tag) for reply in replies) == 1


async def test_pages_go_by_name_with_one_look_at_all_counts(
    tenant: Tenant, stub: "TagServiceAsyncStub", member: Metadata, statements: Statements
) -> None:
    await make(stub, member, *"CaEbd")
    await tag(tenant, new_id(), "a", "b")
    await tag(tenant, new_id(), "b")
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await add_tags(db, tenant.id, ENTITY_TYPE_PROJECT, [new_id()], ["b"])
        await add_tags(db, tenant.id, ENTITY_TYPE_FEEDBACK, [new_id() for _ in range(3)], ["c"])
    found, cursor, sent = list[Tag](), None, set[int]()
    while cursor != "":
        reply = await stub.ListTags(ListTagsRequest(limit=2, cursor=cursor), metadata=member)
        found.extend(reply.tags)
        cursor = reply.next_cursor
        sent.add(len(statements.of_handler("FROM tags t")))
    assert [one.name for one in found] == ["a", "b", "C", "d", "E"]
    assert [one.usage for one in found[:3]] == [TagUsage(task=1), TagUsage(task=2, project=1), TagUsage(feedback=3)]
    assert len(sent) == 1


async def test_what_has_a_merged_tag_has_the_other_one_once(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata
) -> None:
    gone, kept = await make(stub, member, "Bugs", "Bug")
    one, both, none = new_id(), new_id(), new_id()
    await tag(tenant, one, "bugs", "x")
    await tag(tenant, both, "bugs", "bug")
    await tag(tenant, none, "x")
    merged = await stub.MergeTags(MergeTagsRequest(id=gone.id, into_tag_id=kept.id), metadata=admin)
    # What has both counts twice until the duty has been there.
    assert (merged.id, merged.name, merged.usage) == (kept.id, "Bug", TagUsage(task=3))
    for _ in range(2):
        assert [await tags_of(tenant, task_id) for task_id in (one, both, none)] == [["Bug", "x"], ["Bug"], ["x"]]
        await move_all(tenant)
    assert (await stub.GetTag(GetTagRequest(id=kept.id), metadata=member)).usage == TagUsage(task=2)
    assert [await tags_of(tenant, task_id) for task_id in (one, both, none)] == [["Bug", "x"], ["Bug"], ["x"]]
    assert (await failure_of(stub.GetTag(GetTagRequest(id=gone.id), metadata=member))).reason is Reason.NOT_FOUND


async def test_a_tag_is_not_merged_into_itself_nor_into_one_of_others(
    stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata, other_tenant: Tenant
) -> None:
    [made] = await make(stub, member, "a")
    failed = await failure_of(stub.MergeTags(MergeTagsRequest(id=made.id, into_tag_id=made.id), metadata=admin))
    assert (failed.reason, failed.faults) == (Reason.VALIDATION_FAILED, (("into_tag_id", "is the tag itself"),))
    theirs = bearer(await other_tenant.sign_in(other_tenant.employee))
    [foreign] = await make(TagServiceStub(other_tenant.core.channel), theirs, "a")
    for one, other in ((made.id, foreign.id), (foreign.id, made.id)):
        call = stub.MergeTags(MergeTagsRequest(id=one, into_tag_id=other), metadata=admin)
        assert (await failure_of(call)).reason is Reason.NOT_FOUND


async def test_two_that_merge_both_ways_at_once_leave_one_tag(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata
) -> None:
    for _ in range(5):
        a, b = await make(stub, member, "a", "b")
        task_id = new_id()
        await tag(tenant, task_id, "a")
        calls = [stub.MergeTags(MergeTagsRequest(id=one.id, into_tag_id=other.id), metadata=admin) for one, other in ((a, b), (b, a))]
        replies = await asyncio.gather(*calls, return_exceptions=True)
        [left] = [reply for reply in replies if isinstance(reply, Tag)]
        assert await tags_of(tenant, task_id) == [left.name]
        await stub.DeleteTag(DeleteTagRequest(id=left.id), metadata=admin)


async def test_nothing_has_a_tag_that_was_deleted(tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata) -> None:
    [made] = await make(stub, member, "a")
    task_id = new_id()
    await tag(tenant, task_id, "a", "b")
    await stub.DeleteTag(DeleteTagRequest(id=made.id), metadata=admin)
    assert await tags_of(tenant, task_id) == ["b"]
    [again] = await make(stub, member, "a")
    assert again.usage == TagUsage()


async def test_a_tag_ends_at_once_and_its_uses_follow_in_parts(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata, owner: AsyncConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    await move_all(tenant)
    monkeypatch.setattr(duties, "_USES_MAX", 2)
    ids, database = [new_id() for _ in range(5)], tenant.core.resources.database
    for task_id in ids:
        await tag(tenant, task_id, "a", "kept")
    a, _ = (await stub.ListTags(ListTagsRequest(), metadata=member)).tags
    await stub.DeleteTag(DeleteTagRequest(id=a.id), metadata=admin)
    assert [one.name for one in (await stub.ListTags(ListTagsRequest(), metadata=member)).tags] == ["kept"]
    # The name is free, and whoever has the new tag has it whatever becomes of the old one.
    assert await tag(tenant, ids[0], "a") == ["a"]
    uses, left = "SELECT FROM entity_tags WHERE workspace_id = %s AND tag_id = %s", list[int]()
    while await do_piece(database, MOVE_USES):
        left.append((await owner.execute(uses, (tenant.id, a.id))).rowcount)
    assert left == [3, 1, 0]
    assert [await tags_of(tenant, task_id) for task_id in ids] == [["a"], *[["kept"]] * 4]
    assert (await owner.execute("SELECT FROM tags WHERE workspace_id = %s", (tenant.id,))).rowcount == 2


async def test_a_merged_tag_is_merged_and_deleted_with_its_target(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata
) -> None:
    task_id, other_id = new_id(), new_id()
    await tag(tenant, task_id, "a")
    await tag(tenant, other_id, "a")
    [a] = (await stub.ListTags(ListTagsRequest(), metadata=member)).tags
    b, c = await make(stub, member, "b", "c")
    for before, after in ((a, b), (b, c)):
        await stub.MergeTags(MergeTagsRequest(id=before.id, into_tag_id=after.id), metadata=admin)
    assert await tags_of(tenant, task_id) == ["c"]
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        assert set(map(str, (await find_wanted_tags(db, tenant.id, "c")).tag_ids or ())) == {a.id, b.id, c.id}
    # Taking it takes what stands for it, too.
    assert await tag(tenant, other_id, "d") == ["d"]
    await stub.DeleteTag(DeleteTagRequest(id=c.id), metadata=admin)
    for _ in range(2):
        assert [await tags_of(tenant, one) for one in (task_id, other_id)] == [[], ["d"]]
        await move_all(tenant)
    assert [one.name for one in (await stub.ListTags(ListTagsRequest(), metadata=member)).tags] == ["d"]


async def test_what_has_a_merged_tag_is_found_by_the_other_one(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata
) -> None:
    projects = ProjectServiceStub(tenant.core.channel)
    await projects.CreateProject(CreateProjectRequest(slug="apollo", name="Apollo", tags=["a", "b"]), metadata=admin)
    a, b = (await stub.ListTags(ListTagsRequest(), metadata=member)).tags
    await stub.MergeTags(MergeTagsRequest(id=a.id, into_tag_id=b.id), metadata=admin)
    for _ in range(2):
        found = await projects.ListProjects(ListProjectsRequest(tag="B"), metadata=member)
        assert [(project.slug, list(project.tags)) for project in found.projects] == [("apollo", ["b"])]
        assert not (await projects.ListProjects(ListProjectsRequest(tag="a"), metadata=member)).projects
        await move_all(tenant)


async def test_a_merge_waits_for_whoever_tags_and_takes_what_that_one_tagged(
    tenant: Tenant, stub: "TagServiceAsyncStub", admin: Metadata, member: Metadata, owner: AsyncConnection
) -> None:
    gone, kept = await make(stub, member, "gone", "kept")
    task_id, database = new_id(), tenant.core.resources.database
    transaction = await database.begin(workspace_ids=[tenant.id])
    await set_tags(transaction.db, tenant.id, ENTITY_TYPE_TASK, task_id, ["gone"])
    merge = asyncio.ensure_future(stub.MergeTags(MergeTagsRequest(id=gone.id, into_tag_id=kept.id), metadata=admin))
    await until_waiting(owner)
    await transaction.commit()
    assert (await merge).usage == TagUsage(task=1)
    await move_all(tenant)
    assert await tags_of(tenant, task_id) == ["kept"]


async def test_statuses_and_bodies_over_rest(tenant: Tenant) -> None:
    headers = {"Authorization": f"Bearer {await tenant.sign_in(tenant.admin)}"}
    async with open_doors(tenant.core) as doors:
        http = doors.rest.http
        made = await http.post("/api/tags", json={"name": "Bug"}, headers=headers)
        taken = await http.post("/api/tags", json={"name": "bug"}, headers=headers)
        deleted = await http.delete(f"/api/tags/{made.json()['id']}", headers=headers)
    assert (made.status_code, made.json()["color"], made.json()["usage"]) == (201, None, {"task": 0, "project": 0, "feedback": 0})
    assert (taken.status_code, taken.json()["type"].rpartition("/")[2]) == (400, "validation-failed")
    assert taken.json()["fieldErrors"] == {"name": ["is taken"]}
    assert (deleted.status_code, deleted.json()) == (200, {"success": True})


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of tags and uses of them."""
    await alone_owner.execute(
        """
        INSERT INTO tags (workspace_id, id, name, name_key)
        SELECT %s, gen_random_uuid(), 'Tag ' || n, 'tag ' || n FROM generate_series(1, 5000) AS n
        """,
        (alone.id,),
    )
    await alone_owner.execute(
        """
        INSERT INTO entity_tags (workspace_id, tag_id, entity_type, entity_id)
        SELECT workspace_id, id, 1, gen_random_uuid() FROM tags, generate_series(1, 4) WHERE workspace_id = %s
        """,
        (alone.id,),
    )


@pytest.mark.parametrize("after_key", [None, "tag 4"])
async def test_a_list_walks_the_names(alone: Tenant, plans: Plans, after_key: str | None) -> None:
    await queries.list_tags(plans, alone.id, after_key=after_key, limit=51)
    assert "Index Scan using tags_name_key on tags" in plans.plan
    assert "Sort" not in plans.plan


async def test_the_tags_of_entities_are_found_by_an_index(alone: Tenant, plans: Plans) -> None:
    ids = [new_id() for _ in range(50)]
    # What many entities have may be looked up tag by tag, or among all tags: whichever there are fewer of.
    await queries.list_tag_names(plans, alone.id, 1, ids)
    assert " entity_tags_entity " in plans.plan, plans.plan
    assert "Seq Scan on entity_tags" not in plans.plan, plans.plan
    await queries.list_tags_of(plans, alone.id, 1, ids[0])
    assert "Seq Scan" not in plans.plan, plans.plan
    await queries.find_tags_of_names(plans, alone.id, ["tag 1", "tag 2"])
    assert "Seq Scan" not in plans.plan, plans.plan
    await queries.find_tags(plans, alone.id, ids)
    assert "Seq Scan" not in plans.plan, plans.plan
