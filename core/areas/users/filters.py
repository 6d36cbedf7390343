"""The filters that the list of people takes."""

from collections.abc import Iterator, Mapping
from typing import Final, LiteralString, NamedTuple

from fluxdesk.v1.users_pb2 import ListUsersRequest

from core.addresses import address_key

# `u` are people of the workspace; a slug that it does not have matches none of them.
_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "q": "(strpos(lower(u.name), lower(%(q)s)) > 0 OR strpos(u.email_key, %(q_key)s) > 0)",
    "role": "u.role = %(role)s",
    "is_active": "u.is_active = %(is_active)s",
    "group_slug": """u.id IN (
        SELECT m.user_id FROM group_members m JOIN groups g ON g.workspace_id = m.workspace_id AND g.id = m.group_id
        WHERE m.workspace_id = %(workspace_id)s AND g.slug = %(group_slug)s)""",
    "project_slug": """u.id IN (
        SELECT m.user_id FROM project_members m JOIN projects p ON p.workspace_id = m.workspace_id AND p.id = m.project_id
        WHERE m.workspace_id = %(workspace_id)s AND p.slug = %(project_slug)s)""",
}


class Filter(NamedTuple):
    """Conditions that follow others, and what they need beside `workspace_id`."""

    conditions: LiteralString
    params: Mapping[str, object]


def user_filter(request: ListUsersRequest) -> Filter:
    """What the request asks for, and nothing that it does not ask for."""
    params = dict(_asked(request))
    return Filter("".join([" AND " + _CONDITIONS[name] for name in _CONDITIONS if name in params]), params)


def _asked(request: ListUsersRequest) -> Iterator[tuple[str, object]]:
    for name in _CONDITIONS:
        if request.HasField(name):
            yield name, getattr(request, name)
    if request.HasField("q"):
        yield "q_key", address_key(request.q)
