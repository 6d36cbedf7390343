"""Rows of the log as tests write, seal and damage them."""

from typing import LiteralString

from fluxdesk.rpc import Credential
from fluxdesk.v1.audit_pb2 import AuditEntry, ListAuditLogRequest
from fluxdesk.v1.audit_pb2_grpc import AuditServiceStub
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from core.areas.audit.duties import SEAL_AUDIT_LOG
from core.areas.audit.public import Link, Verification, verify_chain
from core.ids import new_id
from core.jobs.runner import do_piece
from core.rpc.queries import AuditRow, insert_audit_rows
from core.server import Core
from tests.core.areas.calls import bearer
from tests.tenants import Tenant


async def record(tenant: Tenant, count: int = 1, **values: object) -> list[AuditRow]:
    """Rows of the tenant, oldest first."""
    rows = [
        AuditRow(
            workspace_id=tenant.id,
            id=new_id(),
            rpc="/fluxdesk.v1.TagService/CreateTag",
            door="mcp",
            credential=Credential.AGENT_KEY,
            user_id=tenant.employee.id,
            family_id=tenant.tokens[Credential.AGENT_KEY].family_id,
            client_address="192.0.2.1",
            client_name="a client",
            outcome="OK",
            note="a note",
            request_id=f"req_{new_id().hex}",
            trace_id="0af7651916cd43dd8448eb211c80319c",
            arguments='{"name":"\u00e4\\u0001\u2028"}',
            tool="create_tag",
        )._replace(**values)
        for _ in range(count)
    ]
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        await insert_audit_rows(db, rows)
    return rows


async def seal(core: Core) -> None:
    """Seals whatever waits."""
    while await do_piece(core.resources.database, SEAL_AUDIT_LOG):
        pass


async def verified(tenant: Tenant, *, expected: Link | None = None) -> Verification:
    """The tenant's whole chain, as its admin would check it."""
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id], read_only=True) as db:
        return await verify_chain(db, tenant.id, from_number=1, expected=expected)


async def damage(owner: AsyncConnection, table: LiteralString, statement: LiteralString, **params: object) -> None:
    """What somebody does who owns the tables and switches their triggers off. `{}` in the statement is the table."""
    name = Identifier(table)
    async with owner.transaction():
        await owner.execute(SQL("ALTER TABLE {} DISABLE TRIGGER refuse_change").format(name))
        await owner.execute(SQL(statement).format(name), params)
        await owner.execute(SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER refuse_change").format(name))


async def admin_of(tenant: Tenant) -> tuple[tuple[str, str], ...]:
    """Metadata of an admin."""
    return bearer((await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token)


async def listed(tenant: Tenant, request: ListAuditLogRequest) -> list[AuditEntry]:
    """The entries of one page."""
    return list((await AuditServiceStub(tenant.core.channel).ListAuditLog(request, metadata=await admin_of(tenant))).entries)
