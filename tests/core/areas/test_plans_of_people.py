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
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of people with a key and a session each, all of them in each of several groups, and all with an approval."""
    await alone_owner.execute(
        """
        INSERT INTO users (workspace_id, id, email, name, role)
        SELECT %(id)s, id, gen_random_uuid() || '@Crowd.example', left(id::text, 6), 1
        FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 5000)) AS new
        """,
        {"id": alone.id},
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
    ):
        await alone_owner.execute(statement)
    # Of several: in the only group of a workspace its members could as well be read by person.
    for slug in ("on-call", "night", "day", "all"):
        await add_group(alone, slug, members=[alone.employee])
    await alone_owner.execute(
        """
        INSERT INTO group_members (workspace_id, group_id, user_id, is_admin)
        SELECT g.workspace_id, g.id, u.id, false FROM groups g JOIN users u USING (workspace_id) ON CONFLICT DO NOTHING
        """
    )
    item_id = await approve(alone, alone.employee)
    await alone_owner.execute(
        """
        INSERT INTO approvals (workspace_id, id, item_id, user_id, status)
        SELECT workspace_id, gen_random_uuid(), %s, id, 2 FROM users WHERE workspace_id = %s ON CONFLICT DO NOTHING
        """,
        (item_id, alone.id),
    )


async def test_recipients_are_found_by_id_and_by_address(alone: Tenant, plans: Plans) -> None:
    await find_claimed_families(
        plans,
        workspace_ids=[alone.id] * 2,
        tools_family_ids=[new_id()] * 2,
        names=[PersonName(alone.employee.id), PersonName(email_key=alone.employee.email.lower())],
    )
    assert "users_pkey" in plans.plan
    assert "users_email_key" in plans.plan
    assert "Seq Scan on users" not in plans.plan
    await find_active_people(plans, alone.id, [PersonName(new_id()), *[PersonName(email_key="a@crowd.example")] * 100])
    assert "users_pkey" in plans.plan
    assert "users_email_key" in plans.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on users", plans.plan)


async def test_people_are_found_by_what_titles_call_them(alone: Tenant, plans: Plans) -> None:
    await find_people_by_names(plans, alone.id, ["somebody", alone.employee.email, "nobody", *["x"] * 17])
    for index in ("users_email_key", "users_local_part", "users_name"):
        assert index in plans.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on users", plans.plan)


async def test_recipients_of_a_bulk_event_are_found_by_id_address_and_group(alone: Tenant, plans: Plans) -> None:
    await find_reachable_members(plans, alone.id, [None, None, "on-call"], asker_id=alone.admin.id, is_asker_admin=False, members_max=101)
    assert "group_members_pkey" in plans.plan
    assert not re.search(r"(Seq|Bitmap Heap) Scan on group_members", plans.plan)
    names = [PersonName(alone.employee.id), PersonName(email_key=alone.employee.email.lower()), *[PersonName(new_id())] * 101]
    await find_bulk_recipients(plans, alone.id, list(enumerate(names)), tools_family_id=alone.tokens[Credential.TOOLS_TOKEN].family_id)
    for index in ("users_pkey", "users_email_key", "tokens_family"):
        assert index in plans.plan
    assert re.search("token_families_(claim_key|user)", plans.plan)
    # Neither does anything read all of a workspace by an index.
    assert not re.search(r"(Seq|Bitmap Heap) Scan on (users|token_families|tokens)", plans.plan)


async def test_claims_find_people_approvals_and_families_by_indexes(alone: Tenant, plans: Plans) -> None:
    reads_all = re.compile(r"(Seq|Bitmap Heap) Scan on (users|approvals|token_families|tokens)")
    await find_employees(plans, alone.id, [f"somebody-{number}@crowd.example" for number in range(100)])
    assert not reads_all.search(plans.plan)
    tools_family_id = alone.tokens[Credential.TOOLS_TOKEN].family_id
    new_ids = {new_id(): new_id() for _ in range(100)}
    await hold_families(plans, alone.id, tools_family_id=tools_family_id, integrator_id=alone.integrator_id, new_ids=new_ids)
    assert not reads_all.search(plans.plan)
    await insert_missing_tokens(plans, alone.id, [NewToken(new_id(), new_id(), b"", 1) for _ in range(100)])
    assert not reads_all.search(plans.plan)


@pytest.mark.parametrize("wanted", [FamilyFilter(user_email="a@crowd.example"), FamilyFilter(user_id=new_id()), FamilyFilter()])
async def test_tokens_are_listed_from_an_index(wanted: FamilyFilter, alone: Tenant, plans: Plans) -> None:
    await list_families(plans, alone.id, wanted, before_id=new_id(), limit=51)
    # The people of a page may be read with all others, where nobody is asked for.
    for table in ("token_families", "tokens", *(() if wanted == FamilyFilter() else ("users",))):
        assert f"Seq Scan on {table}" not in plans.plan, plans.plan


async def test_whoever_signs_in_is_found_by_address_subject_or_token(plans: Plans) -> None:
    await plans.as_system()
    await find_person_by_email(plans, "a@crowd.example")
    assert "users_email_key" in plans.plan
    await find_person_of_issuer(plans, issuer="https://login.example", subject="somebody", email="a@crowd.example")
    assert "users_subject_key" in plans.plan
    assert "users_email_key" in plans.plan
    await use_refresh_token(plans, [b"x"])
    assert "refresh_tokens_digest_key" in plans.plan
    assert "Seq Scan" not in plans.plan
