"""The filters that every list of deliveries takes."""

from collections.abc import Iterator
from typing import Final, LiteralString

import orjson
from fluxdesk.failures import Fault
from fluxdesk.v1.deliveries_pb2 import DELIVERY_STATE_RESOLVED, ListDeliveriesRequest
from fluxdesk.v1.inbox_pb2 import ListInboxRequest

Filtered = ListDeliveriesRequest | ListInboxRequest

# A parameter that is null lets everything pass. `d` are deliveries.
FILTERS: Final[LiteralString] = """
    (%(event_type)s::text IS NULL OR d.event_type = %(event_type)s)
    AND (%(event_type_prefix)s::text IS NULL OR starts_with(d.event_type, %(event_type_prefix)s))
    AND (%(severity)s::smallint IS NULL OR d.severity = %(severity)s)
    AND (%(is_resolved)s::boolean IS NULL OR (d.resolved_at IS NOT NULL) = %(is_resolved)s)
    AND (%(labels)s::jsonb IS NULL OR d.labels @> %(labels)s)
    """


def filter_params(request: Filtered) -> dict[str, object]:
    """The parameters of FILTERS, for a request without faults."""
    is_prefix = request.event_type.endswith("*")
    return {
        "event_type": request.event_type if request.HasField("event_type") and not is_prefix else None,
        "event_type_prefix": request.event_type[:-1] if is_prefix else None,
        "severity": request.severity if request.HasField("severity") else None,
        "is_resolved": request.state == DELIVERY_STATE_RESOLVED if request.HasField("state") else None,
        "labels": orjson.dumps(dict(label.split("=", 1) for label in request.labels)).decode() if request.labels else None,
    }


def filter_faults(request: Filtered) -> Iterator[Fault]:
    """Faults of the filters that the field rules cannot see."""
    if "*" in request.event_type[:-1]:
        yield "event_type", "may have a star at its end only"
    keys: set[str] = set()
    for index, label in enumerate(request.labels):
        key, equals, _ = label.partition("=")
        if not equals:
            yield f"labels[{index}]", "must be key=value"
        elif key in keys:
            yield f"labels[{index}]", "names a key twice"
        keys.add(key)
