"""The filters that the list and the export of the log take."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Final, LiteralString, NamedTuple

from fluxdesk.v1.audit_pb2 import AuditChannel, ExportAuditLogRequest, ListAuditLogRequest

from core.areas.audit.queries import UserRow
from core.ids import least_id

Filtered = ListAuditLogRequest | ExportAuditLogRequest

# Ids are made before their rows get their time, by the clock of another host perhaps; within this they agree.
_CLOCKS_APART_MILLISECONDS_MAX: Final = 600_000
_REFUSED: Final = "REFUSED"
_OK: Final = "OK"

# `a` are rows of the workspace. A partial index serves a condition that stands in the statement as the index has it.
_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "user_id": "a.user_id = %(user_id)s",
    "family_id": "a.family_id = %(family_id)s",
    "rpc": "a.rpc = %(rpc)s",
    "door": "a.door = %(door)s",
    "is_refused": "a.outcome <> 'OK'",
    "outcome": "a.outcome = %(outcome)s",
    "since": "a.at >= %(since)s",
    "since_id": "a.id >= %(since_id)s",
    "until": "a.at < %(until)s",
    "until_id": "a.id < %(until_id)s",
    "request_id": "a.request_id = %(request_id)s",
}


class Filter(NamedTuple):
    """Conditions that follow others, and what they need beside `workspace_id`."""

    conditions: LiteralString
    params: Mapping[str, object]


def audit_filter(request: Filtered, *, user: UserRow | None = None, family: UserRow | None = None) -> Filter:
    """What a request asks for, only the conditions that it asks for. `user` and `family` are those that it names."""
    params = dict(_asked(request))
    if user:
        params["user_id"] = user.user_id
    if family:
        # Rows of a family stand in the index of its owner. Those of another owner's family are none.
        params |= {"family_id": family.id, "user_id": params.get("user_id", family.user_id)}
    return Filter("".join([" AND " + _CONDITIONS[name] for name in _CONDITIONS if name in params]), params)


def _asked(request: Filtered) -> Iterator[tuple[str, object]]:
    if request.rpc:
        yield "rpc", request.rpc
    if request.HasField("channel"):
        yield "door", AuditChannel.Name(request.channel).removeprefix("AUDIT_CHANNEL_").lower()
    if request.outcome and request.outcome != _OK:
        yield "is_refused", True
    if request.outcome and request.outcome != _REFUSED:
        yield "outcome", request.outcome
    if request.HasField("since"):
        yield "since", request.since.ToDatetime(tzinfo=UTC)
        yield "since_id", least_id(request.since.ToMilliseconds() - _CLOCKS_APART_MILLISECONDS_MAX)
    if request.HasField("until"):
        yield "until", request.until.ToDatetime(tzinfo=UTC)
        yield "until_id", least_id(request.until.ToMilliseconds() + _CLOCKS_APART_MILLISECONDS_MAX)
    if request.request_id:
        yield "request_id", request.request_id
