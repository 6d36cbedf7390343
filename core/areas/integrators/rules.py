"""What integrators are called and what their events begin with."""

import re
from collections.abc import Iterator
from typing import Final

from buf.validate import validate_pb2
from fluxdesk.failures import Fault
from fluxdesk.v1.integrators_pb2 import CreateIntegratorRequest

from core.rpc.declared import field_rules

_OWN_PREFIX: Final = "internal-os."


def slug_faults(slug: str) -> Iterator[Fault]:
    """What an integrator is named by, also in paths."""
    if not _fits("slug", slug):
        yield "slug", f"must have 1 to {_rules('slug').max_len} characters of a-z, 0-9, dot, _ and -, the first a letter or a digit"


def prefix_faults(prefix: str) -> Iterator[Fault]:
    """What the types of an integrator's events begin with."""
    if not _fits("allowed_event_prefix", prefix):
        characters_max = _rules("allowed_event_prefix").max_len
        yield (
            "allowed_event_prefix",
            f"must be words of a-z, 0-9, _ and -, each with a dot after it, and at most {characters_max} characters",
        )
    elif text := own_prefix_fault(prefix):
        yield "allowed_event_prefix", text


def own_prefix_fault(prefix: str) -> str | None:
    """What is wrong with a prefix that is the product's own."""
    return f"must not begin with {_OWN_PREFIX}" if prefix.startswith(_OWN_PREFIX) else None


def shown_faults(*, name: str | None, homepage_url: str | None, description: str | None) -> Iterator[Fault]:
    """How an integrator is shown, as far as anything is said of it."""
    if name is not None and not _fits("name", name):
        yield "name", f"must have 1 to {_rules('name').max_len} characters"
    if homepage_url is not None and not _fits("homepage_url", homepage_url):
        characters_max = _rules("homepage_url").max_len
        yield "homepage_url", f"must start with https:// and have at most {characters_max} characters and no white space"
    if description is not None and not _fits("description", description):
        yield "description", f"must have at most {_rules('description').max_len} characters"


def _fits(field: str, text: str) -> bool:
    rules = _rules(field)
    return rules.min_len <= len(text) <= rules.max_len and re.fullmatch(rules.pattern or ".*", text, re.DOTALL) is not None


def _rules(field: str) -> validate_pb2.StringRules:
    """What a request may say there."""
    return field_rules(CreateIntegratorRequest, field).string
