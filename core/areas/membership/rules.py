"""Who looks after the members of a group or a project, who sees them, and what a slug looks like."""

import re
from collections.abc import Iterator
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.rpc import Role
from fluxdesk.v1.groups_pb2 import CreateGroupRequest

from core.errors import Forbidden
from core.rpc.call import Principal
from core.rpc.declared import field_rules

_SLUG: Final = field_rules(CreateGroupRequest, "slug").string


def slug_faults(slug: str) -> Iterator[Fault]:
    """Of a group or a project."""
    if not 1 <= len(slug) <= _SLUG.max_len:
        yield "slug", f"must have 1 to {_SLUG.max_len} characters"
    elif not re.fullmatch(_SLUG.pattern, slug):
        yield "slug", "must begin with a-z or 0-9 and hold nothing but a-z, 0-9, ., _ and -"


def can_see_members(caller: Principal, *, is_member: bool) -> bool:
    """Whether the caller is a member, or an HR admin and above: addresses of colleagues are no one else's."""
    return is_member or caller.role >= Role.HR_ADMIN


def require_reader(caller: Principal, noun: str, *, is_member: bool) -> None:
    """Raises Forbidden for whoever is not to see the members."""
    if not can_see_members(caller, is_member=is_member):
        message = f"Only its members see who is in a {noun}."
        raise Forbidden(message)


def require_collection_admin(caller: Principal, noun: str, *, is_own_admin: bool) -> None:
    """Raises Forbidden for whoever is neither an admin of the workspace nor one of the group or project itself."""
    if not is_own_admin and caller.role < Role.ADMIN:
        message = f"Only admins of the {noun} or of the workspace choose its members."
        raise Forbidden(message)
