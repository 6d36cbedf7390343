"""Who may act for the sender of a delivery, and how much may be added to one."""

from typing import Final

from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential, Role

from core.areas.deliveries.rows import SentDeliveryRow
from core.errors import Forbidden, NotFound, Refusal
from core.rpc.call import Principal

_PEOPLE = frozenset({Credential.PERSON, Credential.AGENT_KEY})
# A delivery is shown with all of them, and an inbox shows many deliveries.
SUPPLEMENTS_MAX: Final = 100


def require_reader(caller: Principal, sent: SentDeliveryRow) -> None:
    """The family, the tools-token that sent or claimed, their owners and admins read, resolve and supplement.

    Another sender of the same integrator is Forbidden; to anyone else the delivery does not exist. What was forwarded exists for admins.
    """
    if sent.original_delivery_id and not can_list_all(caller):
        raise NotFound("delivery")
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


def can_list_all(caller: Principal) -> bool:
    """Admins list everything that was sent in their workspace; their integrators' tokens do not."""
    return can_act_for_user(caller) and caller.role >= Role.ADMIN


def can_act_for_user(caller: Principal) -> bool:
    """Whether the caller speaks for all families of its user, and not for a family alone."""
    return caller.credential in _PEOPLE


def require_room(position: int) -> None:
    """Raises Refusal when a delivery has as many supplements as it may."""
    if position > SUPPLEMENTS_MAX:
        message = f"The delivery has {SUPPLEMENTS_MAX} supplements, and no more are taken."
        raise Refusal(Reason.UNPROCESSABLE, message)
