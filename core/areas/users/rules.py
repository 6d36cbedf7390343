"""Who may act on whom, which admin has to stay, and what a person's address and name look like."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

import protovalidate
from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Role
from fluxdesk.v1.users_pb2 import InviteUserRequest

from core.errors import Forbidden, Refusal
from core.rpc.call import Principal
from core.rpc.declared import field_rules

# How long an invitation is good.
INVITATION_LIFETIME: Final = timedelta(days=7)


_EMAIL: Final = field_rules(InviteUserRequest, "email").string
_NAME: Final = field_rules(InviteUserRequest, "name").string


def email_faults(email: str) -> Iterator[Fault]:
    """Only what no address can be: whether somebody reads it is not known here. It is what every request lets through that names one."""
    if not email.isascii() or protovalidate.collect_violations(InviteUserRequest(email=email, name="-")):
        yield "email", f"must be an e-mail address of at most {_EMAIL.max_len} characters"


def name_faults(name: str) -> Iterator[Fault]:
    """A name can be read, and fits into a line."""
    if not re.search(_NAME.pattern, name, re.ASCII):
        yield "name", "is required"
    elif len(name) > _NAME.max_len:
        yield "name", f"must have at most {_NAME.max_len} characters"


def role_faults(role: str) -> Iterator[Fault]:
    """The word for a role, in any case."""
    if role.upper() not in Role.__members__:
        yield "role", f"{role} is no role: {', '.join(one.name.lower() for one in Role)}"


def require_within_reach(caller: Principal, role: int) -> None:
    """Admins act on whoever has no higher role than they, those below them on employees alone. Raises Forbidden."""
    if role > (caller.role if caller.role >= Role.ADMIN else Role.EMPLOYEE):
        message = f"Somebody who is {Role(role).name.lower()} is beyond the reach of {caller.role.name.lower()}."
        raise Forbidden(message)


def require_somebody_else(caller: Principal, user_id: UUID, what: str) -> None:
    """What nobody does to itself. Raises Forbidden."""
    if caller.user_id == user_id:
        message = f"Nobody {what}: ask another admin."
        raise Forbidden(message)


def require_another_admin(role: int, next_role: int | None, *, super_admins: int, admins: int) -> None:
    """Raises Refusal when the last active super admin, or where there is none the last admin, would fall below its role.

    `role` is that of an active person, `next_role` None for one who is let go; the numbers are those of the others.
    """
    is_last = (role == Role.SUPER_ADMIN and not super_admins) or (role == Role.ADMIN and not super_admins and not admins)
    if is_last and (next_role is None or next_role < role):
        message = f"This is the last {Role(role).name.lower().replace('_', ' ')} of the workspace, which has to keep one."
        raise Refusal(Reason.CONFLICT, message)


def require_active(*, is_active: bool) -> None:
    """Raises Refusal for a person who could not use what it is given."""
    if not is_active:
        message = "The person is not active: activate it first."
        raise Refusal(Reason.CONFLICT, message)


def require_no_sign_in(*, has_password: bool, signs_in_elsewhere: bool) -> None:
    """An invitation of somebody who signs in already would let its holder take the person's place. Raises Refusal."""
    if has_password or signs_in_elsewhere:
        message = "The person signs in already: an admin resets its password."
        raise Refusal(Reason.CONFLICT, message)
