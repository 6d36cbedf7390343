"""Tags of one thing, by their ids: who sees them, who sets them, and what is told of it."""

import asyncio
from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.entity_tags_pb2 import EntityTags, GetEntityTagsRequest, SetEntityTagsRequest
from fluxdesk.v1.entity_tags_pb2_grpc import EntityTagServiceStub
from fluxdesk.v1.feedback_pb2 import FEEDBACK_VISIBILITY_COMPANY, FEEDBACK_VISIBILITY_PRIVATE
from fluxdesk.v1.projects_pb2 import GetProjectRequest
from fluxdesk.v1.projects_pb2_grpc import ProjectServiceStub
from fluxdesk.v1.tags_pb2 import ENTITY_TYPE_FEEDBACK, ENTITY_TYPE_PROJECT, ENTITY_TYPE_TASK, CreateTagRequest, EntityType
from fluxdesk.v1.tags_pb2_grpc import TagServiceStub
from psycopg import AsyncConnection

from core.areas.entity_tags.entities import ENTITIES
from core.ids import new_id
from tests.core.areas.calls import Metadata, bearer, failure_of
from tests.core.areas.feedback.giving import give, look
from tests.core.areas.tags.tagged import COMPANY, PRIVATE, make_task, tag
from tests.tenants import Person, Tenant


async def as_person(tenant: Tenant, person: Person) -> Metadata:
    return bearer(await tenant.sign_in(person))


async def tag_ids(tenant: Tenant, *names: str) -> list[str]:
    stub, metadata = TagServiceStub(tenant.core.channel), await as_person(tenant, tenant.employee)
    return [(await stub.CreateTag(CreateTagRequest(name=name), metadata=metadata)).id for name in names]


async def put(
    tenant: Tenant, metadata: Metadata, entity_id: UUID | str, ids: list[str], entity_type: EntityType = ENTITY_TYPE_TASK
) -> EntityTags:
    request = SetEntityTagsRequest(entity_type=entity_type, entity_id=str(entity_id), tag_ids=ids)
    return await EntityTagServiceStub(tenant.core.channel).SetEntityTags(request, metadata=metadata)


async def shown(tenant: Tenant, metadata: Metadata, entity_id: UUID | str, entity_type: EntityType = ENTITY_TYPE_TASK) -> EntityTags:
    request = GetEntityTagsRequest(entity_type=entity_type, entity_id=str(entity_id))
    return await EntityTagServiceStub(tenant.core.channel).GetEntityTags(request, metadata=metadata)


def names(reply: EntityTags) -> list[str]:
    return [one.name for one in reply.tags]


def test_every_kind_that_may_be_named_is_known() -> None:
    assert set(ENTITIES) == {kind for kind in EntityType.values() if kind}


async def test_a_set_takes_the_place_of_the_one_before(tenant: Tenant) -> None:
    metadata, task_id = await as_person(tenant, tenant.employee), await make_task(tenant)
    bug, urgent, later = await tag_ids(tenant, "Bug", "urgent", "Later")
    reply = await put(tenant, metadata, task_id, [urgent, bug])
    assert (reply.entity_type, reply.entity_id, names(reply)) == (ENTITY_TYPE_TASK, str(task_id), ["Bug", "urgent"])
    assert [one.usage.task for one in reply.tags] == [1, 1]
    assert names(await put(tenant, metadata, task_id, [later, bug, bug.upper()])) == ["Bug", "Later"]
    assert names(await shown(tenant, metadata, task_id)) == ["Bug", "Later"]
    assert names(await put(tenant, metadata, task_id, [])) == []
    assert names(await shown(tenant, metadata, task_id)) == []


async def test_a_task_whose_tags_change_has_a_new_version_and_says_so(tenant: Tenant, owner: AsyncConnection) -> None:
    metadata, task_id = await as_person(tenant, tenant.employee), await make_task(tenant)
    ids = await tag_ids(tenant, "Bug", "urgent")
    await put(tenant, metadata, task_id, ids)
    await put(tenant, metadata, task_id, ids[::-1])
    version = await (await owner.execute("SELECT version FROM tasks WHERE id = %s", (task_id,))).fetchone()
    history = await (await owner.execute("SELECT changes FROM task_changes WHERE task_id = %s", (task_id,))).fetchall()
    # Who sets what is there changes nothing.
    assert version == (2,)
    assert [changes for (changes,) in history] == [[{"field": "tags", "before": [], "after": ["Bug", "urgent"]}]]


