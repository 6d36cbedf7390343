"""Valid calls of the audit service."""

from fluxdesk.rpc import Credential
from fluxdesk.v1.audit_pb2 import AUDIT_CHANNEL_MCP, AUDIT_FORMAT_NDJSON, ExportAuditLogRequest, ListAuditLogRequest, VerifyAuditLogRequest

from tests.samples import Builder, Sample
from tests.tenants import Tenant


async def _list_audit_log(tenant: Tenant) -> Sample:
    request = ListAuditLogRequest(
        limit=5,
        user_id=str(tenant.employee.id),
        family_id=str(tenant.tokens[Credential.AGENT_KEY].family_id),
        channel=AUDIT_CHANNEL_MCP,
        outcome="REFUSED",
    )
    return Sample(request, await _admin(tenant))


async def _export_audit_log(tenant: Tenant) -> Sample:
    request = ExportAuditLogRequest(
        limit=5,
        user_id=str(tenant.employee.id),
        family_id=str(tenant.tokens[Credential.AGENT_KEY].family_id),
        format=AUDIT_FORMAT_NDJSON,
    )
    return Sample(request, await _admin(tenant))


async def _verify_audit_log(tenant: Tenant) -> Sample:
    return Sample(VerifyAuditLogRequest(from_number=1, limit=100), await _admin(tenant))


async def _admin(tenant: Tenant) -> str:
    return (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token


SAMPLES: dict[str, Builder] = {
    "/fluxdesk.v1.AuditService/ExportAuditLog": _export_audit_log,
    "/fluxdesk.v1.AuditService/ListAuditLog": _list_audit_log,
    "/fluxdesk.v1.AuditService/VerifyAuditLog": _verify_audit_log,
}
