"""Every operation of the product's first document that is built keeps all that the document says of it.

golden/fluxdesk_seed.json holds that document without its prose.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.generator.declarations import Declarations
from scripts.generator.openapi import document
from scripts.generator.outputs import PRODUCT

# JSON documents are walked here in all their shapes.
Json = Any
SEED: Json = json.loads(Path(__file__).with_name("golden").joinpath("fluxdesk_seed.json").read_text(encoding="utf-8"))

# Where the built document differs on purpose, with the reason.
_REASONS = {
    "an id that is no UUID is answered 404, so any text may be sent": [
        "GET /api/v1/events/{deliveryId} path deliveryId: no format uuid",
        "POST /api/v1/events/{deliveryId}/resolve path deliveryId: no format uuid",
        "POST /api/v1/events/{deliveryId}/supplement path deliveryId: no format uuid",
    ],
    "a path holds no empty segment, and the built document says so": [
        "GET /api/v1/events/{deliveryId} path deliveryId: minLength differs",
        "POST /api/v1/events/{deliveryId}/resolve path deliveryId: minLength differs",
        "POST /api/v1/events/{deliveryId}/supplement path deliveryId: minLength differs",
        "GET /api/v1/catalog/items/{slug} path slug: minLength differs",
        "PATCH /api/v1/catalog/items/{slug} path slug: minLength differs",
        "DELETE /api/v1/catalog/items/{slug} path slug: minLength differs",
    ],
    "the pattern leaves no empty text, and the built document says so": ["POST /api/v1/catalog/items body.slug: minLength differs"],
    "an update that sends nothing changes nothing": ["PATCH /api/v1/catalog/items/{slug} body: required differs"],
    "an id that does not match is replaced, so any text may be sent": [
        "POST /api/v1/events header X-Request-Id: no pattern",
        "POST /api/v1/catalog/items header X-Request-Id: no pattern",
        "PATCH /api/v1/catalog/items/{slug} header X-Request-Id: no pattern",
        "POST /api/v1/events/bulk header X-Request-Id: no pattern",
        "POST /api/v1/tokens/claim header X-Request-Id: no pattern",
        "POST /api/v1/tokens/claim/batch header X-Request-Id: no pattern",
    ],
    "a key has printable ASCII characters only, which the seed does not say": [
        "POST /api/v1/catalog/approvals header Idempotency-Key: pattern differs",
        "DELETE /api/v1/catalog/approvals header Idempotency-Key: pattern differs",
        "POST /api/v1/events header Idempotency-Key: pattern differs",
        "POST /api/v1/events/bulk header Idempotency-Key: pattern differs",
        "POST /api/v1/tokens/claim header Idempotency-Key: pattern differs",
        "POST /api/v1/tokens/claim/batch header Idempotency-Key: pattern differs",
        "POST /api/v1/events/{deliveryId}/resolve header Idempotency-Key: pattern differs",
        "POST /api/v1/events/{deliveryId}/supplement header Idempotency-Key: pattern differs",
        "POST /api/v1/catalog/items header Idempotency-Key: pattern differs",
        "PATCH /api/v1/catalog/items/{slug} header Idempotency-Key: pattern differs",
        "DELETE /api/v1/catalog/items/{slug} header Idempotency-Key: pattern differs",
    ],
    "the seed leaves the text unbounded, and RFC 5646 needs no more than 35 characters for any language": [
        "POST /api/v1/events body.locale: maxLength differs",
        "POST /api/v1/events/bulk body.event.locale: maxLength differs",
    ],
    "the closed schema leaves recipient out, while recipient_hint names it as its successor": [
        "POST /api/v1/events body.recipient: not in the seed",
        "POST /api/v1/events/bulk body.event.recipient: not in the seed",
    ],
}
_LIMITS = ("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties", "maxProperties")
# JSON Schema has no type of 32 bits, so the built document states the range where the seed states nothing.
_RANGES = (("minimum", -(2**31)), ("minimum", 0), ("maximum", 2**31 - 1), ("maximum", 2**32 - 1))


@pytest.fixture(scope="module")
def built() -> Json:
    return document(Declarations(PRODUCT), "1")


def test_every_built_operation_of_the_seed_keeps_what_the_seed_says(built: Json) -> None:
    differences = [difference for path, verb in _common(built) for difference in _operation_differences(built, path, verb)]
    assert sorted(differences) == sorted(difference for listed in _REASONS.values() for difference in listed)


def _common(built: Json) -> Iterator[tuple[str, str]]:
    return ((path, verb) for path, item in SEED["paths"].items() for verb in item if verb in built["paths"].get(path, {}))


def _operation_differences(built: Json, path: str, verb: str) -> Iterator[str]:
    seed, ours, place = SEED["paths"][path][verb], built["paths"][path][verb], f"{verb.upper()} {path}"
    our_parameters = {(each["in"], each["name"]): each for each in (_resolved(built, each) for each in ours.get("parameters", []))}
    for parameter in (_resolved(SEED, each) for each in seed.get("parameters", [])):
        where = f"{place} {parameter['in']} {parameter['name']}"
        if same := our_parameters.get((parameter["in"], parameter["name"])):
            yield from _request_differences(parameter["schema"], built, same["schema"], where)
        else:
            yield f"{where}: missing"
    if "requestBody" in seed:
        if ours["requestBody"]["required"] != seed["requestBody"]["required"]:
            yield f"{place} body: required differs"
        yield from _request_differences(_json_schema(seed["requestBody"]), built, _json_schema(ours["requestBody"]), f"{place} body")
    for status, response in seed["responses"].items():
        if status not in ours["responses"]:
            yield f"{place} {status}: missing"
        elif "application/json" in response.get("content", {}):
            yield from _reply_differences(_json_schema(response), built, _json_schema(ours["responses"][status]), f"{place} {status}")


def _request_differences(seed: Json, built: Json, ours: Json, place: str) -> Iterator[str]:
    """Both ways: a limit or a field that the seed lacks would refuse, or promise, what it does not."""
    seed, ours = _resolved(SEED, seed), _resolved(built, ours)
    yield from _kind_differences(seed, ours, place)
    for limit in _LIMITS:
        if seed.get(limit) == ours.get(limit) or (limit not in seed and (limit, ours[limit]) in _RANGES):
            continue
        yield (
            f"{place}: no {limit} {seed[limit]}"
            if limit == "format"
            else f"{place}: no {limit}"
            if limit not in ours
            else f"{place}: {limit} differs"
        )
    if set(seed.get("required", [])) != set(ours.get("required", [])):
        yield f"{place}: required differs"
    if (seed.get("additionalProperties") is False) != (ours.get("additionalProperties") is False):
        yield f"{place}: openness differs"
    theirs, own = seed.get("properties", {}), ours.get("properties", {})
    yield from (f"{place}.{name}: not in the seed" for name in own.keys() - theirs.keys())
    yield from (f"{place}.{name}: missing" for name in theirs.keys() - own.keys())
    for name in theirs.keys() & own.keys():
        yield from _request_differences(theirs[name], built, own[name], f"{place}.{name}")
    yield from _variant_differences(_variants(SEED, seed), built, _variants(built, ours), place)
    for inner in ("items", "additionalProperties"):
        if isinstance(seed.get(inner), dict):
            yield from _request_differences(seed[inner], built, ours.get(inner, {}), f"{place}[]")


def _variant_differences(seed: dict[str, Json], built: Json, ours: dict[str, Json], place: str) -> Iterator[str]:
    if seed.keys() != ours.keys():
        yield f"{place}: variants differ"
    for word in seed.keys() & ours.keys():
        yield from _request_differences(seed[word], built, ours[word], f"{place} with {word}")


def _variants(root: Json, schema: Json) -> dict[str, Json]:
    """The variants of a oneOf by the word that tells them apart: each has a property that can be nothing else."""
    variants = [_resolved(root, variant) for variant in schema.get("oneOf", [])]
    return {word["enum"][0]: variant for variant in variants for word in variant["properties"].values() if len(word.get("enum", [])) == 1}


def _reply_differences(seed: Json, built: Json, ours: Json, place: str) -> Iterator[str]:
    """One way: replies may hold more. Formats are left aside, since a reply states no rules."""
    seed, ours = _resolved(SEED, seed), _resolved(built, ours)
    yield from _kind_differences(seed, ours, place)
    theirs, own = seed.get("properties", {}), ours.get("properties", {})
    for name in theirs:
        if name not in own:
            yield f"{place}.{name}: missing"
            continue
        if name in seed.get("required", []) and name not in ours.get("required", []):
            yield f"{place}.{name}: not required"
        yield from _reply_differences(theirs[name], built, own[name], f"{place}.{name}")
    if "items" in seed:
        yield from _reply_differences(seed["items"], built, ours.get("items", {}), f"{place}[]")


def _kind_differences(seed: Json, ours: Json, place: str) -> Iterator[str]:
    if _kinds(seed) != _kinds(ours):
        yield f"{place}: type differs"
    if set(seed.get("enum", [])) != set(ours.get("enum", [])) - {None}:
        yield f"{place}: words differ"


def _kinds(schema: Json) -> set[str]:
    """`nullable` is no keyword of 3.1: the built document lists null among the types."""
    kinds = schema.get("type", [])
    return {*([kinds] if isinstance(kinds, str) else kinds), *(["null"] if schema.get("nullable") else [])}


def _json_schema(holder: Json) -> Json:
    return holder["content"]["application/json"]["schema"]


def _resolved(root: Json, node: Json) -> Json:
    """The schema behind references, with the members of an allOf of one. What is null or something else is that, and may be null."""
    while "$ref" in node or len(node.get("allOf", [])) == 1 or {"type": "null"} in node.get("anyOf", []):
        if "anyOf" in node:
            [other] = [each for each in node["anyOf"] if each != {"type": "null"}]
            node = _resolved(root, other) | {"nullable": True}
            continue
        if "allOf" in node:
            node = {**{key: value for key, value in node.items() if key != "allOf"}, **_resolved(root, node["allOf"][0])}
            continue
        target = root
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node
