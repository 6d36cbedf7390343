"""Who may claim, and what claims of one token come to."""

from collections.abc import Iterable
from typing import Final

from fluxdesk.reasons import Reason
from fluxdesk.rpc_table import BY_NAME
from fluxdesk.v1.claims_pb2 import ClaimTokenRequest

from core.errors import Forbidden
from core.rpc.call import Principal

_CLAIM: Final = BY_NAME["/fluxdesk.v1.ClaimService/ClaimToken"]


def can_claim(caller: Principal) -> bool:
    """Whether the caller might claim by itself: who may not do so does not claim in passing either."""
    return caller.credential in _CLAIM.callers and caller.role >= _CLAIM.role


def not_approved() -> Forbidden:
    """Who does not exist, who has left and who was not approved cannot be told apart."""
    message = "The employee is unknown, inactive, or has no approved request for an item that is linked to this tools-token."
    return Forbidden(message, Reason.NO_APPROVED_REQUEST)


def disabled() -> Forbidden:
    """A claim does not switch a family on again."""
    message = "The employee's token is disabled; an admin can enable it."
    return Forbidden(message, Reason.TOKEN_DISABLED)


def merged_terms(claims: Iterable[ClaimTokenRequest]) -> dict[str, str | int | None]:
    """What the claims of one family set, the later over the earlier; None for what none of them sends."""
    merged: dict[str, str | int | None] = {"label": None, "severity_ceiling": None, "daily_limit": None}
    for claim in claims:
        merged |= {name: getattr(claim, name) for name in merged if claim.HasField(name)}  # pyright: ignore[reportArgumentType]  # they are fields
    return merged
