"""What is offered over MCP beside tools: catalogues of resources and prompts, and what they are refused for."""

from pathlib import Path

import pytest

from scripts.generator import mcp_prompts, mcp_resources
from scripts.generator.declarations import Declarations
from scripts.generator.refusals import refusals
from tests.generator.declare import declare, root_of

_PLACE = "trial/v1/trial.proto: TrialService."
_SERVICE = """
// Serves the test.
service TrialService {
  // Shows a thing.
  rpc GetThing(GetThingRequest) returns (Thing) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (google.api.http) = {get: "/api/things/{id}"};
    option (fluxdesk.v1.policy) = {public: true tool: "get_thing" %(get)s};
  }
  // Lists things.
  rpc ListThings(ListThingsRequest) returns (ListThingsResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (google.api.http) = {get: "/api/things"};
    option (fluxdesk.v1.policy) = {public: true %(list)s};
  }
  // Makes a thing.
  rpc MakeThing(MakeThingRequest) returns (Thing) {
    option (google.api.http) = {post: "/api/things" body: "*"};
    option (fluxdesk.v1.policy) = {public: true %(make)s};
  }
}
message GetThingRequest {
  // Which.
  string id = 1;
  // How many.
  optional uint32 count = 2;
}
message ListThingsRequest {}
message MakeThingRequest { string id = 1; }
message Thing { string id = 1; uint32 size = 2; }
message ListThingsResponse { repeated Thing things = 1; Thing first = 2; }
"""
RESOURCE = 'resource: "trial://things/{id}"'
PROMPT = """{name: "make_it" title: "Make it" description: "Makes it." text: "Make {what} with get_thing."
    arguments: [{name: "what" description: "What to make."}] tools: ["get_thing"]}"""
NO_IDS = (
    "ListThings",
    "ListThings.first.id",
    "ListThings.things.size",
    "ListThings.things.none",
    "MakeThing.things.id",
    "Gone.things.id",
)
REFUSED = {
    "a resource that is no read": (
        {"make": RESOURCE},
        ["MakeThing: a resource is read with one reply: declare NO_SIDE_EFFECTS, or drop the resource"],
    ),
    "one resource of two RPCs": (
        {"get": RESOURCE, "list": 'resource: "trial://things/{other}"'},
        [
            f"ListThings: resource trial://things/{{other}} is that of {_PLACE}GetThing already: name another",
            "ListThings: other of resource trial://things/{other} is no text field of ListThingsRequest: name one",
        ],
    ),
    "a variable that is no text": (
        {"get": 'resource: "trial://things/{count}"'},
        ["GetThing: count of resource trial://things/{count} is no text field of GetThingRequest: name one"],
    ),
    "a resource of another form": (
        {"get": 'resource: "trial://things/a-{id}?x"'},
        ["GetThing: resource trial://things/a-{id}?x is not scheme://noun/{field}, with whole segments as variables"],
    ),
    "a resource without a variable": (
        {"get": 'resource: "trial://things/all"'},
        ["GetThing: resource trial://things/all is not scheme://noun/{field}, with whole segments as variables"],
    ),
    "ids without a resource": (
        {"get": 'resource_ids: "ListThings.things.id"'},
        ["GetThing: has resource_ids and no resource: name the resource, or drop them"],
    ),
    **{
        f"ids that are not in a list: {ids}": (
            {"get": f'{RESOURCE} resource_ids: "{ids}"'},
            [f"GetThing: resource_ids {ids} is no List.items.field of a read"],
        )
        for ids in NO_IDS
    },
}
REFUSED_PROMPTS = {
    PROMPT.replace("make_it", "Make"): ["prompt Make: its name does not match ^[a-z][a-z0-9_]{2,39}$: rename it"],
    f"{PROMPT}, {PROMPT}": ["prompt make_it: there is another of that name: rename one of the two"],
    PROMPT.replace("What to make.", ""): ["prompt make_it: people choose it by its title and descriptions: write them"],
    PROMPT.replace('["get_thing"]', '["get_thing", "gone"]'): ["prompt make_it: there is no tool gone: name one that there is"],
    PROMPT.replace("{what}", "{it}"): ["prompt make_it: its text has other {arguments} than it declares: use each, and declare each"],
}


def declared(folder: Path, policies: dict[str, str]) -> Declarations:
    return declare(folder, _SERVICE % ({"get": "", "list": "", "make": ""} | policies))


def with_prompts(folder: Path, prompts: str) -> Declarations:
    root = root_of(folder, _SERVICE % {"get": "", "list": "", "make": ""})
    file = folder / "proto/trial/v1/trial.proto"
    file.write_text(file.read_text("utf-8").replace("{scopes: [", f"{{prompts: [{prompts}] scopes: ["), encoding="utf-8")
    return Declarations(root)


@pytest.mark.parametrize("case", REFUSED)
def test_a_resource_that_nobody_could_read_is_refused(case: str, tmp_path: Path) -> None:
    policies, expected = REFUSED[case]
    assert refusals(declared(tmp_path, policies)) == [_PLACE + line for line in expected]


@pytest.mark.parametrize("prompts", REFUSED_PROMPTS)
def test_a_prompt_that_nobody_could_use_is_refused(prompts: str, tmp_path: Path) -> None:
    assert refusals(with_prompts(tmp_path, prompts)) == [f"trial/v1/trial.proto: {line}" for line in REFUSED_PROMPTS[prompts]]


def test_a_resource_is_listed_with_where_its_ids_are(tmp_path: Path) -> None:
    declarations = declared(tmp_path, {"get": f'{RESOURCE} resource_ids: "ListThings.things.id"'})
    assert not refusals(declarations)
    assert mcp_resources.catalogue(declarations, {"a/b.md": "# Title\n\nText.", "c.txt": "No heading."}) == {
        "templates": [
            {
                "uriTemplate": "trial://things/{id}",
                "name": "thing",
                "title": "Thing",
                "description": "Shows a thing.",
                "mimeType": "application/json",
                "rpc": "/trial.v1.TrialService/GetThing",
                "ids": {"rpc": "/trial.v1.TrialService/ListThings", "path": ["things", "id"]},
            }
        ],
        "documents": [
            {"uri": "trial://docs/a/b", "name": "a/b", "title": "Title", "mimeType": "text/markdown", "file": "texts/a/b.md"},
            {"uri": "trial://docs/c.txt", "name": "c.txt", "title": "c.txt", "mimeType": "text/markdown", "file": "texts/c.txt"},
        ],
    }


def test_a_prompt_is_listed_with_what_it_needs(tmp_path: Path) -> None:
    declarations = with_prompts(tmp_path, PROMPT.replace('"What to make."', '"What." default_value: "a" choices: ["a", "b"]'))
    assert not refusals(declarations)
    assert mcp_prompts.catalogue(declarations) == [
        {
            "name": "make_it",
            "title": "Make it",
            "description": "Makes it.",
            "arguments": [{"name": "what", "description": "What.", "required": False}],
            "text": "Make {what} with get_thing.",
            "defaults": {"what": "a"},
            "choices": {"what": ["a", "b"]},
            "tools": ["get_thing"],
        }
    ]
