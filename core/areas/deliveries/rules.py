"""Who may read a delivery back."""

from fluxdesk.rpc import Credential, Role

from core.areas.deliveries.rows import SentDeliveryRow
from core.errors import Forbidden, NotFound
from core.rpc.call import Principal

_PEOPLE = frozenset({Credential.PERSON, Credential.AGENT_KEY})


def require_reader(caller: Principal, sent: SentDeliveryRow) -> None:
    """The family, the tools-token that sent or claimed, their owners and admins read.

    Another sender of the same integrator is Forbidden; to anyone else the delivery does not exist.
    """
    # A session has no family, and an unclaimed family nobody who claimed it: the two are not the same nobody.
    if caller.family_id and caller.family_id in {sent.family_id, sent.sender_family_id, sent.claimed_by_family_id}:
        return
    if caller.credential in _PEOPLE:
        if caller.user_id in {sent.family_user_id, sent.sender_user_id, sent.claimed_by_user_id} or caller.role >= Role.ADMIN:
            return
    elif caller.integrator_id == sent.integrator_id:
        message = "Another sender of your integrator sent this delivery."
        raise Forbidden(message)
    raise NotFound("delivery")