@pytest.mark.parametrize("role", [Role.EMPLOYEE, Role.HR_ADMIN, Role.ADMIN])
@pytest.mark.parametrize("visibility", [PRIVATE, COMPANY])
async def test_who_sees_a_task_sees_its_tags_and_who_may_change_it_sets_them(tenant: Tenant, role: Role, visibility: int) -> None:
    task_id = await make_task(tenant, visibility=visibility)
    await tag(tenant, task_id, "Bug")
    metadata, is_admin = await as_person(tenant, await tenant.add_person(role)), role >= Role.ADMIN
    [urgent] = await tag_ids(tenant, "urgent")
    if is_admin or visibility == COMPANY:
        assert names(await shown(tenant, metadata, task_id)) == ["Bug"]
    else:
        assert (await failure_of(shown(tenant, metadata, task_id))).reason is Reason.NOT_FOUND
    if is_admin:
        assert names(await put(tenant, metadata, task_id, [urgent])) == ["urgent"]
    else:
        refused = Reason.FORBIDDEN if visibility == COMPANY else Reason.NOT_FOUND
        assert (await failure_of(put(tenant, metadata, task_id, [urgent]))).reason is refused
        assert names(await shown(tenant, await as_person(tenant, tenant.employee), task_id)) == ["Bug"]


async def test_admins_of_a_project_tag_it_and_everybody_sees_its_tags(tenant: Tenant) -> None:
    keeper = await tenant.add_person()
    project_id = await tenant.add_project("apollo", members=[tenant.employee], admins=[keeper])
    kept, member = await as_person(tenant, keeper), await as_person(tenant, tenant.employee)
    ids = await tag_ids(tenant, "Moon")
    stub = ProjectServiceStub(tenant.core.channel)
    before = (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=kept)).project
    assert names(await put(tenant, kept, project_id, ids, ENTITY_TYPE_PROJECT)) == ["Moon"]
    assert names(await shown(tenant, member, project_id, ENTITY_TYPE_PROJECT)) == ["Moon"]
    after = (await stub.GetProject(GetProjectRequest(slug="apollo"), metadata=kept)).project
    assert (list(after.tags), after.updated_at.ToNanoseconds() > before.updated_at.ToNanoseconds()) == (["Moon"], True)
    assert (await failure_of(put(tenant, member, project_id, [], ENTITY_TYPE_PROJECT))).reason is Reason.FORBIDDEN
    # An id of one kind is none of another.
    assert (await failure_of(shown(tenant, kept, project_id))).reason is Reason.NOT_FOUND


async def test_who_sees_feedback_sees_its_tags_and_its_author_alone_sets_them(tenant: Tenant) -> None:
    given = await give(tenant, visibility=FEEDBACK_VISIBILITY_COMPANY, tags=["Bug"])
    author, admin = await as_person(tenant, tenant.employee), await as_person(tenant, tenant.admin)
    [urgent] = await tag_ids(tenant, "urgent")
    assert names(await shown(tenant, admin, given.id, ENTITY_TYPE_FEEDBACK)) == ["Bug"]
    assert (await failure_of(put(tenant, admin, given.id, [urgent], ENTITY_TYPE_FEEDBACK))).reason is Reason.FORBIDDEN
    reply = await put(tenant, author, given.id, [urgent], ENTITY_TYPE_FEEDBACK)
    assert (names(reply), reply.tags[0].usage.feedback) == (["urgent"], 1)
    feedback = (await look(tenant, tenant.employee, given.id)).feedback
    # What its author said is as it was.
    assert (list(feedback.tags), feedback.HasField("edited_at")) == (["urgent"], False)


async def test_tags_of_feedback_that_a_caller_does_not_see_do_not_exist(tenant: Tenant, other_tenant: Tenant) -> None:
    given = await give(tenant, visibility=FEEDBACK_VISIBILITY_PRIVATE, tags=["Bug"])
    for metadata in (await as_person(tenant, await tenant.add_person()), await as_person(other_tenant, other_tenant.admin)):
        assert (await failure_of(shown(tenant, metadata, given.id, ENTITY_TYPE_FEEDBACK))).reason is Reason.NOT_FOUND
        assert (await failure_of(put(tenant, metadata, given.id, [], ENTITY_TYPE_FEEDBACK))).reason is Reason.NOT_FOUND
    assert list((await look(tenant, tenant.employee, given.id)).feedback.tags) == ["Bug"]


async def test_each_id_that_names_no_tag_is_a_fault_at_its_place(tenant: Tenant, other_tenant: Tenant) -> None:
    metadata, task_id = await as_person(tenant, tenant.employee), await make_task(tenant)
    [bug], [foreign] = await tag_ids(tenant, "Bug"), await tag_ids(other_tenant, "Bug")
    failed = await failure_of(put(tenant, metadata, task_id, [foreign, bug, str(new_id())]))
    unknown = "names no tag of the workspace"
    assert (failed.reason, failed.faults) == (Reason.VALIDATION_FAILED, (("tag_ids[0]", unknown), ("tag_ids[2]", unknown)))
    assert names(await shown(tenant, metadata, task_id)) == []


async def test_sets_that_are_put_at_once_leave_one_of_them(tenant: Tenant) -> None:
    metadata, task_id = await as_person(tenant, tenant.employee), await make_task(tenant)
    ids = await tag_ids(tenant, *"abcdef")
    sets = [ids[:3], ids[3:], ids[1:5], ids[::2]]
    await asyncio.gather(*(put(tenant, metadata, task_id, one) for one in sets))
    assert [one.id for one in (await shown(tenant, metadata, task_id)).tags] in sets
