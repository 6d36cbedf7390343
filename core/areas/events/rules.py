"""What an event must be, and who may send it to whom."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from fluxdesk.failures import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from fluxdesk.v1.deliveries_pb2 import Severity
from fluxdesk.v1.events_pb2 import (
    ACTION_TYPE_URL,
    ACTION_TYPE_WEBHOOK,
    RECIPIENT_KIND_GROUP,
    RECIPIENT_TYPE_EMAIL,
    RECIPIENT_TYPE_USER_ID,
    ActionButton,
    InboundEvent,
    Recipient,
)

from core.addresses import address_key
from core.egress.targets import target_faults
from core.errors import Forbidden, Invalid, Refusal
from core.ids import parse_id
from core.rpc.call import Principal
from core.urls import Network, https_faults, link_faults

# The window of occurred_at; contracts/fluxdesk.md "Events".
_AGE_MAX: Final = timedelta(hours=24)
_AHEAD_MAX: Final = timedelta(minutes=5)
_WINDOW_FAULT: Final = ("event.occurred_at", "must be within the last 24 hours and at most 5 minutes ahead")
# People whom one bulk event reaches; contracts/fluxdesk.md "Events".
RECIPIENTS_MAX: Final = 100
_LINE_ENDS: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def event_faults(event: InboundEvent, caller: Principal, allow: Sequence[Network]) -> Iterator[Fault]:
    """Every fault that the field rules cannot see and the database is not needed for. `allow` are the networks that callbacks may reach by
    plain http.
    """
    yield from (("event.event_type", text) for text in _type_faults(event.event_type, caller.allowed_event_prefix))
    if not _LINE_ENDS.isdisjoint(event.title):
        yield "event.title", "must be a single line"
    if event.HasField("external_url"):
        yield from (("event.external_url", text) for text in link_faults(event.external_url))
    for index, action in enumerate(event.actions):
        yield from ((f"event.actions[{index}].{field}", text) for field, text in _action_faults(action, allow))
    yield from _recipient_faults(event)


def template_faults(event: InboundEvent, caller: Principal, allow: Sequence[Network]) -> Iterator[Fault]:
    """As `event_faults`, of an event whose recipients are named beside it."""
    if event.HasField("recipient"):
        yield "event.recipient", "must be left out: recipients names them"
    yield from event_faults(event, caller, allow)


def require_recipient(event: InboundEvent, caller: Principal) -> None:
    """A personal token publishes to its owner only; a tools-token must say to whom. Raises Forbidden."""
    if caller.credential is Credential.TOOLS_TOKEN and not event.HasField("recipient"):
        message = "A tools-token must name the recipient of an event."
        raise Forbidden(message)
    if caller.credential is Credential.MODERATION_TOKEN and event.HasField("recipient"):
        message = "An event of a moderation token has no recipient; recipient_hint may propose one."
        raise Forbidden(message)
    if caller.credential is Credential.PERSONAL_TOKEN and event.HasField("recipient") and not _names(event, caller):
        message = "The recipient of an event is the owner of the personal token that sends it."
        raise Forbidden(message)


def require_enabled(*, is_disabled: bool) -> None:
    """Nothing is published through a family that is switched off. Raises Forbidden."""
    if is_disabled:
        message = "The recipient's token is disabled."
        raise Forbidden(message, Reason.TOKEN_DISABLED)


def require_within_ceiling(severity: int, ceiling: int) -> None:
    """The order is success < info < warn < critical. Raises Forbidden above the family's ceiling."""
    if severity > ceiling:
        word = Severity.Name(ceiling).removeprefix("SEVERITY_").lower()
        message = f"The token may send up to {word}."
        raise Forbidden(message, Reason.SEVERITY_EXCEEDS_CEILING)


def require_few(recipients: int) -> None:
    """Raises Invalid for more than a bulk event reaches, once groups are expanded."""
    if recipients > RECIPIENTS_MAX:
        message = f"name more than {RECIPIENTS_MAX} people, counting the members of groups"
        raise Invalid([("recipients", message)])


def unresolved_error(recipient: Recipient, *, is_collection: bool, is_owner_admin: bool) -> str:
    """Why a recipient names nobody. Only an admin, to whom every group is open, is told that there is no such group."""
    is_hidden = recipient.type == RECIPIENT_KIND_GROUP and (is_collection or not is_owner_admin)
    return "group_forbidden" if is_hidden else "user_not_found"


def unresolved_email(recipient: Recipient) -> str:
    """An address for a row that has nobody's: the one that was sent, or what was sent under a domain that nobody can have."""
    return recipient.email or f"{recipient.user_id or recipient.slug}@unresolved.invalid"


def row_error(refusal: Refusal) -> str:
    """A refusal as a word. Of faults, what is wrong follows it: the event is fit for some of its recipients."""
    return f"schema_invalid:{refusal.detail}" if refusal.reason is Reason.VALIDATION_FAILED else refusal.reason.lower()


def age_faults(occurred_at: datetime, now: datetime) -> list[Fault]:
    """Only what is new can be too old. `now` is the database's clock."""
    return [] if occurred_at > now - _AGE_MAX else [_WINDOW_FAULT]


def ahead_faults(occurred_at: datetime, now: datetime) -> list[Fault]:
    """A replay can be ahead too, and would keep later firings from being counted. `now` is the database's clock."""
    return [] if occurred_at < now + _AHEAD_MAX else [_WINDOW_FAULT]


def _names(event: InboundEvent, caller: Principal) -> bool:
    value = event.recipient.value
    if event.recipient.type == RECIPIENT_TYPE_USER_ID:
        return parse_id(value) == caller.user_id
    return address_key(value) == address_key(caller.email)


def _recipient_faults(event: InboundEvent) -> Iterator[Fault]:
    if not event.HasField("recipient"):
        return
    if event.HasField("recipient_hint"):
        yield "event.recipient", "excludes recipient_hint"
    if event.recipient.type == RECIPIENT_TYPE_EMAIL and "@" not in event.recipient.value:
        yield "event.recipient.value", "must be an e-mail address"
    if event.recipient.type == RECIPIENT_TYPE_USER_ID and parse_id(event.recipient.value) is None:
        yield "event.recipient.value", "must be a UUID"


def _type_faults(event_type: str, prefix: str) -> Iterator[str]:
    if not event_type.startswith(prefix):
        if event_type:
            yield "namespace mismatch"
    elif not all(segment and segment.isprintable() and " " not in segment for segment in event_type[len(prefix) :].split(".")):
        yield f"needs one or more segments after {prefix}, none of them empty or with white space"


def _action_faults(action: ActionButton, allow: Sequence[Network]) -> Iterator[Fault]:
    """The address that action_type asks for is required, and any address must be one that a button may have."""
    if action.action_type == ACTION_TYPE_URL and not action.url:
        yield "url", "is required for this action_type"
    elif action.HasField("url"):
        yield from (("url", text) for text in https_faults(action.url))
    if action.action_type == ACTION_TYPE_WEBHOOK and not action.webhook_url:
        yield "webhook_url", "is required for this action_type"
    elif action.HasField("webhook_url"):
        yield from (("webhook_url", text) for text in target_faults(action.webhook_url, allow))


def seconds_to_next_utc_day(now: datetime) -> int:
    """Whole seconds from `now` to 00:00 UTC, at least 1."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(1, int((midnight - now).total_seconds()))
