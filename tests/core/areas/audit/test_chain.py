"""Every row is sealed once, and a chain names the first row that is not as it was."""

import asyncio
import hashlib
from typing import LiteralString
from uuid import UUID

import pytest
from fluxdesk.reasons import Reason
from fluxdesk.v1.audit_pb2 import (
    AUDIT_FAULT_KIND_CONTENT_CHANGED,
    AUDIT_FAULT_KIND_HEAD_DIFFERS,
    AuditVerification,
    VerifyAuditLogRequest,
)
from fluxdesk.v1.audit_pb2_grpc import AuditServiceStub
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege, UniqueViolation
from psycopg.sql import SQL, Composed, Identifier

from core.areas.audit.duties import seal_audit_log
from core.areas.audit.public import verify_chain
from core.areas.audit.queries import insert_seals, list_sealed_after
from core.areas.audit.rules import ChainFault, ChainFaultKind, Link, SealedRow, chain_faults, chain_start, next_seal
from core.database.rows import Db
from core.ids import NIL_WORKSPACE, new_id
from core.rpc.queries import AuditRow
from tests.core.areas.audit.recorded import admin_of, damage, record, seal, verified
from tests.eventually import eventually
from tests.tenants import Tenant

CHANGED, MISSING, BROKEN, HEAD = (
    ChainFaultKind.CONTENT_CHANGED,
    ChainFaultKind.ROW_MISSING,
    ChainFaultKind.LINK_BROKEN,
    ChainFaultKind.HEAD_DIFFERS,
)


@pytest.fixture
async def rows(tenant: Tenant) -> list[AuditRow]:
    """Ten sealed rows of the tenant, which has no others."""
    recorded = await record(tenant, 10)
    await seal(tenant.core)
    return recorded


