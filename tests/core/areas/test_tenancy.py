"""The database keeps tenants apart and content unchanged, whatever SQL the application would run."""

from typing import LiteralString

import psycopg
import pytest
from fluxdesk.rpc import Credential
from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege
from psycopg.sql import SQL, Identifier

from tests.core.areas.events.publishing import an_event, publish
from tests.tenants import Tenant

# Which migrations ran is of no tenant.
UNTENANTED = {"schema_migrations"}
ROLES = ("fluxdesk_app", "fluxdesk_system")


async def rows(owner: AsyncConnection, query: LiteralString) -> list[tuple[object, ...]]:
    return await (await owner.execute(query)).fetchall()


@pytest.fixture
async def delivery_id(tenant: Tenant) -> str:
    return (await publish(tenant.core, tenant.bearer(Credential.PERSONAL_TOKEN), an_event(summary="s", markdown_body="m"))).delivery_id


async def test_every_table_has_a_workspace_first_in_its_key(owner: AsyncConnection) -> None:
    found = await rows(
        owner,
        """
        SELECT c.relname, a.attname
        FROM pg_class c
        LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """,
    )
    assert ("deliveries", "workspace_id") in found
    assert [table for table, first in found if table not in UNTENANTED and first != "workspace_id"] == []


async def test_every_table_forces_row_security_with_a_policy_of_each_role(owner: AsyncConnection) -> None:
    found = await rows(
        owner,
        """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               ARRAY(SELECT r.rolname::text FROM pg_policy p JOIN pg_roles r ON r.oid = ANY (p.polroles)
                     WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd = '*'
                       AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL
                     ORDER BY 1)
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """,
    )
    assert ("deliveries", True, True, list(ROLES)) in found
    assert [table for table, *rest in found if table not in UNTENANTED and rest != [True, True, list(ROLES)]] == []


async def test_the_roles_of_the_application_own_nothing_and_bypass_nothing(owner: AsyncConnection) -> None:
    found = await rows(
        owner,
        """
        SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin,
               EXISTS (SELECT FROM pg_class WHERE relowner = r.oid)
        FROM pg_roles r WHERE rolname LIKE 'fluxdesk\\_%'
        """,
    )
    assert sorted(found) == [(role, *[False] * 6) for role in ROLES]


async def test_a_transaction_sees_rows_of_its_workspaces_only(tenant: Tenant, other_tenant: Tenant, owner: AsyncConnection) -> None:
    for one in (tenant, other_tenant):
        await publish(one.core, one.bearer(Credential.PERSONAL_TOKEN), an_event())
    readable = await rows(
        owner,
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'workspace_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND has_column_privilege('fluxdesk_app', c.oid, a.attnum, 'SELECT')
        """,
    )
    assert {"deliveries", "event_keys", "users", "tokens"} <= {table for (table,) in readable}
    for (table,) in readable:
        query = SQL("SELECT DISTINCT workspace_id FROM {}").format(Identifier(str(table)))
        for visible in ([], [tenant.id], [other_tenant.id]):
            async with owner.transaction(force_rollback=True):
                await owner.execute("SELECT set_config('app.workspace_ids', %s, true)", ("{" + ",".join(map(str, visible)) + "}",))
                await owner.execute("SET LOCAL ROLE fluxdesk_app")
                found = {workspace_id for (workspace_id,) in await (await owner.execute(query)).fetchall()}
            assert found <= set(visible), table


async def test_a_row_of_another_workspace_cannot_be_written(tenant: Tenant, other_tenant: Tenant) -> None:
    database = tenant.core.resources.database
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        async with database.transaction(workspace_ids=[tenant.id]) as db:
            await db.run(
                "INSERT INTO family_usage (workspace_id, family_id, day, used) VALUES (%(id)s, %(id)s, now(), 0)", id=other_tenant.id
            )


async def test_what_was_sent_cannot_be_changed(tenant: Tenant, delivery_id: str) -> None:
    statements: tuple[LiteralString, ...] = (
        "UPDATE deliveries SET title = '' WHERE id = %(id)s",
        "UPDATE deliveries SET summary = '' WHERE id = %(id)s",
        "UPDATE deliveries SET markdown_body = '' WHERE id = %(id)s",
        "UPDATE deliveries SET details = '{}' WHERE id = %(id)s",
        "UPDATE deliveries SET recipient_user_id = NULL WHERE id = %(id)s",
        "UPDATE deliveries SET workspace_id = id WHERE id = %(id)s",
        "DELETE FROM deliveries WHERE id = %(id)s",
        "UPDATE event_keys SET fingerprint = '' WHERE delivery_id = %(id)s",
        "DELETE FROM event_keys WHERE delivery_id = %(id)s",
        "UPDATE supplements SET markdown_body = '' WHERE delivery_id = %(id)s",
        "UPDATE supplements SET position = 2 WHERE delivery_id = %(id)s",
        "DELETE FROM supplements WHERE delivery_id = %(id)s",
    )
    for statement in statements:
        await refused(tenant, statement, id=delivery_id)


async def test_the_record_of_calls_cannot_be_changed_or_shortened(tenant: Tenant) -> None:
    statements: tuple[LiteralString, ...] = (
        "UPDATE audit_log SET outcome = ''",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "INSERT INTO audit_seals SELECT workspace_id, 1, id, '', '' FROM audit_log",
        "SELECT * FROM audit_unsealed",
        "DELETE FROM audit_unsealed",
        "UPDATE idempotency_keys SET reply = ''",
        "DELETE FROM idempotency_keys",
    )
    for statement in statements:
        await refused(tenant, statement)


async def test_secrets_are_out_of_reach_of_handlers(tenant: Tenant) -> None:
    statements: tuple[LiteralString, ...] = (
        "SELECT digest FROM tokens",
        "SELECT password FROM users",
        "UPDATE users SET password = NULL",
        "SELECT * FROM refresh_tokens",
        "DELETE FROM refresh_tokens",
        "SELECT * FROM sign_in_attempts",
    )
    for statement in statements:
        await refused(tenant, statement)


async def test_the_counts_of_calls_are_out_of_reach_of_handlers(tenant: Tenant) -> None:
    statements: tuple[LiteralString, ...] = (
        "SELECT * FROM rate_windows",
        "UPDATE rate_windows SET granted = 0",
        "DELETE FROM rate_windows",
        "SELECT lease_permits(60, '{}', '{}', '{}', '{}', '{}', '{}')",
    )
    for statement in statements:
        await refused(tenant, statement)


async def test_what_an_item_of_the_catalog_is_cannot_be_changed(tenant: Tenant) -> None:
    statements: tuple[LiteralString, ...] = (
        "UPDATE catalog_items SET slug = 'other'",
        "UPDATE catalog_items SET type = 2",
        "UPDATE catalog_items SET created_at = now()",
    )
    for statement in statements:
        await refused(tenant, statement)


async def test_the_tables_cannot_be_altered(tenant: Tenant) -> None:
    statements: tuple[LiteralString, ...] = (
        "ALTER TABLE deliveries DISABLE ROW LEVEL SECURITY",
        "DROP TABLE deliveries",
        "CREATE TABLE anything (x integer)",
        "DROP POLICY tenant ON deliveries",
    )
    for statement in statements:
        await refused(tenant, statement)


async def refused(tenant: Tenant, statement: LiteralString, **params: object) -> None:
    """Asserts that a handler may not run the statement in its own workspace."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with tenant.core.resources.database.transaction(workspace_ids=[tenant.id]) as db:
            await db.run(statement, **params)
