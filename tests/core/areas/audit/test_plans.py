"""The log is walked along an index from where a page begins, whatever is asked for, and sealed without a look at what is sealed."""

import pytest
from fluxdesk.v1.audit_pb2 import ListAuditLogRequest
from google.protobuf.timestamp_pb2 import Timestamp
from psycopg import AsyncConnection

from core.areas.audit.filters import audit_filter
from core.areas.audit.queries import UserRow, list_entries, list_sealed_after, take_unsealed
from core.ids import new_id
from tests.core.areas.audit.recorded import seal
from tests.plans import Plans
from tests.tenants import Tenant


@pytest.fixture(scope="module")
async def filled(alone: Tenant, alone_owner: AsyncConnection) -> None:
    """Thousands of rows, most of them sealed, of many people and RPCs."""
    await alone_owner.execute(
        """
        INSERT INTO audit_log (workspace_id, id, rpc, door, user_id, family_id, client_address, outcome, request_id)
        SELECT %(id)s, gen_random_uuid(), 'rpc ' || n %% 50, 'grpc', md5((n %% 90)::text)::uuid, md5((n %% 180)::text)::uuid, '',
               CASE WHEN n %% 200 = 0 THEN 'FORBIDDEN' ELSE 'OK' END, 'req ' || n
        FROM generate_series(1, 20000) AS n
        """,
        {"id": alone.id},
    )
    await seal(alone.core)


USER, FAMILY = UserRow(new_id(), new_id()), UserRow(new_id(), new_id())


@pytest.mark.parametrize(
    ("request_of_list", "user", "family", "index"),
    [
        (ListAuditLogRequest(), None, None, "audit_log_pkey"),
        (ListAuditLogRequest(since=Timestamp(seconds=1), until=Timestamp(seconds=2)), None, None, "audit_log_pkey"),
        (ListAuditLogRequest(), USER, None, "audit_log_user"),
        (ListAuditLogRequest(), None, FAMILY, "audit_log_user"),
        (ListAuditLogRequest(rpc="rpc 7"), None, None, "audit_log_rpc"),
        (ListAuditLogRequest(outcome="REFUSED"), None, None, "audit_log_refusals"),
        (ListAuditLogRequest(outcome="FORBIDDEN"), None, None, "audit_log_refusals"),
        (ListAuditLogRequest(request_id="req 4711"), None, None, "audit_log_request"),
    ],
    ids=["all", "time", "user", "family", "rpc", "refusals", "reason", "request"],
)
async def test_each_usual_filter_has_an_index(
    request_of_list: ListAuditLogRequest, user: UserRow | None, family: UserRow | None, index: str, alone: Tenant, plans: Plans
) -> None:
    matching = audit_filter(request_of_list, user=user, family=family)
    await list_entries(plans, alone.id, conditions=matching.conditions, params=matching.params, before_id=None, limit=51)
    assert f"using {index} on audit_log" in plans.plan
    assert index == "audit_log_request" or "Sort" not in plans.plan


async def test_a_chain_is_read_in_its_order(alone: Tenant, plans: Plans) -> None:
    await list_sealed_after(plans, alone.id, 5_000, limit=500)
    assert "using audit_seals_pkey" in plans.plan
    # With few RPCs, an index that has them before the id is as good as the key: PostgreSQL 18 skips over them.
    assert "using audit_log_" in plans.plan
    assert "Sort" not in plans.plan


async def test_sealing_finds_rows_and_heads_by_index(plans: Plans) -> None:
    await take_unsealed(await plans.as_system(), limit=500)
    assert "using audit_log_pkey" in plans.plan
    assert "audit_seals_pkey" in plans.plan
    for table in ("audit_log", "audit_seals"):
        assert f"Seq Scan on {table}" not in plans.plan
