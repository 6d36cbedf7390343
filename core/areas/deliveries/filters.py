"""The filters that lists of deliveries take."""

from collections.abc import Iterator, Mapping
from typing import Final, LiteralString, NamedTuple

import orjson
from fluxdesk.failures import Fault
from fluxdesk.v1.deliveries_pb2 import DELIVERY_STATE_RESOLVED, ListDeliveriesRequest
from fluxdesk.v1.inbox_pb2 import ListInboxRequest
from fluxdesk.v1.moderation_pb2 import ListModerationQueueRequest

Filtered = ListDeliveriesRequest | ListInboxRequest | ListModerationQueueRequest

# `d` are deliveries of the workspace; a slug that it does not have matches none of them.
_CONDITIONS: Final[Mapping[str, LiteralString]] = {
    "event_type": "d.event_type = %(event_type)s",
    "event_type_prefix": "starts_with(d.event_type, %(event_type_prefix)s)",
    "severity": "d.severity = %(severity)s",
    "is_resolved": "(d.resolved_at IS NOT NULL) = %(is_resolved)s",
    "labels": "d.labels @> %(labels)s::jsonb",
    "project_slug": "d.project_id = (SELECT p.id FROM projects p WHERE p.workspace_id = %(workspace_id)s AND p.slug = %(project_slug)s)",
    "integrator_slug": (
        "d.integrator_id = (SELECT i.id FROM integrators i WHERE i.workspace_id = %(workspace_id)s AND i.slug = %(integrator_slug)s)"
    ),
}


class Filter(NamedTuple):
    """Conditions that follow others, and what they need beside `workspace_id`."""

    conditions: LiteralString
    params: Mapping[str, object]


def delivery_filter(request: Filtered) -> Filter:
    """What a request without faults asks for.

    Only what it asks for stands in the statement: with a plan for all values, a condition that a null would switch off uses no index.
    """
    params = {name: value for name, value in _asked(request) if value is not None}
    return Filter("".join([" AND " + _CONDITIONS[name] for name in params]), params)


def filter_faults(request: Filtered) -> Iterator[Fault]:
    """Faults of the filters that the field rules cannot see."""
    if "*" in request.event_type[:-1]:
        yield "event_type", "may have a star at its end only"
    if isinstance(request, ListModerationQueueRequest):
        return
    keys: set[str] = set()
    for index, label in enumerate(request.labels):
        key, equals, _ = label.partition("=")
        if not equals:
            yield f"labels[{index}]", "must be key=value"
        elif key in keys:
            yield f"labels[{index}]", "names a key twice"
        keys.add(key)


def _asked(request: Filtered) -> Iterator[tuple[str, object]]:
    """The value of each condition; None for one that is not asked for."""
    if request.event_type.endswith("*"):
        yield "event_type_prefix", request.event_type[:-1]
    else:
        yield "event_type", request.event_type or None
    yield "severity", request.severity if request.HasField("severity") else None
    if not isinstance(request, ListInboxRequest):
        yield "integrator_slug", request.integrator_slug or None
    # Its state is that of the queue, for which it has a condition of its own.
    if isinstance(request, ListModerationQueueRequest):
        return
    yield "is_resolved", request.state == DELIVERY_STATE_RESOLVED if request.HasField("state") else None
    if request.labels:
        yield "labels", orjson.dumps(dict(label.split("=", 1) for label in request.labels)).decode()
    yield "project_slug", request.project_slug or None
