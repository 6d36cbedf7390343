"""What items of the catalog are called, and when one may be removed."""

from collections.abc import Iterator, Mapping
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.v1.catalog_pb2 import CatalogItemDeleteBlockers

from core.areas.approvals.public import BlockersRow
from core.areas.catalog.queries import FoundReferences, References
from core.errors import Refusal

# contracts/fluxdesk.md "Catalog and approvals".
_DISPLAYED: Final[Mapping[str, str]] = {
    "llm-backend": "🤖 Paid AI Subscriptions",
    "network": "🔑 Access Credentials",
    "inbound-integration": "📥 Inbound Integrations",
    "outbound-integration": "📡 Outbound Webhooks",
    "mcp-agent": "🧠 MCP / Agent",
    "dev-environment": "🖥 Dev environment",
    "cross-border-comm": "📞 Cross-border Comms",
}


def category_display(category: str | None) -> str:
    """The category as people read it: one that is not among the known ones is shown as it is."""
    return _DISPLAYED.get(category, category) if category else ""


def reference_faults(wanted: References, found: FoundReferences) -> Iterator[Fault]:
    """Ids of nobody, and of nothing that claims tokens."""
    if wanted.user_id and not found.has_user:
        yield "contact_user_id", "is no user of the workspace"
    if wanted.family_id and not found.has_tools_token:
        yield "linked_tools_token_id", "is no tools-token of the workspace"


def require_unblocked(blockers: BlockersRow) -> None:
    """Raises Refusal with the counts where anything live would be orphaned."""
    counted = CatalogItemDeleteBlockers(
        live_approvals=blockers.live_approvals, live_assets=blockers.live_assets, live_tokens=blockers.live_tokens
    )
    if counted != CatalogItemDeleteBlockers():
        message = "Live approvals, access assets or tokens depend on it: end them first, or archive it."
        raise Refusal(Reason.DELETE_BLOCKED, message, extra=counted)
