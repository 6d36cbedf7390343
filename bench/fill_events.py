"""The events that a filled workspace has had: what they say, as the product would have stored and fingerprinted it."""

import hashlib
import json
import random
from collections.abc import Sequence
from typing import NamedTuple

from fluxdesk.v1.deliveries_pb2 import (
    EXTERNAL_STATUS_FIRING,
    SEVERITY_CRITICAL,
    SEVERITY_INFO,
    SEVERITY_SUCCESS,
    SEVERITY_WARN,
    TONE_NEGATIVE,
    TONE_NEUTRAL,
    TONE_POSITIVE,
    Severity,
    Tone,
)
from fluxdesk.v1.events_pb2 import Actor, InboundEvent

from core.areas.deliveries.public import Details, encode_details

# What COPY writes for null.
NULL = r"\N"
_VARIANTS = 400
_REPOSITORIES = ("widget-pro", "flux-core", "atlas", "billing", "identity", "search", "mobile-app", "data-lake", "edge-proxy", "notebooks")
_ENVIRONMENTS = ("production", "staging", "preview")
_PEOPLE = ("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi")
# Kind, severity, tone, how many of a hundred, title.
_KINDS = (
    ("build.passed", SEVERITY_SUCCESS, TONE_POSITIVE, 34, "Build {number} of {repository} passed"),
    ("build.failed", SEVERITY_WARN, TONE_NEGATIVE, 10, "Build {number} of {repository} failed"),
    ("review.requested", SEVERITY_INFO, TONE_NEUTRAL, 22, "{person} asks for your review of {repository} #{number}"),
    ("repo.access_granted", SEVERITY_INFO, TONE_POSITIVE, 6, "你被加入 acme/{repository}"),
    ("deploy.finished", SEVERITY_SUCCESS, TONE_POSITIVE, 16, "{repository} {number} is in {environment}"),
    ("alert.firing", SEVERITY_CRITICAL, TONE_NEGATIVE, 4, "{repository} answers slowly in {environment}"),
    ("comment.added", SEVERITY_INFO, TONE_NEUTRAL, 8, "{person} commented on {repository} #{number}"),
)


class Variant(NamedTuple):
    """An event without its id and its time: its message, which is filled in again and again, and its columns as COPY reads them."""

    message: InboundEvent
    columns: str
    severity: int

    def fingerprint(self, event_id: str, occurred_at_seconds: int) -> str:
        """As the product makes it, in hexadecimal digits."""
        self.message.event_id = event_id
        self.message.occurred_at.seconds = occurred_at_seconds
        return hashlib.sha256(self.message.SerializeToString(deterministic=True)).hexdigest()


# Of deliveries, in the order of `Variant.columns`.
COLUMNS = "event_type, severity, tone, title, summary, markdown_body, external_url, external_status, labels, details"


def make_variants(prefix: str) -> Sequence[Variant]:
    """Events of the integrator of the prefix, the usual kinds more often than the others."""
    chance = random.Random(prefix)
    kinds = chance.choices(_KINDS, weights=[kind[3] for kind in _KINDS], k=_VARIANTS)
    return [_variant(chance, prefix, kind, severity, tone, title) for kind, severity, tone, _, title in kinds]


def _variant(chance: random.Random, prefix: str, kind: str, severity: Severity, tone: Tone, title: str) -> Variant:
    repository, person, environment = chance.choice(_REPOSITORIES), chance.choice(_PEOPLE), chance.choice(_ENVIRONMENTS)
    number = chance.randint(100, 9_999)
    message = InboundEvent(
        spec_version="2",
        event_type=prefix + kind,
        severity=severity,
        tone=tone,
        title=title.format(number=number, repository=repository, person=person, environment=environment),
        external_url=f"https://git.example/acme/{repository}/{number}",
        actor=Actor(email=f"{person}@example.com", name=person.title()),
        labels={"repo": repository, "env": environment, "team": chance.choice(_PEOPLE)},
    )
    if chance.random() < 0.6:
        message.summary = f"{person.title()} did this in {environment}; the checks took {number} seconds."
    if chance.random() < 0.1:
        message.markdown_body = f"**{repository}** in *{environment}*: " + "see the log for what happened before. " * chance.randint(2, 20)
    if kind == "alert.firing":
        message.external_status = EXTERNAL_STATUS_FIRING
    return Variant(message, "\t".join(map(copied, _values(message))), severity)


def _values(message: InboundEvent) -> Sequence[object]:
    return (
        message.event_type,
        message.severity,
        message.tone,
        message.title,
        message.summary if message.HasField("summary") else None,
        message.markdown_body if message.HasField("markdown_body") else None,
        message.external_url,
        message.external_status if message.HasField("external_status") else None,
        json.dumps(dict(message.labels)),
        encode_details(Details(message.actor)),
    )


def copied(value: object) -> str:
    """A value as COPY reads it in its text format."""
    if value is None:
        return NULL
    return str(value).replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
