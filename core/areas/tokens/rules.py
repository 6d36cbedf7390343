"""Who may make, rotate and revoke which tokens."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role
from fluxdesk.rpc_table import RPCS
from fluxdesk.v1.tokens_pb2 import TOKEN_KIND_AGENT_KEY, CreateTokenRequest

from core.areas.tokens.queries import FamilyOwnerRow
from core.errors import Forbidden, NotFound, Refusal
from core.rpc.call import Principal

# Every list of families shows them all.
_LIVE_TOKENS_MAX: Final = 10
SCOPES: Final = frozenset(rpc.scope for rpc in RPCS if rpc.scope)


def scope_faults(scopes: Sequence[str], known: Collection[str] = SCOPES) -> Iterator[Fault]:
    """Names that no operation asks for: a key with one of them would not do what its maker thinks."""
    for index, scope in enumerate(scopes):
        if scope not in known:
            yield f"scopes[{index}]", "is no scope"


def kind_faults(request: CreateTokenRequest) -> Iterator[Fault]:
    """Only events have a namespace, and only agent keys have scopes."""
    is_key = request.kind == TOKEN_KIND_AGENT_KEY
    if is_key and request.HasField("integrator_slug"):
        yield "integrator_slug", "an agent key has none"
    if request.kind and not is_key:
        if not request.integrator_slug:
            yield "integrator_slug", "is required"
        if request.scopes:
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
    if live_tokens >= _LIVE_TOKENS_MAX:
        message = f"The family has {live_tokens} tokens that are good already: wait until one expires, or revoke it."
        raise Refusal(Reason.CONFLICT, message)


def require_revoker(caller: Principal, family: FamilyOwnerRow) -> None:
    """Its owner and admins. To anybody else it does not exist."""
    if family.user_id == caller.user_id:
        return
    if caller.role < Role.ADMIN:
        raise NotFound("token")
    require_no_more_than_own_role(caller, family.role)
