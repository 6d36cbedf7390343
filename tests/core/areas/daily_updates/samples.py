"""Valid calls of the daily update service."""

import secrets

from fluxdesk.rpc import Credential
from fluxdesk.v1.daily_updates_pb2 import (
    GetDailyUpdateRequest,
    ListDailyUpdatesRequest,
    ListMissingDailyUpdatesRequest,
    RecallDailyUpdateRequest,
    SubmitDailyUpdateRequest,
)

from core.areas.membership.public import GROUPS
from tests.core.areas.daily_updates.submitting import live_at_noon, submit
from tests.core.areas.projects.opened import open_project
from tests.core.areas.tasks.kept import keep_task
from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def add_group(tenant: Tenant) -> str:
    """The slug of a new group, whose member the employee is."""
    slug = f"g-{secrets.token_hex(8)}"
    await tenant.add_collection(GROUPS, slug, members=[tenant.employee])
    return slug


async def _submit_daily_update(tenant: Tenant) -> Sample:
    task_id = (await keep_task(tenant, is_private=True)).id
    request = SubmitDailyUpdateRequest(did="Moved it.", plans="Test it.", blockers="No bastion.", mood=4, task_ids=[str(task_id)])
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _recall_daily_update(tenant: Tenant) -> Sample:
    # Of somebody new, who is signed in from now on: nobody has two updates of a day.
    person = await tenant.add_person()
    await live_at_noon(tenant, person)
    tenant.bearers[Credential.PERSON] = bearer = await tenant.sign_in(person)
    return Sample(RecallDailyUpdateRequest(daily_update_id=(await submit(tenant, person)).id), bearer)


async def _get_daily_update(tenant: Tenant) -> Sample:
    return Sample(GetDailyUpdateRequest(daily_update_id=(await submit(tenant)).id), tenant.bearer(Credential.AGENT_KEY))


async def _list_daily_updates(tenant: Tenant) -> Sample:
    await submit(tenant)
    request = ListDailyUpdatesRequest(
        limit=5,
        group=await add_group(tenant),
        project=await open_project(tenant),
        from_day="2026-03-09",
        to_day="2036-03-15",
        user=tenant.employee.email,
    )
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


async def _list_missing_daily_updates(tenant: Tenant) -> Sample:
    request = ListMissingDailyUpdatesRequest(group=await add_group(tenant), date="2026-03-14", limit=5)
    return Sample(request, tenant.bearer(Credential.AGENT_KEY))


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.DailyUpdateService/GetDailyUpdate": _get_daily_update,
    "/fluxdesk.v1.DailyUpdateService/ListDailyUpdates": _list_daily_updates,
    "/fluxdesk.v1.DailyUpdateService/ListMissingDailyUpdates": _list_missing_daily_updates,
    "/fluxdesk.v1.DailyUpdateService/RecallDailyUpdate": _recall_daily_update,
    "/fluxdesk.v1.DailyUpdateService/SubmitDailyUpdate": _submit_daily_update,
}
