"""Whose event types a caller may see, and what the lists show."""

from collections.abc import Iterable, Mapping
from typing import Final

from fluxdesk.rpc import Credential, Role
from fluxdesk.v1.event_types_pb2 import EventTypeRow

from core.errors import Forbidden, Invalid
from core.rpc.call import Principal

# The window of contracts/fluxdesk.md, and what ids may stand apart from the times of their rows.
WINDOW_DAYS: Final = 90
_CLOCKS_APART_MILLISECONDS_MAX: Final = 600_000
_DAY_MILLISECONDS: Final = 86_400_000


def require_visible(caller: Principal, integrator_slug: str | None) -> None:
    """A token sees the types of its integrator. Admins name another one, by a tools-token or as people; people belong to none.

    Raises Forbidden or Invalid.
    """
    if integrator_slug is not None and caller.credential is Credential.PERSONAL_TOKEN:
        message = "A personal token sees the event types of its own integrator, and names none."
        raise Forbidden(message)
    belongs_to_none = caller.credential in {Credential.PERSON, Credential.AGENT_KEY}
    if (belongs_to_none or integrator_slug is not None) and caller.role < Role.ADMIN:
        message = "Only admins see the event types of an integrator that is not the token's own."
        raise Forbidden(message)
    if belongs_to_none and integrator_slug is None:
        raise Invalid([("integrator_slug", "is required of who belongs to none")])


def window_begin(now_unix_seconds: float) -> int:
    """In Unix milliseconds: somewhat before the window, since the database's clock decides where exactly it begins."""
    return int(now_unix_seconds * 1000) - WINDOW_DAYS * _DAY_MILLISECONDS - _CLOCKS_APART_MILLISECONDS_MAX


def own_types(seen: Mapping[str, EventTypeRow], prefix: str) -> Iterable[EventTypeRow]:
    """Those of the integrator in the order of `seen`, or one that stands for all that it may send."""
    return [row for name, row in seen.items() if name.startswith(prefix)] or [EventTypeRow(event_type=f"{prefix}*")]


def internal_types(seen: Mapping[str, EventTypeRow], names: Iterable[str]) -> Iterable[EventTypeRow]:
    """All of the product's own, seen or not."""
    return [seen.get(name) or EventTypeRow(event_type=name) for name in names]