async def test_rows_are_sealed_in_their_order(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    found = await owner.execute("SELECT chain_number, id FROM audit_seals WHERE workspace_id = %s ORDER BY 1", (tenant.id,))
    assert await found.fetchall() == [(number, row.id) for number, row in enumerate(rows, 1)]
    whole = await verified(tenant)
    assert (whole.head.number, whole.checked, whole.next_number, whole.fault) == (10, 10, None, None)


async def test_a_chain_goes_on_where_it_ended(tenant: Tenant, rows: list[AuditRow]) -> None:
    await record(tenant, 2)
    await seal(tenant.core)
    whole = await verified(tenant)
    assert (whole.head.number, whole.fault) == (len(rows) + 2, None)


async def test_a_flipped_byte_of_any_column_is_found(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    found = await owner.execute(
        """
        SELECT a.attname, format_type(a.atttypid, NULL) FROM pg_attribute a
        WHERE a.attrelid = 'audit_log'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('workspace_id', 'id')
        """
    )
    flipped = {"text": "overlay({0} placing chr(ascii({0}) # 1) from 1 for 1)", "uuid": "gen_random_uuid()"}
    flipped |= {"timestamp with time zone": "{0} + interval '1 microsecond'", "integer": "coalesce({0}, 0) + 1"}
    columns = await found.fetchall()
    assert len(columns) == 15
    for column, kind in columns:
        name = Identifier(str(column))
        change = SQL("UPDATE audit_log SET {} = ").format(name) + SQL(flipped[kind]).format(name) + SQL(" WHERE id = %s")  # type: ignore[arg-type]
        async with owner.transaction(force_rollback=True):
            await owner.execute("ALTER TABLE audit_log DISABLE TRIGGER refuse_change")
            await owner.execute(change, (rows[3].id,))
            whole = await verify_chain(Db(owner), tenant.id, from_number=1)
        assert whole.fault == ChainFault(4, rows[3].id, CHANGED), column
    assert (await verified(tenant)).fault is None


async def test_a_deleted_row_is_named(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    await damage(owner, "audit_log", "DELETE FROM audit_log WHERE id = %(id)s", id=rows[5].id)
    whole = await verified(tenant)
    assert (whole.fault, whole.checked) == (ChainFault(6, rows[5].id, MISSING), 6)


async def test_a_row_that_is_gone_with_its_seal_is_named_by_its_number(
    tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection
) -> None:
    for table in ("audit_log", "audit_seals"):
        await damage(owner, table, "DELETE FROM {} WHERE id = %(id)s", id=rows[5].id)
    assert (await verified(tenant)).fault == ChainFault(6, None, MISSING)


async def test_of_two_that_were_swapped_the_first_is_named(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    swap: LiteralString = """
        UPDATE audit_log a SET request_id = b.request_id, at = b.at FROM audit_log b
        WHERE a.id = ANY (%(ids)s::uuid[]) AND b.id = ANY (%(ids)s::uuid[]) AND a.id <> b.id
        """
    await damage(owner, "audit_log", swap, ids=[rows[2].id, rows[7].id])
    assert (await verified(tenant)).fault == ChainFault(3, rows[2].id, CHANGED)


async def test_of_two_whose_places_were_swapped_the_first_place_is_named(
    tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection
) -> None:
    swap: LiteralString = """
        UPDATE audit_seals s SET id = o.id, digest = o.digest, hash = o.hash FROM audit_seals o
        WHERE s.id = ANY (%(ids)s::uuid[]) AND o.id = ANY (%(ids)s::uuid[]) AND s.id <> o.id
        """
    await damage(owner, "audit_seals", swap, ids=[rows[2].id, rows[7].id])
    assert (await verified(tenant)).fault == ChainFault(3, rows[7].id, CHANGED)


async def test_a_row_that_was_sealed_anew_breaks_the_chain_after_it(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    await damage(owner, "audit_log", "UPDATE audit_log SET note = 'another' WHERE id = %(id)s", id=rows[4].id)
    async with tenant.core.resources.database.system_transaction() as db:
        before, changed = (await list_sealed_after(db, tenant.id, 0, limit=5))[3:]
    anew = next_seal(Link(before.number, before.hash), changed.content or "")
    await damage(
        owner,
        "audit_seals",
        "UPDATE audit_seals SET digest = %(digest)s, hash = %(hash)s WHERE id = %(id)s",
        id=rows[4].id,
        digest=anew.digest,
        hash=anew.hash,
    )
    assert (await verified(tenant)).fault == ChainFault(6, rows[5].id, BROKEN)


async def test_a_cut_tail_shows_by_a_head_that_was_noted(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    noted = (await verified(tenant)).head
    for table in ("audit_log", "audit_seals"):
        await damage(owner, table, "DELETE FROM {} WHERE id = %(id)s", id=rows[9].id)
    left = await verified(tenant)
    assert (left.head.number, left.fault) == (9, None)
    assert (await verified(tenant, expected=noted)).fault == ChainFault(10, None, HEAD)
    assert (await verified(tenant, expected=left.head)).fault is None


async def test_a_chain_is_that_of_its_workspace(tenant: Tenant, other_tenant: Tenant, rows: list[AuditRow]) -> None:
    await record(other_tenant, 1)
    await seal(tenant.core)
    assert chain_start(tenant.id) != chain_start(other_tenant.id)
    async with tenant.core.resources.database.system_transaction(read_only=True) as db:
        [first] = await list_sealed_after(db, tenant.id, 0, limit=1)
    assert list(chain_faults(chain_start(tenant.id), [first])) == []
    assert list(chain_faults(chain_start(other_tenant.id), [first])) == [ChainFault(1, rows[0].id, BROKEN)]


async def test_refusals_of_nobody_are_sealed_too(tenant: Tenant) -> None:
    refusals = tenant.core.resources.refusals
    refusals.note(
        rpc="/x", door="rest", client_address="192.0.2.9", client_name=None, outcome=Reason.UNAUTHENTICATED, request_id="r", trace_id=None
    )
    await refusals.write(is_last=True)
    await seal(tenant.core)
    async with tenant.core.resources.database.system_transaction(read_only=True) as db:
        whole = await verify_chain(db, NIL_WORKSPACE, from_number=1)
    assert whole.fault is None
    assert whole.head.number >= 1


async def test_rows_are_sealed_once_by_two_processes(tenant: Tenant, owner: AsyncConnection) -> None:
    recorded = await record(tenant, 1_200)
    await asyncio.gather(*(seal(tenant.core) for _ in range(4)))
    await seal(tenant.core)
    # More than one part: which rows come first is the table's own affair, where a vacuum has made room.
    assert sorted(await _sealed_ids(owner, tenant)) == [row.id for row in recorded]
    assert (await verified(tenant)).fault is None


async def test_two_that_seal_at_once_seal_once(tenant: Tenant, owner: AsyncConnection) -> None:
    """Also where nobody keeps them apart: the second waits for the rows of the first, and a number is given once."""
    [row] = await record(tenant)
    database = tenant.core.resources.database
    async with database.system_transaction() as first:
        await seal_audit_log(first)
        second = asyncio.create_task(_seal_without_claim(tenant))
        await eventually(lambda: _somebody_waits(owner))
    assert not await second
    assert await _sealed_ids(owner, tenant) == [row.id]
    with pytest.raises(UniqueViolation):
        async with database.system_transaction() as db:
            await insert_seals(db, [(tenant.id, row.id, next_seal(chain_start(tenant.id), "{}"))])


async def test_no_row_that_is_written_meanwhile_is_lost(tenant: Tenant, owner: AsyncConnection) -> None:
    async def write() -> list[AuditRow]:
        return [row for _ in range(20) for row in await record(tenant, 3)]

    writing = asyncio.gather(*(write() for _ in range(5)))
    while not writing.done():
        await seal(tenant.core)
    written = {row.id for rows in await writing for row in rows}
    await seal(tenant.core)
    sealed = await _sealed_ids(owner, tenant)
    assert (len(sealed), set(sealed)) == (300, written)
    assert (await verified(tenant)).fault is None


async def test_what_waits_without_a_row_is_passed_over(tenant: Tenant, owner: AsyncConnection) -> None:
    await owner.execute("INSERT INTO audit_unsealed VALUES (%s, %s)", (tenant.id, new_id()))
    [row] = await record(tenant)
    await seal(tenant.core)
    assert await _sealed_ids(owner, tenant) == [row.id]
    left = await owner.execute("SELECT FROM audit_unsealed WHERE workspace_id = %s", (tenant.id,))
    assert await left.fetchall() == []


@pytest.mark.parametrize("table", ["audit_log", "audit_seals"])
@pytest.mark.parametrize("role", ["fluxdesk_app", "fluxdesk_system", None])
async def test_nobody_changes_or_shortens_it(
    table: str, role: str | None, tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection
) -> None:
    for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "DELETE FROM {} WHERE id IS NULL", "TRUNCATE {}"):
        for mode in ("origin", "replica"):
            with pytest.raises(InsufficientPrivilege, match="append-only" if role is None else "permission denied"):
                await _run_as(owner, role or "none", SQL(statement).format(Identifier(table)), mode)
    assert (await verified(tenant)).checked == len(rows)


async def verification(tenant: Tenant, **values: object) -> AuditVerification:
    request = VerifyAuditLogRequest(**values)  # type: ignore[arg-type]
    return await AuditServiceStub(tenant.core.channel).VerifyAuditLog(request, metadata=await admin_of(tenant))


async def test_an_admin_checks_the_chain_part_by_part(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    first = await verification(tenant, limit=4)
    assert (first.sealed_rows, first.checked_rows, first.next_number, first.HasField("fault")) == (10, 4, 5, False)
    rest = await verification(tenant, from_number=5, expected_head=f"10:{first.head_hash}")
    assert (rest.checked_rows, rest.HasField("next_number"), rest.HasField("fault")) == (6, False, False)
    beyond = await verification(tenant, from_number=12)
    assert (beyond.checked_rows, beyond.HasField("fault")) == (0, False)
    other = await verification(tenant, expected_head=f"9:{first.head_hash}")
    passed = await verification(tenant, limit=4, expected_head=f"3:{first.head_hash}")
    assert (passed.fault.number, passed.fault.kind) == (3, AUDIT_FAULT_KIND_HEAD_DIFFERS)
    assert (other.fault.number, other.fault.kind) == (9, AUDIT_FAULT_KIND_HEAD_DIFFERS)
    await damage(owner, "audit_log", "UPDATE audit_log SET outcome = 'NO' WHERE id = %(id)s", id=rows[6].id)
    assert not (await verification(tenant, limit=6)).HasField("fault")
    found = (await verification(tenant, from_number=7)).fault
    assert (found.number, found.id, found.kind) == (7, str(rows[6].id), AUDIT_FAULT_KIND_CONTENT_CHANGED)


async def test_a_part_whose_beginning_is_gone_is_not_trusted(tenant: Tenant, rows: list[AuditRow], owner: AsyncConnection) -> None:
    await damage(owner, "audit_seals", "DELETE FROM audit_seals WHERE id = %(id)s", id=rows[3].id)
    found = (await verification(tenant, from_number=5)).fault
    assert (found.number, found.HasField("id")) == (4, False)


def test_the_chain_is_what_its_description_says() -> None:
    """Written out, so that others can check an export of the log without this program."""
    workspace_id = UUID("0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60")
    content = r'{"b": null, "note": "\u00e4\u0001\u2028\"", "at": "2026-11-26T07:30:34.000001Z"}'
    start = hashlib.sha256(f"fluxdesk audit log {workspace_id}".encode()).digest()
    canonical = b'{"at":"2026-11-26T07:30:34.000001Z","chain_number":1,"note":"\xc3\xa4\\u0001\xe2\x80\xa8\\""}'
    digest = hashlib.sha256(canonical).digest()
    seal_of_first = next_seal(chain_start(workspace_id), content)
    assert seal_of_first == (1, digest, hashlib.sha256(start + digest).digest())
    assert list(chain_faults(chain_start(workspace_id), [SealedRow(content, 1, workspace_id, *seal_of_first[1:])])) == []


async def _run_as(owner: AsyncConnection, role: str, statement: Composed, mode: str) -> None:
    async with owner.transaction():
        await owner.execute("SELECT set_config('session_replication_role', %s, true)", (mode,))
        await owner.execute("SELECT set_config('role', %s, true)", (role,))
        await owner.execute(statement)


async def _somebody_waits(owner: AsyncConnection) -> bool:
    found = await owner.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
    return await found.fetchone() == (True,)


async def _seal_without_claim(tenant: Tenant) -> bool:
    async with tenant.core.resources.database.system_transaction() as db:
        return await seal_audit_log(db)


async def _sealed_ids(owner: AsyncConnection, tenant: Tenant) -> list[UUID]:
    found = await owner.execute("SELECT id FROM audit_seals WHERE workspace_id = %s ORDER BY chain_number", (tenant.id,))
    return [row_id for (row_id,) in await found.fetchall()]
