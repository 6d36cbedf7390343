"""Replies promise what is declared of them, and operations bear the tags of their areas."""

from pathlib import Path

import pytest

from scripts.generator.declarations import Declarations
from scripts.generator.openapi import document
from scripts.generator.outputs import PRODUCT
from scripts.references import Json
from tests.generator.declare import declare
from tests.generator.one_rpc import one_rpc


def test_rules_of_what_is_only_answered_are_promises(tmp_path: Path) -> None:
    rpc = one_rpc("Make(Asked) returns (Answered)", "public: true")
    text = """
    message Asked { Shared shared = 1; }
    message Answered {
      string id = 1 [(buf.validate.field).string.uuid = true];
      uint32 count = 2 [(buf.validate.field).uint32.gte = 1];
      uint32 size = 3;
      Shared shared = 4;
    }
    message Shared { string name = 1 [(buf.validate.field).string.max_len = 5]; }
    """
    built: Json = document(declare(tmp_path, rpc + text), "1")
    schemas = built["components"]["schemas"]
    answered = schemas["Answered"]["properties"]
    assert (answered["id"], answered["count"]) == ({"type": "string", "format": "uuid"}, {"type": "integer", "minimum": 1})
    assert answered["size"] == {"type": "integer", "minimum": 0}
    assert schemas["Shared"]["properties"]["name"] == {"type": "string"}
    assert schemas["SharedInput"]["properties"]["name"] == {"type": "string", "maxLength": 5}


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("/api/v1/trial/mine", "trial"),
        ("/api/v1/event-types", "introspection"),
        ("/api/v1/others", "trial"),
        ("/elsewhere/others", "trial"),
    ],
)
def test_an_operation_has_the_tag_of_the_area_that_its_path_begins_with(tmp_path: Path, path: str, tag: str) -> None:
    text = one_rpc("Make(Asked) returns (Asked)", "public: true").replace("/api/Trial", path) + "message Asked {}"
    declared = declare(tmp_path, text)
    built: Json = document(declared, "1")
    assert built["paths"][path]["post"]["tags"] == [tag]
    assert tag in [known["name"] for known in built["tags"]]


def test_the_paths_of_another_area_bear_its_tag() -> None:
    product: Json = document(Declarations(PRODUCT), "1")
    assert product["paths"]["/api/v1/events/{deliveryId}"]["get"]["tags"] == ["events"]
    assert product["paths"]["/api/v1/deliveries"]["get"]["tags"] == ["deliveries"]
