"""What a webhook must be, and how many somebody may have."""

from collections.abc import Iterator, Sequence
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.webhook_events import WEBHOOK_EVENTS

from core.errors import Invalid, Refusal

# Of one person, and of one workspace as such.
WEBHOOKS_MAX: Final = 50


def type_faults(event_types: Sequence[str]) -> Iterator[Fault]:
    """Names every type that is none."""
    for index, event_type in enumerate(event_types):
        if event_type not in WEBHOOK_EVENTS:
            yield f"event_types[{index}]", _no_type(event_type)


def require_types(event_types: Sequence[str]) -> None:
    """Raises Invalid for a webhook that would be told of nothing."""
    if not event_types:
        raise Invalid([("event_types", "must name one type or more")])


def require_room(webhooks: int) -> None:
    """Raises Refusal when the owner has as many as one may have."""
    if webhooks >= WEBHOOKS_MAX:
        message = f"There are {WEBHOOKS_MAX} webhooks already: delete one first."
        raise Refusal(Reason.CONFLICT, message)


def test_faults(event_type: str) -> Iterator[Fault]:
    """Of the type of a test, which may be left out."""
    if event_type and event_type not in WEBHOOK_EVENTS:
        yield "event_type", _no_type(event_type)


def _no_type(text: str) -> str:
    return f"is no event type of webhooks, which GET /api/v1/webhooks/event-types lists: {text!r}"
