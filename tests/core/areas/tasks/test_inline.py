"""Inline parameters as they are read for a caller: whom a name means, and when a day ends where the caller is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fluxdesk.rpc import Credential, Role
from fluxdesk.rpc_table import BY_NAME
from fluxdesk.v1.tasks_pb2 import TASK_PRIORITY_HIGH
from psycopg import AsyncConnection

from core.areas.tasks.deadlines import read_deadline
from core.areas.tasks.inline import Assignee, Inline, read_inline
from core.areas.users.public import add_user, find_people_by_names
from core.clock import Clock
from core.rpc.call import Call, Principal
from tests.core.areas.statements import Statements
from tests.tenants import Person, Tenant

SOME_RPC = BY_NAME["/fluxdesk.v1.SessionService/GetProfile"]
DAY = read_deadline("2026-12-01", ZoneInfo("UTC"))


class StoppedClock(Clock):
    def now(self) -> datetime:
        return datetime(2026, 11, 25, 13, 30, tzinfo=UTC)


@pytest.fixture
async def call(tenant: Tenant) -> AsyncIterator[Call]:
    """A call of the employee's, in its transaction."""
    person = tenant.employee
    principal = Principal(tenant.id, Credential.PERSON, person.id, person.email, Role.EMPLOYEE, None, None, 1, 1)
    resources = replace(tenant.core.resources, clock=StoppedClock())
    made = Call(SOME_RPC, resources, {}, "grpc", "", "", "", b"", SOME_RPC.request(), 0, principal=principal)
    async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
        made.enter(db)
        yield made


async def add(tenant: Tenant, email: str, name: str) -> Person:
    async with tenant.core.resources.database.system_transaction() as db:
        return Person(await add_user(db, tenant.id, email=email, name=name, role=Role.EMPLOYEE), email)


async def test_a_title_says_all_of_it(tenant: Tenant, call: Call) -> None:
    anna = await add(tenant, f"Anna@{tenant.slug}.example", "Anna Smit")
    assert await read_inline(call, 'Write !high #docs #"a @anna ^2026-12-01 the report') == Inline(
        'Write #"a the report',
        TASK_PRIORITY_HIGH,
        ("docs",),
        Assignee(anna.id, anna.email),
        DAY,
    )


@pytest.mark.parametrize("name", ["{email}", "{local}", "Ånna", "åNNA", '"Anna  Maria"', "ANNA2"])
async def test_a_name_means_the_one_who_has_it(tenant: Tenant, call: Call, name: str) -> None:
    anna = await add(tenant, f"Anna.S@{tenant.slug}.example", "Ånna")
    maria = await add(tenant, f"anna2@{tenant.slug}.example", "Anna Maria")
    wanted = maria if "2" in name or "Maria" in name else anna
    found = await read_inline(call, f"Ask @{name.format(email=anna.email.upper(), local='aNNA.s')}")
    assert found == Inline("Ask", assignee=Assignee(wanted.id, wanted.email))


async def test_a_name_of_several_of_nobody_and_of_who_has_left_stays(
    tenant: Tenant, other_tenant: Tenant, call: Call, owner: AsyncConnection
) -> None:
    one = await add(tenant, f"jan@{tenant.slug}.example", "Jan")
    await add(tenant, f"jan@other.{tenant.slug}.example", "Jan")
    await add(tenant, f"x@{tenant.slug}.example", "gone")
    await add(tenant, f"gone@{tenant.slug}.example", "Y")
    left = await add(tenant, f"left@{tenant.slug}.example", "Left")
    stranger = await add(other_tenant, f"stranger@{other_tenant.slug}.example", "Stranger")
    await owner.execute("UPDATE users SET is_active = false WHERE id = %s", [left.id])
    title = f"Ask @jan @gone @left @stranger @{stranger.email} @nobody"
    assert await read_inline(call, title) == Inline(title)
    assert (await read_inline(call, f"Ask @{one.email}")).assignee == Assignee(one.id, one.email)


async def test_an_address_means_its_owner_whoever_is_called_so(tenant: Tenant, call: Call) -> None:
    anna = await add(tenant, f"anna@{tenant.slug}.example", "Anna")
    await add(tenant, f"eve@{tenant.slug}.example", anna.email)
    assert (await read_inline(call, f"Ask @{anna.email}")).assignee == Assignee(anna.id, anna.email)


async def test_whoever_is_found_by_local_part_and_name_is_one(tenant: Tenant, call: Call) -> None:
    anna = await add(tenant, f"anna@{tenant.slug}.example", "ANNA")
    assert (await read_inline(call, "Ask @anna")).assignee == Assignee(anna.id, anna.email)


async def test_all_names_are_looked_up_with_one_statement(tenant: Tenant, call: Call, statements: Statements) -> None:
    await read_inline(call, "Nothing to look up #here !high")
    assert statements.number_by(call.db) == 0
    await read_inline(call, "Ask " + " ".join(f"@p{n}" for n in range(20)) + " ^tomorrow ^friday")
    assert statements.number_by(call.db) == 2
    assert await find_people_by_names(call.db, tenant.id, []) == []


async def test_a_day_is_that_of_the_caller(tenant: Tenant, call: Call, owner: AsyncConnection) -> None:
    await owner.execute("UPDATE users SET time_zone = 'Pacific/Kiritimati' WHERE id = %s", [tenant.employee.id])
    found = await read_inline(call, "Ship it ^tomorrow")
    assert found.title == "Ship it"
    assert found.deadline == ("2026-11-27", datetime(2026, 11, 27, 10, tzinfo=UTC))


async def test_a_zone_that_is_no_more_is_utc(tenant: Tenant, call: Call, owner: AsyncConnection) -> None:
    await owner.execute("UPDATE users SET time_zone = 'Mars/Olympus' WHERE id = %s", [tenant.employee.id])
    assert (await read_inline(call, "Ship it ^下周五")).deadline == ("2026-12-04", datetime(2026, 12, 5, tzinfo=UTC))


async def test_a_title_of_nothing_else_is_empty(call: Call) -> None:
    assert await read_inline(call, " !high #bug ") == Inline("", TASK_PRIORITY_HIGH, ("bug",))
    assert await read_inline(call, " ") == Inline(" ")
