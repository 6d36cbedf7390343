"""Shows integrators, and lets admins add, change, archive and restore them."""

from collections.abc import Iterable

from fluxdesk.failures import Fault
from fluxdesk.services import IntegratorServiceServicer
from fluxdesk.v1.integrators_pb2 import (
    ArchiveIntegratorRequest,
    CreateIntegratorRequest,
    Integrator,
    ListIntegratorsRequest,
    ListIntegratorsResponse,
    RestoreIntegratorRequest,
    UpdateIntegratorRequest,
)

from core.areas.integrators import queries, rules
from core.areas.integrators.create import create_integrator
from core.areas.integrators.queries import IntegratorChange, IntegratorRow, NewIntegrator
from core.database.rows import Db
from core.errors import NotFound
from core.rpc.authenticate import CREDENTIALS_TOPIC
from core.rpc.call import Call


class IntegratorService(IntegratorServiceServicer[Call, Db]):
    """Integrators publish events, each in a namespace of its own."""

    async def ListIntegrators(self, request: ListIntegratorsRequest, call: Call) -> ListIntegratorsResponse:
        rows = await queries.list_integrators(call.db, call.workspace_id, is_archived_wanted=request.include_archived)
        shown = rows[: request.limit] if request.HasField("limit") else rows
        return ListIntegratorsResponse(items=map(_message, shown), total_count=len(rows), request_id=call.request_id)

    def check_create_integrator(self, request: CreateIntegratorRequest, call: Call) -> Iterable[Fault]:  # noqa: ARG002  # the base's signature
        if text := rules.own_prefix_fault(request.allowed_event_prefix):
            yield "allowed_event_prefix", text

    async def CreateIntegrator(self, request: CreateIntegratorRequest, call: Call) -> Integrator:
        new = NewIntegrator(
            slug=request.slug,
            name=request.name,
            allowed_event_prefix=request.allowed_event_prefix,
            homepage_url=request.homepage_url if request.HasField("homepage_url") else None,
            description=request.description if request.HasField("description") else None,
        )
        await create_integrator(call.db, call.workspace_id, new)
        return await _integrator(call, request.slug)

    async def UpdateIntegrator(self, request: UpdateIntegratorRequest, call: Call) -> Integrator:
        change = IntegratorChange(
            paths=list(request.update_mask.paths),
            name=request.name,
            homepage_url=request.homepage_url if request.HasField("homepage_url") else None,
            description=request.description if request.HasField("description") else None,
        )
        _require_found(await queries.update_integrator(call.db, call.workspace_id, request.slug, change))
        return await _integrator(call, request.slug)

    async def ArchiveIntegrator(self, request: ArchiveIntegratorRequest, call: Call) -> Integrator:
        _require_found(await queries.archive_integrator(call.db, call.workspace_id, request.slug))
        call.wakes.append(CREDENTIALS_TOPIC)
        return await _integrator(call, request.slug)

    async def RestoreIntegrator(self, request: RestoreIntegratorRequest, call: Call) -> Integrator:
        _require_found(await queries.restore_integrator(call.db, call.workspace_id, request.slug))
        call.wakes.append(CREDENTIALS_TOPIC)
        return await _integrator(call, request.slug)


def _require_found(rows: int) -> None:
    if not rows:
        raise NotFound("integrator")


async def _integrator(call: Call, slug: str) -> Integrator:
    """The integrator as it stands. Raises NotFound for a slug that the workspace does not have."""
    row = await queries.find_integrator(call.db, call.workspace_id, slug)
    if row is None:
        raise NotFound("integrator")
    return _message(row)


def _message(row: IntegratorRow) -> Integrator:
    message = Integrator(
        id=str(row.id),
        slug=row.slug,
        name=row.name,
        allowed_event_prefix=row.allowed_event_prefix,
        homepage_url=row.homepage_url,
        description=row.description,
    )
    message.created_at.FromDatetime(row.created_at)
    if row.archived_at is not None:
        message.archived_at.FromDatetime(row.archived_at)
    return message
