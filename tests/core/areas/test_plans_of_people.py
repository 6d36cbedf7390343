"""Whoever is named by id or address is found by an index, however many people there are."""

import re

import pytest
from fluxdesk.rpc import Credential
from psycopg import AsyncConnection

from core.areas.claims.queries import NewToken, find_employees, hold_families, insert_missing_tokens
from core.areas.events.queries import find_bulk_recipients, find_claimed_families
from core.areas.membership.public import find_reachable_members
from core.areas.sessions.queries import find_person_by_email, use_refresh_token
from core.areas.tokens.queries import FamilyFilter, list_families
from core.areas.users.public import PersonName, find_active_people, find_people_by_names
from core.ids import new_id
from core.rpc.queries import find_person_of_issuer
from tests.core.areas.claims.approved import approve
from tests.core.areas.events.bulking import add_group
from tests.core.areas.test_plans import Plans
from tests.tenants import Tenant


@pytest.fixture
async def crowd(tenant: Tenant, owner: AsyncConnection) -> Plans:
    """As the application finds them, among thousands of people with a key and a session each."""
    await owner.execute(
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(id)s, gen_random_uuid(), gen_random_uuid() || '@Crowd.example', 'Somebody', 1 FROM generate_series(1, 5000)
        """,
        {"id": tenant.id},
    )
    for statement in (
        """
        INSERT INTO token_families (workspace_id, id, kind, user_id, reads_per_minute, writes_per_minute)
        SELECT workspace_id, gen_random_uuid(), 'agent_key', id, 1, 1 FROM users
        """,
        """
        INSERT INTO tokens (workspace_id, id, family_id, digest, pepper_version)
        SELECT workspace_id, gen_random_uuid(), id, sha256(id::text::bytea), 1 FROM token_families
        ON CONFLICT DO NOTHING
        """,
        "INSERT INTO sessions (workspace_id, id, user_id, expires_at) SELECT workspace_id, id, id, now() FROM users ON CONFLICT DO NOTHING",
        """
        INSERT INTO refresh_tokens (workspace_id, id, session_id, digest, pepper_version, expires_at)
        SELECT workspace_id, gen_random_uuid(), id, sha256(id::text::bytea), 1, now() FROM sessions ON CONFLICT DO NOTHING
        """,
        "ANALYZE users, token_families, tokens, sessions, refresh_tokens",
    ):
        await owner.execute(statement)
    await owner.execute("SELECT set_config('app.workspace_ids', %s, false)", (f"{{{tenant.id}}}",))
    return Plans(owner)


async def test_recipients_are_found_by_id_and_by_address(tenant: Tenant, crowd: Plans, owner: AsyncConnection) -> None:
    await owner.execute("SET ROLE fluxdesk_app")
    await find_claimed_families(
        crowd,
        workspace_ids=[tenant.id] * 2,
        tools_family_ids=[new_id()] * 2,
        names=[PersonName(tenant.employee.id), PersonName(email_key=tenant.employee.email.lower())],
    )
    assert "users_pkey" in crowd.plan
    assert "users_email_key" in crowd.plan
    assert "Seq Scan on users" not in crowd.plan
    await find_active_people(crowd, tenant.id, [PersonName(new_id()), *[PersonName(email_key="a@crowd.example")] * 100])
    assert "users_pkey" in crowd.plan
    assert "users_email_key" in crowd.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on users", crowd.plan)


async def test_people_are_found_by_what_titles_call_them(tenant: Tenant, crowd: Plans, owner: AsyncConnection) -> None:
    await owner.execute("UPDATE users SET name = left(id::text, 6)")
    await owner.execute("ANALYZE users")
    await owner.execute("SET ROLE fluxdesk_app")
    await find_people_by_names(crowd, tenant.id, ["somebody", tenant.employee.email, "nobody", *["x"] * 17])
    for index in ("users_email_key", "users_local_part", "users_name"):
        assert index in crowd.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on users", crowd.plan)


async def test_recipients_of_a_bulk_event_are_found_by_id_address_and_group(tenant: Tenant, crowd: Plans, owner: AsyncConnection) -> None:
    # Of several: in the only group of a workspace its members could as well be read by person.
    for slug in ("on-call", "night", "day", "all"):
        await add_group(tenant, slug, members=[tenant.employee])
    await owner.execute(
        """
        INSERT INTO group_members (workspace_id, group_id, user_id, is_admin)
        SELECT g.workspace_id, g.id, u.id, false FROM groups g JOIN users u USING (workspace_id) ON CONFLICT DO NOTHING
        """
    )
    await owner.execute("ANALYZE groups, group_members, projects, project_members")
    await owner.execute("SET ROLE fluxdesk_app")
    await find_reachable_members(crowd, tenant.id, [None, None, "on-call"], asker_id=tenant.admin.id, is_asker_admin=False, members_max=101)
    assert "group_members_pkey" in crowd.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on group_members", crowd.plan)
    names = [PersonName(tenant.employee.id), PersonName(email_key=tenant.employee.email.lower()), *[PersonName(new_id())] * 101]
    await find_bulk_recipients(crowd, tenant.id, list(enumerate(names)), tools_family_id=tenant.tokens[Credential.TOOLS_TOKEN].family_id)
    for index in ("users_pkey", "users_email_key", "tokens_family"):
        assert index in crowd.plan
    assert re.search("token_families_(claim_key|user)", crowd.plan)
    # Neither does anything read all of a workspace by an index.
    assert not re.search(r"(Seq|Bitmap Heap) Scan on (users|token_families|tokens)", crowd.plan)


async def test_claims_find_people_approvals_and_families_by_indexes(tenant: Tenant, crowd: Plans, owner: AsyncConnection) -> None:
    item_id = await approve(tenant, tenant.employee)
    await owner.execute(
        """
        INSERT INTO approvals (workspace_id, id, item_id, user_id, status)
        SELECT workspace_id, gen_random_uuid(), %s, id, 2 FROM users WHERE workspace_id = %s ON CONFLICT DO NOTHING
        """,
        (item_id, tenant.id),
    )
    await owner.execute("ANALYZE approvals, catalog_items")
    await owner.execute("SET ROLE fluxdesk_app")
    reads_all = re.compile(r"(Seq|Bitmap Heap) Scan on (users|approvals|token_families|tokens)")
    await find_employees(crowd, tenant.id, [f"somebody-{number}@crowd.example" for number in range(100)])
    assert not reads_all.search(crowd.plan)
    tools_family_id = tenant.tokens[Credential.TOOLS_TOKEN].family_id
    new_ids = {new_id(): new_id() for _ in range(100)}
    await hold_families(crowd, tenant.id, tools_family_id=tools_family_id, integrator_id=tenant.integrator_id, new_ids=new_ids)
    assert not reads_all.search(crowd.plan)
    await insert_missing_tokens(crowd, tenant.id, [NewToken(new_id(), new_id(), b"", 1) for _ in range(100)])
    assert not reads_all.search(crowd.plan)


@pytest.mark.parametrize("wanted", [FamilyFilter(user_email="a@crowd.example"), FamilyFilter(user_id=new_id()), FamilyFilter()])
async def test_tokens_are_listed_from_an_index(wanted: FamilyFilter, tenant: Tenant, crowd: Plans, owner: AsyncConnection) -> None:
    await owner.execute("SET ROLE fluxdesk_app")
    await list_families(crowd, tenant.id, wanted, before_id=new_id(), limit=51)
    for table in ("users", "token_families", "tokens"):
        assert f"Seq Scan on {table}" not in crowd.plan


async def test_whoever_signs_in_is_found_by_address_subject_or_token(crowd: Plans, owner: AsyncConnection) -> None:
    await owner.execute("SET ROLE fluxdesk_system")
    await find_person_by_email(crowd, "a@crowd.example")
    assert "users_email_key" in crowd.plan
    await find_person_of_issuer(crowd, issuer="https://login.example", subject="somebody", email="a@crowd.example")
    assert "users_subject_key" in crowd.plan
    assert "users_email_key" in crowd.plan
    await use_refresh_token(crowd, [b"x"])
    assert "refresh_tokens_digest_key" in crowd.plan
    assert "Seq Scan" not in crowd.plan
