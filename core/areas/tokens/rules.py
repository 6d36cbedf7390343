"""Who may make, rotate and revoke which tokens."""

from collections.abc import Iterator, Sequence
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.tokens_pb2 import CreateTokenRequest

from core.areas.tokens.queries import FamilyOwnerRow
from core.errors import Forbidden, NotFound, Refusal
from core.rpc.call import Principal
from core.rpc.declared import field_rules

# Good tokens of a family: every list of families shows them all.
LIVE_TOKENS_MAX: Final = 10
# How long a token is good beside the one that replaced it; contracts/fluxdesk.md "Tokens".
OVERLAP_HOURS: Final = 24
# The most that an admin may declare of any limit.
LIMIT_MAX: Final = field_rules(CreateTokenRequest, "daily_limit").uint32.lte
# Limits belong to a family: so many of them a person may multiply.
FAMILIES_MAX: Final = {Credential.AGENT_KEY: 50, Credential.PERSONAL_TOKEN: 50}
_KIND_NAMES: Final = {Credential.AGENT_KEY: "agent keys", Credential.PERSONAL_TOKEN: "personal tokens"}
SCOPES: Final = frozenset(rpc.scope for rpc in RPCS if rpc.scope)


def scope_faults(scopes: Sequence[str]) -> Iterator[Fault]:
    """Names that no operation asks for: a key with one of them would not do what its maker thinks."""
    for index, scope in enumerate(scopes):
        if scope not in SCOPES:
            yield f"scopes[{index}]", "is no scope"


def kind_faults(kind: Credential, integrator_slug: str | None, scopes: Sequence[str]) -> Iterator[Fault]:
    """Only events have a namespace, and only agent keys have scopes."""
    if kind is Credential.AGENT_KEY:
        if integrator_slug is not None:
            yield "integrator_slug", "an agent key has none"
        return
    if not integrator_slug:
        yield "integrator_slug", "is required"
    if scopes:
        yield "scopes", "only an agent key has scopes"


def require_no_more_than_own_role(caller: Principal, role: int) -> None:
    """A token acts with its owner's rights, so it must not lift whoever makes it above the own ones."""
    if role > caller.role:
        message = f"The owner is {Role(role).name.lower()}, which is above your own role."
        raise Forbidden(message)


def require_rotator(caller: Principal, family: FamilyOwnerRow) -> None:
    """Its owner, and an admin for every kind that admins make. Who claimed a token goes on holding it: it claims the next one."""
    if family.claimed_by_family_id:
        message = "A token that a tools-token claimed is replaced by claiming anew."
        raise Forbidden(message)
    if family.user_id != caller.user_id:
        require_revoker(caller, family)
        if family.kind == Credential.PERSONAL_TOKEN:
            message = "A personal token is rotated by its owner."
            raise Forbidden(message)


def require_room_for_another(live_tokens: int) -> None:
    """Each rotation leaves one more token that is good for a day."""
    if live_tokens >= LIVE_TOKENS_MAX:
        message = f"The family has {live_tokens} tokens that are good already: wait until one expires, or revoke it."
        raise Refusal(Reason.CONFLICT, message)


def require_room_for_family(kind: Credential, live_families: int) -> None:
    """Of the kinds that people make for themselves each person has a number of families that are good."""
    if live_families >= FAMILIES_MAX[kind]:
        message = f"A person has at most {FAMILIES_MAX[kind]} {_KIND_NAMES[kind]} that are good: revoke one first."
        raise Refusal(Reason.CONFLICT, message)


def require_revoker(caller: Principal, family: FamilyOwnerRow) -> None:
    """Its owner and admins. To anybody else it does not exist."""
    if family.user_id == caller.user_id:
        return
    if caller.role < Role.ADMIN:
        raise NotFound("token")
    require_no_more_than_own_role(caller, family.role)
