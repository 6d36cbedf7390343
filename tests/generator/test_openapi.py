"""The OpenAPI document is sound and holds every route."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations, DeclaredRpc
from scripts.generator.openapi import document
from scripts.generator.outputs import FIXTURES, PRODUCT
from tests.generator.declare import declare
from tests.generator.one_rpc import one_rpc

# JSON documents are walked here in all their shapes.
Json = Any
BUILT = {"product": PRODUCT, "fixtures": FIXTURES}


@pytest.fixture(scope="module", params=BUILT)
def declarations(request: pytest.FixtureRequest) -> Declarations:
    return Declarations(BUILT[request.param])


@pytest.fixture(scope="module")
def built(declarations: Declarations) -> Json:
    return document(declarations, "1.2.3")


@pytest.fixture(scope="module")
def product() -> Json:
    return document(Declarations(PRODUCT), "1.2.3")


@pytest.fixture(scope="module")
def fixtures() -> Json:
    return document(Declarations(FIXTURES), "1.2.3")


def _operations(built: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in built["paths"].items():
        for verb, operation in item.items():
            yield path, verb, operation


def _references(node: Json) -> Iterator[str]:
    if isinstance(node, dict):
        members = cast("dict[str, Json]", node)
        if isinstance(members.get("$ref"), str):
            yield members["$ref"]
        for member in members.values():
            yield from _references(member)
    elif isinstance(node, list):
        for member in cast("list[Json]", node):
            yield from _references(member)


def _resolved(built: Json, node: Json) -> Json:
    while "$ref" in node:
        target = built
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def test_every_reference_leads_somewhere(built: Json) -> None:
    for reference in _references(built):
        assert _resolved(built, {"$ref": reference})


def test_every_schema_is_json_schema(built: Json) -> None:
    schemas = list(built["components"]["schemas"].values())
    for _, _, operation in _operations(built):
        schemas += [_resolved(built, parameter)["schema"] for parameter in operation.get("parameters", [])]
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        answers = [_resolved(built, response) for response in operation["responses"].values()]
        schemas += [media["schema"] for holder in (*bodies, *answers) for media in holder.get("content", {}).values() if media]
    for schema in schemas:
        jsonschema_rs.meta.validate(schema)


def test_every_component_is_used(product: Json) -> None:
    used = {reference.removeprefix("#/components/") for reference in _references(product)}
    components = product["components"]
    # 405 belongs to a path and not to its operations; those that have a precondition say more, and none refuses what it understood.
    unused = {f"responses/{name}" for name in ("MethodNotAllowed", "PreconditionFailed", "PreconditionFailedWithError", "Unprocessable")}
    declared_components = {f"{kind}/{name}" for kind in ("parameters", "headers", "responses", "schemas") for name in components[kind]}
    assert declared_components - used <= unused


def test_the_parameters_of_a_path_are_its_placeholders(built: Json) -> None:
    for path, _, operation in _operations(built):
        parameters = [_resolved(built, parameter) for parameter in operation.get("parameters", [])]
        assert {parameter["name"] for parameter in parameters if parameter["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path))
        assert all(parameter["required"] for parameter in parameters if parameter["in"] == "path")
        names = Counter((parameter["in"], parameter["name"]) for parameter in parameters)
        assert set(names.values()) <= {1}


def test_every_operation_has_a_name_of_its_own(built: Json) -> None:
    names = Counter(operation["operationId"] for _, _, operation in _operations(built))
    assert set(names.values()) == {1}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_every_route_is_an_operation(built: Json, declarations: Declarations) -> None:
    present = {_place(path, verb) for path, verb, _ in _operations(built)}
    pages = {f"GET /api/v1/{path}" for path in ("openapi.json", "docs", "errors", "errors/{}")}
    texts = {f"GET /{path}" for path in ("llms.txt", "api/internal-os/agent/protocol", "api/internal-os/integrations/protocol")}
    assert present == {*_rpcs(declarations), *pages, *texts}


def _rpcs(declarations: Declarations) -> dict[str, DeclaredRpc]:
    return {_place(route.path, route.verb): rpc for rpc in declarations.rpcs for route in rpc.routes}


def _place(path: str, verb: str) -> str:
    """Verb and path, whatever its variables are called."""
    return f"{verb.upper()} {re.sub(r'{[^}]*}', '{}', path)}"


def test_the_document_says_who_it_is(product: Json) -> None:
    assert product["openapi"] == "3.1.0"
    assert product["info"]["version"] == "1.2.3"
    assert product["servers"][0]["url"] == "/"
    assert product["security"] == [{"BearerAuth": []}]


def test_only_public_operations_need_no_bearer(built: Json, declarations: Declarations) -> None:
    rpcs = _rpcs(declarations)
    for path, verb, operation in _operations(built):
        rpc = rpcs.get(_place(path, verb))
        is_public = rpc is None or (rpc.policy is not None and rpc.policy.public)
        assert (operation.get("security") == []) == is_public
        gives_secret = rpc is not None and rpc.policy is not None and rpc.policy.reveals_secret
        assert not (is_public and "401" in operation["responses"] and not gives_secret)
        assert ("x-callers" in operation) != is_public


def test_an_operation_lists_every_failure_that_its_declaration_implies(product: Json) -> None:
    published = product["paths"]["/api/v1/events"]["post"]["responses"]
    assert set(published) == {"200", "202", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503", "504"}
    listed = product["paths"]["/api/v1/inbox"]["get"]["responses"]
    assert set(listed) == {"200", "400", "401", "403", "404", "429", "500", "503", "504"}
    health = product["paths"]["/api/v1/health"]["get"]["responses"]
    assert set(health) == {"200", "400", "500", "503", "504"}
    signing_in = product["paths"]["/auth/v1/token"]["post"]["responses"]
    assert set(signing_in) == {"200", "400", "401", "404", "413", "415", "429", "500", "503", "504"}


def test_a_page_with_an_etag_need_not_be_sent_again(product: Json) -> None:
    served = product["paths"]["/api/v1/openapi.json"]["get"]
    assert served["responses"]["304"]["headers"].keys() == {"X-Request-Id", "ETag"}
    assert served["parameters"] == [{"$ref": "#/components/parameters/IfNoneMatchHeader"}]


def test_the_failures_are_the_reasons(product: Json) -> None:
    limited = product["components"]["responses"]["RateLimited"]
    assert "`daily_limit_exceeded`" in limited["description"]
    assert {"Retry-After", "X-RateLimit-Reset"} <= limited["headers"].keys()
    example = limited["content"]["application/problem+json"]["example"]
    assert (example["status"], example["type"]) == (429, "https://docs.fluxdesk.net/api/v1/errors/rate-limited")


def test_what_only_some_operations_fail_with_is_told_of_them_alone_with_what_it_carries(product: Json) -> None:
    catalog = product["paths"]["/api/v1/catalog/items"], product["paths"]["/api/v1/catalog/items/{slug}"]
    blocked = catalog[1]["delete"]["responses"]["409"]
    assert "`delete_blocked`" in blocked["description"]
    assert "`idempotency_conflict`" in blocked["description"]
    problem, own = blocked["content"]["application/problem+json"]["schema"]["allOf"]
    assert problem == {"$ref": "#/components/schemas/ProblemDetails"}
    assert own["properties"] == {"blockers": {"$ref": "#/components/schemas/CatalogItemDeleteBlockers"}}
    taken = catalog[0]["post"]["responses"]["409"]
    assert "`slug_conflict`" in taken["description"]
    assert taken["content"]["application/problem+json"]["schema"] == problem
    assert catalog[1]["patch"]["responses"]["409"] == {"$ref": "#/components/responses/IdempotencyConflict"}
    shared = product["components"]["responses"]["IdempotencyConflict"]["description"]
    assert not [code for code in ("slug_conflict", "delete_blocked") if code in shared]


def test_a_default_is_told_and_what_never_changes_is_not(product: Json, fixtures: Json) -> None:
    parameters = product["paths"]["/api/v1/catalog/items"]["get"]["parameters"]
    defaults = {each["name"]: each["schema"]["default"] for each in parameters if "default" in each.get("schema", {})}
    assert defaults == {"active_only": True, "limit": 50}
    relabelled = fixtures["paths"]["/api/scenarios/labels/{name}"]["patch"]["requestBody"]
    assert set(relabelled["content"]["application/json"]["schema"]["properties"]) == {"note", "lettering"}


def test_every_example_is_valid(product: Json) -> None:
    for schema in product["components"]["schemas"].values():
        for example in schema.get("examples", []):
            jsonschema_rs.Draft202012Validator(schema | {"components": product["components"]}, validate_formats=True).validate(example)
    problem = product["components"]["schemas"]["ProblemDetails"]
    for response in product["components"]["responses"].values():
        jsonschema_rs.validate(problem, response["content"]["application/problem+json"]["example"], validate_formats=True)


def test_only_a_mutation_by_a_known_caller_takes_an_idempotency_key(built: Json, declarations: Declarations) -> None:
    rpcs = _rpcs(declarations)
    for path, verb, operation in _operations(built):
        rpc = rpcs.get(_place(path, verb))
        takes_key = {"$ref": "#/components/parameters/IdempotencyKeyHeader"} in operation.get("parameters", [])
        assert takes_key == (rpc is not None and not rpc.is_read and operation.get("security") != [])


def test_any_request_id_may_be_sent(product: Json) -> None:
    assert product["components"]["parameters"]["RequestIdHeader"]["schema"] == {"type": "string"}


def test_what_path_and_headers_hold_is_not_in_the_body(tmp_path: Path) -> None:
    text = """
    // Made for a test.
    service MadeService {
      // Changes it.
      rpc Change(ChangeRequest) returns (Changed) {
        option (google.api.http) = {patch: "/api/made/{made_id}" body: "*"};
        option (fluxdesk.v1.policy) = {callers: [PERSON] http_status: 204};
      }
    }
    message ChangeRequest {
      string made_id = 1;
      optional string title = 2;
      optional string if_match = 3 [(fluxdesk.v1.header) = "If-Match"];
    }
    message Changed {}
    """
    made: Json = document(declare(tmp_path, text), "1")
    operation = made["paths"]["/api/made/{madeId}"]["patch"]
    assert operation["operationId"] == "change"
    body = operation["requestBody"]
    assert set(body["content"]["application/json"]["schema"]["properties"]) == {"title"}
    assert not body["required"]
    named = [(parameter["in"], parameter["name"]) for parameter in operation["parameters"] if "name" in parameter]
    assert named == [("path", "madeId"), ("header", "If-Match")]
    assert "content" not in operation["responses"]["204"]


def test_a_message_that_is_sent_and_answered_has_a_schema_for_each(fixtures: Json) -> None:
    schemas = fixtures["components"]["schemas"]
    assert schemas["ThingInput"]["additionalProperties"] is False
    assert schemas["Thing"]["additionalProperties"] is True
    assert schemas["ThingInput"]["properties"]["children"]["items"] == {"$ref": "#/components/schemas/ThingInput"}
    assert schemas["Thing"]["properties"]["children"]["items"] == {"$ref": "#/components/schemas/Thing"}
    assert schemas["Thing"]["properties"]["shape"]["$ref"] == schemas["ThingInput"]["properties"]["shape"]["$ref"]


def test_an_update_mask_is_never_shown(fixtures: Json) -> None:
    assert "update_mask" not in str(fixtures).replace("updateMask", "update_mask")


def test_fields_of_a_reply_with_a_header_are_headers(fixtures: Json) -> None:
    headers = fixtures["paths"]["/api/scenarios/things"]["post"]["responses"]["201"]["headers"]
    assert {"ETag", "Location", "X-Request-Id", "X-RateLimit-Remaining", "Idempotency-Replayed"} <= headers.keys()


def test_a_stream_is_server_sent_events_with_the_data_of_each(fixtures: Json) -> None:
    answer = fixtures["paths"]["/api/scenarios/count"]["get"]["responses"]["200"]
    stream = answer["content"]["text/event-stream"]
    assert set(stream["x-events"]) == {"tick", "finished", "error"}
    assert stream["x-events"]["tick"]["$ref"] == "#/components/schemas/Tick"
    assert set(answer["headers"]) == {"X-Request-Id"}


def test_the_id_of_an_event_is_told_and_is_no_event(product: Json) -> None:
    operation = product["paths"]["/api/v1/inbox/stream"]["get"]
    stream = operation["responses"]["200"]["content"]["text/event-stream"]
    assert set(stream["x-events"]) == {"opened", "delivered", "error"}
    assert stream["schema"]["description"].endswith("The id of each is its position.")
    assert ("header", "Last-Event-ID") in [(parameter.get("in"), parameter.get("name")) for parameter in operation["parameters"]]


def test_a_page_is_of_any_media_type(fixtures: Json) -> None:
    assert fixtures["paths"]["/api/scenarios/page"]["get"]["responses"]["200"]["content"] == {"*/*": {}}


def test_a_page_that_is_no_message_tells_the_next_cursor_in_a_header(fixtures: Json, product: Json) -> None:
    told = fixtures["paths"]["/api/scenarios/page"]["get"]["responses"]["200"]["headers"]
    assert told["X-Next-Cursor"] == {"$ref": "#/components/headers/X-Next-Cursor"}
    assert "X-Next-Cursor" not in product["paths"]["/api/v1/deliveries"]["get"]["responses"]["200"]["headers"]


def test_the_page_of_a_failure_that_there_is_not_is_not_found(product: Json) -> None:
    assert set(product["paths"]["/api/v1/errors"]["get"]["responses"]) == {"200"}
    page = product["paths"]["/api/v1/errors/{slug}"]["get"]
    assert page["security"] == []
    assert set(page["responses"]) == {"200", "404"}
    assert set(page["responses"]["200"]["content"]) == {"text/html"}


def test_two_rpcs_of_one_name_are_refused(tmp_path: Path) -> None:
    find = "Find(Query) returns (Found)"
    text = one_rpc(find, "public: true") + one_rpc(find, "public: true", name="Other") + "message Query {} message Found {}"
    with pytest.raises(GenerateError, match="operations share a name: find"):
        document(declare(tmp_path, text), "1")


def test_two_messages_of_one_name_are_refused(tmp_path: Path) -> None:
    text = one_rpc("Find(AB) returns (Found)", "public: true") + "message AB {} message Found { A.B b = 1; } message A { message B {} }"
    with pytest.raises(GenerateError, match="would share the schema AB"):
        document(declare(tmp_path, text), "1")


VARIED = """
    // Aim is where to go.
    message Aim {
      option (fluxdesk.v1.discriminator) = "type";
      AimType type = 1 [(buf.validate.field).required = true];
      // Address of a door.
      optional string door = 2 [(fluxdesk.v1.variant) = "AIM_TYPE_DOOR", (buf.validate.field).string.max_len = 9];
      optional uint32 floor_number = 3 [(fluxdesk.v1.variant) = "AIM_TYPE_FIRE_EXIT"];
      // Anything to say.
      string note = 4 [(buf.validate.field).required = true];
    }
    enum AimType { AIM_TYPE_UNSPECIFIED = 0; AIM_TYPE_DOOR = 1; AIM_TYPE_FIRE_EXIT = 2; }
    """


def test_a_message_with_variants_is_one_closed_object_of_several(tmp_path: Path) -> None:
    text = VARIED + "message Ask { repeated Aim aims = 1; } message Told {}" + one_rpc("Go(Ask) returns (Told)", "public: true")
    schemas: Json = document(declare(tmp_path, text), "1")["components"]
    schemas = schemas["schemas"]
    door, exit_ = "#/components/schemas/AimDoor", "#/components/schemas/AimFireExit"
    assert schemas["Ask"]["properties"]["aims"]["items"] == {"$ref": "#/components/schemas/Aim"}
    assert schemas["Aim"] == {
        "description": "Aim is where to go.",
        "oneOf": [{"$ref": door}, {"$ref": exit_}],
        "discriminator": {"propertyName": "type", "mapping": {"door": door, "fire_exit": exit_}},
    }
    assert schemas["AimDoor"]["properties"].keys() == {"type", "door", "note"}
    assert schemas["AimDoor"]["properties"]["type"] == {"type": "string", "enum": ["door"]}
    assert schemas["AimDoor"]["required"] == ["type", "door", "note"]
    assert schemas["AimFireExit"]["properties"].keys() == {"type", "floorNumber", "note"}
    assert schemas["AimFireExit"]["required"] == ["type", "floorNumber", "note"]
    assert [schemas[name]["additionalProperties"] for name in ("AimDoor", "AimFireExit")] == [False, False]


def test_a_variant_does_not_take_the_name_of_a_message(tmp_path: Path) -> None:
    text = VARIED + "message AimDoor {} message Ask { Aim aim = 1; AimDoor other = 2; } message Told {}"
    with pytest.raises(GenerateError, match="would share the schema AimDoor: rename one"):
        document(declare(tmp_path, text + one_rpc("Go(Ask) returns (Told)", "public: true")), "1")


def test_a_message_with_variants_is_open_where_it_is_answered(tmp_path: Path) -> None:
    text = VARIED + "message Ask {} " + one_rpc("Go(Ask) returns (Aim)", "public: true")
    schemas: Json = document(declare(tmp_path, text), "1")["components"]
    assert schemas["schemas"]["Aim"]["properties"].keys() == {"type", "door", "floorNumber", "note"}
    assert schemas["schemas"]["Aim"]["additionalProperties"] is True


def test_variants_of_the_product_are_those_of_its_mapping(product: Json) -> None:
    schemas = product["components"]["schemas"]
    varied = [schema for schema in schemas.values() if "oneOf" in schema]
    assert varied
    for schema in varied:
        mapping, name = schema["discriminator"]["mapping"], schema["discriminator"]["propertyName"]
        assert list(mapping.values()) == [variant["$ref"] for variant in schema["oneOf"]]
        words = [schemas[reference.rsplit("/", 1)[1]]["properties"][name]["enum"] for reference in mapping.values()]
        assert words == [[word] for word in mapping]


def test_problems_have_an_error_where_the_area_says_so(product: Json) -> None:
    refused = product["paths"]["/api/automation/summary"]["get"]["responses"]["400"]["$ref"].rpartition("/")[2]
    content = product["components"]["responses"][refused]["content"]["application/problem+json"]
    assert content["schema"] == {"$ref": "#/components/schemas/ProblemDetailsWithError"}
    assert content["example"]["error"] == content["example"]["detail"]
    assert product["components"]["schemas"]["ProblemDetailsWithError"]["allOf"][1]["required"] == ["error"]


def test_no_problem_has_an_error_where_no_area_says_so(fixtures: Json) -> None:
    assert "WithError" not in str(fixtures)
