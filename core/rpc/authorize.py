"""Whether the caller may call this RPC at all: kind of credential, scope, role."""

from fluxdesk.reasons import Reason

from core.errors import Forbidden
from core.rpc.call import Call


def authorize(call: Call) -> None:
    """Raises Forbidden with the part of the policy that does not hold."""
    rpc = call.rpc
    if rpc.public:
        return
    principal = call.caller
    if principal.credential not in rpc.callers:
        accepted = ", ".join(sorted(rpc.callers))
        kind = _with_article(principal.credential.replace("_", " "))
        message = f"{kind[0].upper()}{kind[1:]} may not call this operation; it takes: {accepted}."
        raise Forbidden(message, Reason.CREDENTIAL_NOT_ACCEPTED)
    if rpc.scope and principal.scopes is not None and rpc.scope not in principal.scopes:
        message = f"The key lacks the scope {rpc.scope}."
        raise Forbidden(message, Reason.SCOPE_MISSING)
    if principal.role < rpc.role:
        message = f"The caller is not {_with_article(rpc.role.name.lower())}."
        raise Forbidden(message, Reason.ROLE_MISSING)


def _with_article(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
