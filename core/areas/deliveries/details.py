"""The parts of an event that are stored as they were sent, under their names in the documents: one JSON object a delivery."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString, NamedTuple, TypeVar, cast

import orjson
from fluxdesk.json import JSON
from fluxdesk.v1.events_pb2 import ActionButton, Actor, RecipientHint
from google.protobuf.message import Message

_PartT = TypeVar("_PartT", bound=Message)

# Of a delivery d: what shows who acted, for decode_actor.
ACTOR_COLUMN: Final[LiteralString] = " d.details -> 'actor' AS actor "
# Of a delivery d: its buttons, for decode_actions.
ACTIONS_COLUMN: Final[LiteralString] = " d.details -> 'actions' AS actions "
# Of an event o that is forwarded: what its sender proposes is for admins, and stays behind.
FORWARDED_DETAILS: Final[LiteralString] = " o.details - 'recipient_hint' "


class Details(NamedTuple):
    """Who acted, what the recipient may do, and for whom the sender proposes it; None for what was not sent."""

    actor: Actor | None = None
    actions: Sequence[ActionButton] = ()
    recipient_hint: RecipientHint | None = None


def encode_details(details: Details) -> str:
    """As JSON, without what was not sent."""
    parts: dict[str, object] = {}
    if details.actor:
        parts["actor"] = JSON[Actor].encode(details.actor)
    if details.actions:
        parts["actions"] = [JSON[ActionButton].encode(action) for action in details.actions]
    if details.recipient_hint:
        parts["recipient_hint"] = JSON[RecipientHint].encode(details.recipient_hint)
    return orjson.dumps(parts).decode()


def decode_details(stored: object) -> Details:
    """What encode_details made, as the database gives it."""
    parts = cast("dict[str, Any]", stored)
    return Details(
        decode_actor(parts.get("actor")),
        decode_actions(parts.get("actions")),
        _part(RecipientHint, parts["recipient_hint"]) if "recipient_hint" in parts else None,
    )


def decode_actor(stored: object) -> Actor | None:
    """That part alone."""
    return None if stored is None else _part(Actor, stored)


def decode_actions(stored: object) -> list[ActionButton]:
    """That part alone."""
    return [_part(ActionButton, action) for action in cast("Sequence[object] | None", stored) or ()]


def _part(kind: type[_PartT], data: object) -> _PartT:
    """It had no faults when it was sent."""
    return cast("_PartT", JSON[kind].decode(data, "", []))
