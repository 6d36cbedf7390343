"""Whose turn it is: every webhook is looked at in every round, however many hold what nobody may send."""

import asyncio

import pytest
from fluxdesk.v1.webhooks_pb2 import PauseWebhookRequest

from core.delivery import claim
from core.delivery.claim import Claims
from tests.core.areas.webhooks.hooks import a_webhook, employee, fire, stub
from tests.core.delivery.engines import Engines
from tests.tenants import Tenant


async def claimed(claims: Claims) -> list[str]:
    return [str(one.row.webhook_id) for one in await claims.take(10)]


async def round_of(claims: Claims) -> list[str]:
    """Of a whole round, which pauses where other tests have left many webhooks."""
    found = await claimed(claims)
    async with asyncio.timeout(30):
        while claims.is_under_way:
            found += await claimed(claims)
    return found


async def some_webhooks(tenant: Tenant, *, busy: int, paused: int, due: int) -> tuple[list[str], list[str]]:
    """The busy ones and those that are due, in the order of claims; between them lie those that are paused."""
    made = sorted([(await a_webhook(tenant)).id for _ in range(busy + paused + due)])
    for webhook_id in made[busy:]:
        await fire(tenant, webhook_id)
    for webhook_id in made[busy : busy + paused]:
        await stub(tenant).PauseWebhook(PauseWebhookRequest(webhook_id=webhook_id), metadata=employee(tenant))
    return made[:busy], made[busy + paused :]


async def test_who_is_behind_a_busy_webhook_and_many_paused_ones_gets_a_turn_in_every_round(
    tenant: Tenant, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "_WEBHOOKS_MAX", 4)
    [busy], due = await some_webhooks(tenant, busy=1, paused=3, due=8)
    claims = engines.claims(webhook_slots=1)
    await fire(tenant, busy)
    assert sorted(await round_of(claims)) == [busy, *due]


async def test_a_round_that_ends_early_is_gone_on_with_at_once_and_ends_after_all_webhooks(
    tenant: Tenant, engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "_WEBHOOKS_MAX", 1)
    monkeypatch.setattr(claim, "_CLAIMS_MAX", 2)
    _, [due] = await some_webhooks(tenant, busy=0, paused=3, due=1)
    claims = engines.claims()
    assert (await claimed(claims), claims.is_under_way) == ([], True)
    assert await round_of(claims) == [due]
