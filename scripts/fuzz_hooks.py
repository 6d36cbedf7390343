"""What Schemathesis cannot know of this API: credentials, what exists, and the rules that no schema expresses."""

import itertools
import json
import os
import re
import time
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID
from zlib import crc32

import httpx2
import schemathesis
from schemathesis import AuthContext, Case, CheckContext, HookContext, Response

from scripts.fuzz_pass import VARIABLE, Pass, Signing

# A session's access token is good for an hour.
_SIGN_IN_EVERY_SECONDS: Final = 1800.0
_TIMEOUT_SECONDS: Final = 30.0
# An id that nobody has.
_NOBODY: Final = "00000000-0000-7000-8000-000000000000"
_SIGN_OUT: Final = "/auth/v1/logout"
_PUBLISH: Final = "/api/v1/events"
_PUBLISH_BULK: Final = "/api/v1/events/bulk"
# What a request is refused for that keeps its operation's schema: where, how the fault begins, and why no schema says it. The event of a
# bulk stands at `event`, and is refused for the same.
_BEYOND_THE_SCHEMA: Final = (
    (r".*", "must not contain a NUL", "the same for every text of the API, and not written at each of them"),
    (r"idempotency-key", "must have 1 to", "quotes around a key are no part of it, so that two of them are no key"),
    (r"cursor", "is not a cursor of this list", "cursors are sealed by the page before"),
    (r"Last-Event-ID", "is not a position of this stream", "the same for positions"),
    (r"labels\[\d+\]", "must be key=value", "the parameter's description says so"),
    (r"labels\[\d+\]", "names a key twice", "a schema compares whole labels, not their keys"),
    (r"eventType", "may have a star at its end only", "the parameter's description says so"),
    (r"scopes\[\d+\]", "is no scope", "areas add scopes of their own"),
    (r"scopes", "only an agent key has scopes", "depends on the kind"),
    (r"integratorSlug", "an agent key has none", "depends on the kind"),
    (r"integratorSlug", "is required", "depends on the kind"),
    (r"integratorSlug", "names no integrator", "depends on what there is"),
    (r"contact_user_id", "is no user of the workspace", "depends on what there is"),
    (r"linked_tools_token_id", "is no tools-token of the workspace", "depends on what there is"),
    (r"recipientEmail", "names no active user", "depends on what there is"),
    (r"deliveryId", "must be left out where a task is named", "depends on another field"),
    (r"date|from|to", "is no day of the calendar", "months have days of their own"),
    (r"date", "excludes from and to", "depends on another field"),
    (r"email", "names no active employee", "depends on what there is"),
    (r"catalog_slug", "names no item of the catalog", "depends on what there is"),
    (r"display_order", "must be an integer from", "the seed sets it no bounds; the served document does, and is called within them"),
    (r"integrator_slug", "is required of who belongs to none", "depends on the credential"),
    (r"allowed_event_prefix", "must not begin with internal-os.", "the field's description says so"),
    (r"recipients\[\d+\]\.value", "names no active user", "depends on what there is"),
    (r"current_password", "is not the password", "depends on what there is"),
    (r"email|password|refresh_token", "is required", "the grant type stands in the query, the credentials in the body"),
    (r"email|password|refresh_token", "does not belong to this grant type", "the same"),
    (r"time_zone", "is no time zone", "the IANA database grows"),
    (r"filter_id", "names no filter of yours", "depends on what there is"),
    (r"name", "must not be empty", "patterns of JSON Schema and of the field rules differ in what is space"),
    (r"occurred_at", "must be within the last 24 hours", "depends on the time"),
    (r"event_type", "namespace mismatch", "depends on the credential"),
    (r"event_type", "needs one or more segments after", "depends on the credential"),
    (r"parent_id", "names no task", "depends on what there is"),
    (r"parent_id", "names the task itself or one of its steps", "depends on what there is"),
    (r"parent_id", "would make more than", "depends on what there is"),
    (r"(changes\.)?assignee", "names no active member", "depends on what there is"),
    (r"(changes\.)?project_slug", "names no project", "depends on what there is"),
    (r"(changes\.)?deadline", "must be an RFC 3339", "which texts are days or times is no pattern"),
    (r"changes\.(add|remove)_tags\[\d+\]", "must have 1 to 60 characters", "counted once space is tidied and letters are composed"),
    (r"changes\.clear\[\d+\]", "contradicts", "depends on another field"),
    (r"changes", "must hold something to change", "each of its fields may be left out"),
    (r"done|blocker", "contradicts", "depends on another field"),
    (r"status", "blocked needs a blocker", "depends on another field, and on the task"),
    (r"title", "must say more than its parameters", "depends on who there is"),
    (r"title", "would give the task more than", "depends on the tags that the task has"),
    (r"title", "must hold something that is seen", "which characters show nothing is no pattern"),
    (r"ids", "must name each task once", "a schema compares texts, and ids are the same in small letters and in capitals"),
    (r"automation\.stage", "measured needs minutes_after", "depends on another field, and on time logs"),
    (r"title", "must be a single line", "the field's description says so"),
    (r"recipient_hint", "at least one of", "the message's rule is an expression, which no keyword can be made of"),
    (r"recipient", "excludes recipient_hint", "depends on another field"),
    (r"recipient", "must be left out", "the message has no recipient where others are named beside it"),
    (r"recipient\.value", "must be a", "depends on the recipient's type"),
    (r"actions\[\d+\]\.(webhook_)?url", "is required", "depends on the action's type"),
    (r"(actions\[\d+\]\.(webhook_)?)?url|external_url", "", "which hosts and parameters an address may have is no pattern"),
    (r"body", "at least one of from, to", "the message's rule is an expression, which no keyword can be made of"),
    (r"event_type|event_types\[\d+\]", "is no event type of webhooks", "areas add types of their own"),
    (r"to", "must be after from", "depends on another field"),
    (r"before_seq", "leaves no number", "depends on another field"),
    (r"name|tags\[\d+\]", "must have 1 to 60 characters", "counted once space is tidied and letters are composed"),
    (r"name", "is taken", "depends on what there is"),
    (r"into_tag_id", "is the tag itself", "depends on another field"),
    (r"tagIds\[\d+\]", "names no tag of the workspace", "depends on what there is"),
)


