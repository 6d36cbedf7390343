"""Groups and projects under the same names: what holds for one holds for the other."""

from collections.abc import Awaitable
from typing import Any, NamedTuple, Protocol

import pytest
from fluxdesk.v1 import groups_pb2, projects_pb2
from fluxdesk.v1.groups_pb2 import Member
from fluxdesk.v1.groups_pb2_grpc import GroupServiceStub
from fluxdesk.v1.projects_pb2_grpc import ProjectServiceStub

from core.areas.membership.public import GROUPS, PROJECTS, Collection
from tests.core.areas.calls import Metadata
from tests.tenants import Tenant


class Shown(Protocol):
    """A group or a project."""

    slug: str
    name: str
    member_count: int


class Kind(NamedTuple):
    """The RPCs of one of the two, called by their verbs."""

    collection: Collection
    stub: Any
    messages: Any

    def call(self, tenant: Tenant, verb: str, metadata: Metadata, *, of: str = "", **fields: Any) -> Awaitable[Any]:
        """`of` follows the noun: "Member" in AddGroupMember, "s" in ListGroups."""
        name = f"{verb}{self.collection.noun.title()}{of}"
        request = getattr(self.messages, f"{name}Request")(**fields)
        return getattr(self.stub(tenant.core.channel), name)(request, metadata=metadata)

    async def page(self, tenant: Tenant, metadata: Metadata, **fields: Any) -> tuple[list[Shown], str]:
        reply = await self.call(tenant, "List", metadata, of="s", **fields)
        return list(getattr(reply, f"{self.collection.noun}s")), reply.next_cursor

    async def members(self, tenant: Tenant, metadata: Metadata, slug: str, **fields: Any) -> tuple[list[Member], str]:
        reply = await self.call(tenant, "Get", metadata, slug=slug, **fields)
        return list(reply.members), reply.next_cursor


KINDS = [Kind(GROUPS, GroupServiceStub, groups_pb2), Kind(PROJECTS, ProjectServiceStub, projects_pb2)]
each_kind = pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.collection.table) for kind in KINDS])
