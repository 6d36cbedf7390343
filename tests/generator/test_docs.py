"""The pages of /docs hold every RPC, and examples that the schemas accept."""

import re
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fluxdesk.reasons import KINDS
from fluxdesk.rpc_table import RPCS
from google.protobuf import json_format

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.docs.access import shown_list
from scripts.generator.docs.pages import pages
from scripts.generator.docs.rest_page import curl
from scripts.generator.examples import NOW, Examples, grpc_examples, is_expanded, rest_examples, shell_text, tool_examples
from scripts.generator.mcp_tools import catalogue
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
def built() -> dict[str, str]:
    return pages(Declarations(PRODUCT), "1.2.3")


def _filled(value: Json) -> Json:
    """The example with what the shell would put in."""
    if isinstance(value, dict):
        return {key: _filled(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_filled(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if value == NOW:
        return "2026-03-14T09:26:53Z"
    return "0190a6c8-7b1e-7c3a-9f52-3d1e5b8a4c60" if isinstance(value, str) and is_expanded(value) else value


def test_every_rpc_is_on_the_page_of_each_of_its_doors(built: dict[str, str]) -> None:
    for rpc in RPCS:
        assert f"<code>{rpc.name.removeprefix('/')}</code>" in built["grpc"]
        assert (f'<article id="{rpc.tool}">' in built["mcp"]) == bool(rpc.tool)
        for route in rpc.routes:
            path = re.sub(r"{(\w+)}", lambda found: f"${found[1].upper()}", route.path)
            assert f"{route.verb}</b>" in built["rest"]
            assert re.search(rf"&quot;http://127\.0\.0\.1:8080{re.escape(path)}[?&]", built["rest"])


def test_a_page_says_who_may_call(built: dict[str, str]) -> None:
    for rpc in RPCS:
        service, method = rpc.name.removeprefix("/").split(".")[-1].split("/")
        (article,) = re.findall(rf'<article id="{service}\.{method}">.*?</article>', built["grpc"], re.DOTALL)
        for kind in rpc.callers:
            assert f"<code>{kind}</code>" in article
        assert ("without a credential" in article) == rpc.public
        assert (f"<code>{rpc.scope}</code>" in article) == bool(rpc.scope)


def test_every_kind_of_failure_is_told_with_its_page(built: dict[str, str]) -> None:
    for reason, kind in KINDS.items():
        assert f'<a href="/api/v1/errors/{kind.slug}">' in built["rest"]
        assert f"<code>{reason.lower()}</code>" in built["rest"]


def test_links_lead_somewhere(built: dict[str, str]) -> None:
    anchors = {name: re.findall(r'\bid="([^"]+)"', page) for name, page in built.items()}
    operations = document(Declarations(PRODUCT), "1")["paths"]
    served = {"/docs", *operations, *(f"/docs/{name}" for name in built)}  # type: ignore[misc]
    deep = {f"/api/v1/docs#/{of['tags'][0]}/{of['operationId']}" for item in operations.values() for of in item.values()}  # type: ignore[attr-defined]
    for name, page in built.items():
        assert [anchor for anchor, count in Counter(anchors[name]).items() if count > 1] == []
        for address in map(unescape, re.findall(r'href="([^"]+)"', page)):
            path, _, anchor = address.partition("#")
            if path.startswith(("/api/v1/docs/assets/", "/api/v1/errors/")) or address in deep:
                continue
            assert path in {"", *served}
            assert not anchor or anchor in anchors[path.removeprefix("/docs/") if path else name]


def test_a_page_has_one_heading_and_its_landmarks(built: dict[str, str]) -> None:
    for page in built.values():
        assert (page.count("<h1>"), page.count('<main id="content">'), page.count("<header>")) == (1, 1, 1)
        assert not re.search(r"<script>| style=| on\w+=", page)


def test_an_example_is_what_every_door_accepts(declarations: Declarations) -> None:
    tools: dict[str, Json] = {str(tool["rpc"]): tool for tool in catalogue(declarations)}
    for rpc in declarations.rpcs:
        if tool := tools.get(rpc.name):
            jsonschema_rs.validate(tool["inputSchema"], _filled(tool_examples(declarations).request(rpc)), validate_formats=True)


def test_the_product_reads_every_example_of_grpc() -> None:
    requests = {rpc.name: rpc.request for rpc in RPCS}
    declared = Declarations(PRODUCT)
    for rpc in declared.rpcs:
        json_format.ParseDict(_filled(grpc_examples(declared).request(rpc)), requests[rpc.name]())


def _body(tmp_path: Path, fields: str, *, door: Callable[[Declarations], Examples] = rest_examples) -> Json:
    text = one_rpc("Change(Asked) returns (Answered)", "callers: [PERSON]") + f"message Asked {{ {fields} }} message Answered {{}}"
    declared = declare(tmp_path, text)
    return door(declared).request(declared.rpcs[0])


def test_what_must_be_sent_is_shown_alone(tmp_path: Path) -> None:
    assert _body(tmp_path, "string must = 1 [(buf.validate.field).required = true]; string may = 2;") == {"must": "Must"}


def test_where_nothing_must_be_sent_everything_is_shown(tmp_path: Path) -> None:
    fields = """
    optional string title = 1;
    int64 size = 2;
    bool is_open = 3;
    oneof at { string a = 4; string b = 5; }
    string old = 6 [deprecated = true];
    """
    assert _body(tmp_path, fields) == {"title": "Title", "size": 10, "isOpen": True, "a": "A"}


def test_rules_shape_the_example(tmp_path: Path) -> None:
    fields = """
    string mail = 1 [(buf.validate.field).string.email = true];
    string code = 2 [(buf.validate.field).string = {pattern: "^[a-z_]+$" min_len: 9}];
    uint32 count = 3 [(buf.validate.field).uint32 = {gte: 200}];
    repeated string names = 4 [(buf.validate.field).repeated.min_items = 1];
    google.protobuf.Timestamp at = 5 [(buf.validate.field).required = true];
    string thing_id = 6 [(buf.validate.field).string.uuid = true];
    """
    body = _body(tmp_path, fields)
    assert body["mail"] == "mira@example.com"
    assert (body["code"], body["count"], body["names"]) == ("codecodecode", 200, ["Names"])
    assert shell_text(body["at"]) == "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    assert shell_text(body["thingId"]) == "$THING_ID"


def test_of_a_message_with_variants_the_first_is_shown(tmp_path: Path) -> None:
    fields = """
    option (fluxdesk.v1.discriminator) = "way";
    Way way = 1 [(buf.validate.field).required = true];
    optional string window = 2 [(fluxdesk.v1.variant) = "WAY_WINDOW"];
    optional string door = 3 [(fluxdesk.v1.variant) = "WAY_DOOR"];
    enum Way { WAY_UNSPECIFIED = 0; WAY_DOOR = 1; WAY_WINDOW = 2; }
    """
    assert _body(tmp_path, fields) == {"way": "door", "door": "Door"}
    inner = f"repeated Inner ways = 1 [(buf.validate.field).repeated.min_items = 1]; message Inner {{ {fields} }}"
    assert _body(tmp_path, inner) == {"ways": [{"way": "door", "door": "Door"}]}


def test_a_field_that_no_guess_fits_needs_an_example_of_its_own(tmp_path: Path) -> None:
    rules = 'pattern: "^[0-9]{4}-[0-9]{2}$"'
    with pytest.raises(GenerateError, match=r"Asked\.month: its rules leave no example"):
        _body(tmp_path, f"string month = 1 [(buf.validate.field).string = {{{rules}}}];")
    body = _body(tmp_path, f'string month = 1 [(buf.validate.field).string = {{{rules} example: "2026-03"}}];')
    assert body == {"month": "2026-03"}


def test_the_pages_say_when_the_list_they_begin_with_is_gone() -> None:
    with pytest.raises(GenerateError, match="begin with ListInbox"):
        shown_list(Declarations(FIXTURES))


def test_each_door_has_its_own_words(tmp_path: Path) -> None:
    fields = "Kind first_kind = 1 [(buf.validate.field).required = true]; enum Kind { KIND_UNSPECIFIED = 0; KIND_OPEN = 1; }"
    assert _body(tmp_path, fields) == {"firstKind": "open"}
    assert _body(tmp_path, fields, door=tool_examples) == {"first_kind": "open"}
    assert _body(tmp_path, fields, door=grpc_examples) == {"firstKind": "KIND_OPEN"}


def test_a_query_is_written_as_an_address(tmp_path: Path) -> None:
    text = """
    // Serves the test.
    service TrialService {
      // Finds.
      rpc Find(Asked) returns (Asked) {
        option idempotency_level = NO_SIDE_EFFECTS;
        option (google.api.http) = {get: "/api/trials/{trial_id}"};
        option (fluxdesk.v1.policy) = {callers: [PERSON, AGENT_KEY]};
      }
    }
    message Asked {
      string trial_id = 1;
      string full_name = 2 [(buf.validate.field).required = true];
      bool is_open = 3 [(buf.validate.field).required = true];
      repeated string tags = 4 [(buf.validate.field).repeated.min_items = 1];
      string other_id = 5 [(buf.validate.field).required = true];
    }
    """
    declared = declare(tmp_path, text)
    (rpc,) = declared.rpcs
    address = "http://127.0.0.1:8080/api/trials/$TRIAL_ID?fullName=Full%20name&isOpen=true&tags=Tags&otherId=$OTHER_ID"
    assert curl(declared, rpc, rpc.routes[0]) == f'curl -sS "{address}" \\\n  -H "Authorization: Bearer $AGENT_KEY"'


def test_the_shell_expands_nothing_of_a_text() -> None:
    assert shell_text(r"$HOME `id` \ ") == r"\$HOME \`id\` \\ "
