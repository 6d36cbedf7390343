"""What one document lacks of another is found at its place, and what is only said in other words is not."""

import json

import pytest

from scripts.references import Json
from scripts.seed_document import load_overlaid, load_seed, operations
from tests.contract.superset import Comparison

SEED = load_seed()
OPERATIONS = [(verb, path) for verb, path, _ in operations(SEED)]
GONE = object()
_EVENT = "components/schemas/InboundEvent"
_DELIVERY = "components/schemas/Delivery"
_PUBLISH = "paths/~events/post"
# (what is changed, what stands there instead, what is found)
_CHANGES: list[tuple[str, object, list[str]]] = [
    ("paths/~events", GONE, [": missing"]),
    (f"{_PUBLISH}/tags", ["inbox"], [": no tag events"]),
    (f"{_PUBLISH}/security", [], [": security differs"]),
    (f"{_PUBLISH}/parameters/1", GONE, [" header X-Request-Id: missing"]),
    ("components/parameters/RequestIdHeader/required", True, [" header X-Request-Id: is required"]),
    (f"{_PUBLISH}/responses/413", GONE, [" 413: missing"]),
    (f"{_PUBLISH}/responses/202/headers", GONE, [" 202 header X-Request-Id: missing"]),
    (f"{_PUBLISH}/responses/413/content", {"text/plain": {}}, [" 413: no application/problem+json"]),
    (f"{_PUBLISH}/requestBody/content", {"text/plain": {}}, [" body: no application/json"]),
    (f"{_EVENT}/required/6", "tone", [" body.tone: is required"]),
    (f"{_EVENT}/properties/tone", GONE, [" body.tone: missing"]),
    (f"{_EVENT}/properties/more", {}, [" body.more: not in the seed"]),
    (f"{_EVENT}/additionalProperties", True, [" body: is open"]),
    (f"{_DELIVERY}/additionalProperties", False, []),
    ("components/schemas/ResolveDeliveryRequest/additionalProperties", True, []),
    ("components/schemas/Labels/additionalProperties", {"type": "string"}, [" body.labels[]: maxLength differs"]),
    (f"{_EVENT}/properties/title/maxLength", 100, [" body.title: maxLength differs"]),
    (f"{_EVENT}/properties/title/pattern", "a", [" body.title: pattern differs"]),
    (f"{_EVENT}/properties/title/enum", ["a"], [" body.title: has words"]),
    (f"{_EVENT}/properties/title/default", "a", []),
    ("components/schemas/ActionButton/properties/url/type", "integer", [" body.actions[].url: type differs"]),
    ("components/schemas/ActionType/enum/1", GONE, [" body.actions[].action_type: no word webhook"]),
    ("components/schemas/ActionType/enum/2", "call", []),
    (f"{_DELIVERY}/required/3", GONE, [" 200.title: is not required", " 202.title: is not required"]),
    (f"{_DELIVERY}/properties/deliveryId/format", GONE, [" 200.deliveryId: format differs", " 202.deliveryId: format differs"]),
    (f"{_DELIVERY}/properties/resolvedAt/nullable", GONE, [" 200.resolvedAt: type differs", " 202.resolvedAt: type differs"]),
    (f"{_DELIVERY}/properties/more", {}, []),
    ("components/schemas/Tone/enum/3", "loud", [" 200.tone: words differ", " 202.tone: words differ"]),
]


def _changed(place: str, value: object) -> Json:
    """A copy of the seed with another value at the place; ~ stands for /api/v1/ within a path."""
    copy = json.loads(json.dumps(SEED))
    *parents, last = (part.replace("~", "/api/v1/") for part in place.split("/"))
    node = copy
    for parent in parents:
        node = node[int(parent) if isinstance(node, list) else parent]
    if isinstance(node, list):
        node[int(last) : int(last) + 1] = [] if value is GONE else [value]
    elif value is GONE:
        del node[last]
    else:
        node[last] = value
    return copy


def _found(verb: str, path: str, other: Json) -> list[str]:
    return list(Comparison(SEED, other).operation(verb, path))


@pytest.mark.parametrize(("place", "value", "found"), _CHANGES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_difference_is_found_at_its_place(place: str, value: object, found: list[str]) -> None:
    operation = "POST /api/v1/events"
    assert _found("post", "/api/v1/events", _changed(place, value)) == [f"{operation}{line}" for line in found]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("", []),
        ("components/schemas/Recipient/oneOf/2", [": oneOf differs"]),
        ("components/schemas/Recipient/oneOf/2/properties/slug/minLength", ["/2.slug: minLength differs"]),
        ("components/schemas/Recipient/discriminator", [": discriminator differs"]),
    ],
)
def test_variants_are_held_against_each_other_in_any_order(change: str, found: list[str]) -> None:
    copy = _changed(change, GONE) if change else _changed("info/title", "Another")
    copy["components"]["schemas"]["Recipient"]["oneOf"].reverse()
    place = "POST /api/v1/events/bulk body.recipients[]"
    assert _found("post", "/api/v1/events/bulk", copy) == [f"{place}{line}" for line in found]


def test_a_default_of_the_seed_is_kept() -> None:
    found = _found("post", "/api/v1/events/bulk", _changed("components/schemas/BulkEventRequest/properties/auto_claim/default", False))  # noqa: FBT003
    assert found == ["POST /api/v1/events/bulk body.auto_claim: default differs"]


def test_a_closed_reply_may_not_be_promised_to_grow() -> None:
    found = _found("get", "/api/v1/health", _changed("components/schemas/Health/additionalProperties", True))  # noqa: FBT003
    assert found == ["GET /api/v1/health 200: may grow"]


def test_null_is_null_however_it_is_said() -> None:
    changed = {line for verb, path in OPERATIONS for line in _found(verb, path, load_overlaid())}
    assert {line for line in changed if not line.endswith("header X-Request-Id: pattern differs")} == {
        "POST /api/v1/events body.recipient: not in the seed",
        "POST /api/v1/events/bulk body.event.recipient: not in the seed",
        "POST /api/v1/events/bulk 202.results[].email: format differs",
    }


def test_a_component_may_have_another_name_and_be_written_in_place() -> None:
    copy = json.loads(json.dumps(SEED).replace("schemas/Delivery", "schemas/Sent"))
    copy["components"]["schemas"]["Sent"] = copy["components"]["schemas"].pop("Delivery")
    copy["components"]["schemas"]["Sent"]["properties"]["tone"] = copy["components"]["schemas"]["Tone"]
    assert [line for verb, path in OPERATIONS for line in _found(verb, path, copy)] == []