_PASS: Final = cast("Pass", json.loads(os.environ[VARIABLE]))


class _Sessions:
    """Sessions of the people of this pass, one after the other: each has a budget of its own."""

    def __init__(self) -> None:
        self._turns = itertools.count()
        self._tokens: list[str] = []
        self._good_until = 0.0

    def next(self) -> str:
        if time.monotonic() > self._good_until:
            self._tokens = [_sign_in(person) for person in _PASS["people"]]
            self._good_until = time.monotonic() + _SIGN_IN_EVERY_SECONDS
        return self._tokens[next(self._turns) % len(self._tokens)]


def _sign_in(person: Signing) -> str:
    answer = httpx2.post(
        f"{_PASS['http']}/auth/v1/token", params={"grant_type": "password"}, json=dict(person), timeout=_TIMEOUT_SECONDS
    ).raise_for_status()
    return cast("str", answer.json()["access_token"])


class Bearer:
    """The credential of this pass. Who signs out is somebody else, each time in a session of its own: the pass needs its sessions."""

    def __init__(self) -> None:
        self._sessions = _Sessions()

    def get(self, case: Case[Any], _: AuthContext) -> str | None:
        if not _PASS["people"]:
            return _PASS["bearer"]
        return _sign_in(_PASS["leaver"]) if case.operation.path == _SIGN_OUT else self._sessions.next()

    def set(self, case: Case[Any], data: str, _: AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


if _PASS["bearer"] or _PASS["people"]:
    schemathesis.auth(refresh_interval=None)(Bearer)


@schemathesis.hook
def before_call(_: HookContext, case: Case[Any], __: dict[str, Any]) -> None:
    """Lets every other valid call mean something that exists: random ids and times lead no further than to their refusal.

    Who was listed is named by later calls, which would take roles and sign-ins from those as whom the passes come.
    """
    if case.path_parameters.get("userId") in _PASS["kept_user_ids"]:
        case.path_parameters["userId"] = _NOBODY
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for name, known in _PASS["ids"].items():
        invented = case.path_parameters.get(name)
        if known and invented is not None and not _is_id(invented) and _is_chosen(invented):
            case.path_parameters[name] = known[crc32(repr(invented).encode()) % len(known)]
    if case.operation.path == _PUBLISH and isinstance(case.body, dict) and _is_chosen(case.body):
        _make_timely(cast("dict[str, Any]", case.body))
    if case.operation.path == _PUBLISH_BULK and isinstance(case.body, dict) and _is_chosen(case.body):
        bulk = cast("dict[str, Any]", case.body)
        _make_timely(bulk["event"])
        if bulk["event"].pop("recipient", None):
            bulk["recipients"][0] = {"type": "email", "email": _PASS["recipient"]}


def _make_timely(event: dict[str, Any]) -> None:
    """An event that a sender of the demo workspace may send now."""
    event["occurred_at"] = datetime.now(UTC).isoformat()
    event["event_type"] = "fd1.fuzz.made"
    event["title"] = " ".join(event["title"].split()) or "Made"
    event.pop("project_slug", None)
    if "external_url" in event:
        event["external_url"] = "https://fuzz.example/things/1"
    for action in event.get("actions", ()):
        action["url" if action["action_type"] == "url" else "webhook_url"] = "https://fuzz.example/call"
    event.pop("recipient_hint", None)
    event.pop("recipient", None)
    if _PASS["recipient"]:
        event["recipient"] = {"type": "email", "value": _PASS["recipient"]}


@schemathesis.check
def unexplained_rejection(_: CheckContext, response: Response, case: Case[Any]) -> bool | None:
    """A valid request is refused for what no schema can say, and for nothing else."""
    if response.status_code != HTTPStatus.BAD_REQUEST or case.meta is None or not case.meta.generation.mode.is_positive:
        return None
    problem = cast("dict[str, Any]", response.json())
    faults = cast("dict[str, list[str]]", problem.get("fieldErrors", {}))
    unexplained = [f"{path}: {text}" for path, texts in faults.items() for text in texts if not _is_explained(path, text)]
    if unexplained or not faults:
        message = f"The document allows what the server refuses: {'; '.join(unexplained) or problem['detail']}"
        raise AssertionError(message)
    return None


def _is_explained(path: str, text: str) -> bool:
    return any(re.fullmatch(rf"(event\.)?({where})", path) and text.startswith(fault) for where, fault, _ in _BEYOND_THE_SCHEMA)


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _is_chosen(value: object) -> bool:
    """Every other value, and the same ones in each run."""
    return crc32(repr(value).encode()) % 2 == 0
