"""The seed is reduced to facts, and its overlay holds nothing without use."""

import json
from typing import cast

import jsonschema_rs
import pytest

from scripts.references import Json
from scripts.seed_document import OVERLAY, facts, limited_to, load_overlaid, load_seed, operations, overlaid

SEED = load_seed()
OVERLAID: Json = json.loads(OVERLAY.read_text(encoding="utf-8"))
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Made", "description": "Prose."},
    "security": [],
    "tags": [{"name": "made", "description": "Prose."}],
    "paths": {
        "/description": {
            "get": {
                "summary": "Prose.",
                "parameters": [{"name": "title", "in": "query", "description": "Prose.", "example": 1, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "Prose.", "content": {"application/json": {"schema": {"$ref": "#/a"}}}}},
            }
        }
    },
    "components": {
        "schemas": {"title": {"type": "object", "title": "Prose", "properties": {"description": {"type": "string", "example": "Prose"}}}}
    },
}


def test_facts_are_what_is_left_without_prose() -> None:
    assert "Prose" not in json.dumps(facts(DOCUMENT))
    assert facts(DOCUMENT)["components"]["schemas"] == {"title": {"type": "object", "properties": {"description": {"type": "string"}}}}
    parameter = {"name": "title", "in": "query", "schema": {"type": "string"}}
    answer = {"200": {"content": {"application/json": {"schema": {"$ref": "#/a"}}}}}
    assert facts(DOCUMENT)["paths"] == {"/description": {"get": {"parameters": [parameter], "responses": answer}}}


def test_the_seed_is_reduced_to_its_facts() -> None:
    assert facts(SEED) == SEED


def test_the_overlaid_seed_is_json_schema() -> None:
    assert "nullable" not in json.dumps(load_overlaid())
    for schema in load_overlaid()["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


@pytest.mark.parametrize("kind", ["remove", "add", "responses"])
def test_every_entry_of_the_overlay_has_a_reason_and_an_effect(kind: str) -> None:
    for entry in OVERLAID[kind]:
        others = [other for other in cast("list[Json]", OVERLAID[kind]) if other is not entry]
        assert entry["why"]
        assert overlaid(SEED, OVERLAID | {kind: others}) != load_overlaid(), entry


def test_the_overlay_takes_nothing_away_that_an_answer_may_be() -> None:
    for verb, path, operation in operations(SEED):
        assert operation["responses"].keys() <= load_overlaid()["paths"][path][verb]["responses"].keys()


def test_only_operations_that_are_served_are_left() -> None:
    served: Json = {"paths": {"/api/v1/health": {"get": {}}, "/api/v1/events": {"put": {}}, "/elsewhere": {"get": {}}}}
    assert [(verb, path) for verb, path, _ in operations(limited_to(served, SEED))] == [("get", "/api/v1/health")]
