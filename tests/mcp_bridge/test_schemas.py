"""The schemas that clients see say what the decoder and the rules accept, as far as a schema can say it.

Calls are not validated by schema: one mechanism finds the faults, and these tests hold the other description to it.
"""

from collections.abc import Mapping
from typing import cast

import jsonschema_rs
import protovalidate
import pytest
from fluxdesk.json import SNAKE as PRODUCT
from fluxdesk.json.runtime import Fault
from fluxdesk.rpc_table import RPCS
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios.json import SNAKE

from mcp_bridge.arguments import Schema
from scripts.offers import read_offers
from tests.mcp_bridge.host import ROWS, TOOLS

_RULES = protovalidate.Validator()
_REQUESTS = {rpc.name: rpc.request for rpc in (*ROWS, *RPCS)}
_CODECS = {**PRODUCT, **SNAKE}
PRODUCT_TOOLS = read_offers().tools
_WRONG: list[object] = [None, True, 0.5, "?", -1, [], [None], {}, {"?": 1}]
# A schema cannot say which text is base64, nor the range of an integer that may come as text.
_WRONG_BASE64: list[object] = [True, -1, [], {}]
_WRONG_LONG: list[object] = [True, 0.5, "?", [], {}]
_TEXTS = {
    "date-time": st.sampled_from(["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.25+02:00"]),
    "email": st.sampled_from(["a@example.com", "A.b+c@desk.example.com", "a@", "example.com"]),
    "uuid": st.sampled_from(["0198a5b2-0000-7000-8000-00000000000a", "0198A5B2-0000-7000-8000-00000000000A", "0198a5b2"]),
    "int64": st.sampled_from(["0", "-5", "9007199254740993"]),
    "uint64": st.sampled_from(["0", "9007199254740993"]),
}
# Longer than what a field of a name takes.
_CHARACTERS_MAX = 110
_ITEMS_MAX = 4


def _values(schema: Schema, *, fits: bool) -> st.SearchStrategy[object]:
    """What the schema asks for; unless it must fit, at times something else in its place."""
    kinds = schema.get("type", "object")
    right = [_right(kind, schema, fits=fits) for kind in ([kinds] if isinstance(kinds, str) else cast("list[str]", kinds))]
    return st.one_of(*right) if fits else st.one_of(*right, *right, _wrong(schema))


def _wrong(schema: Schema) -> st.SearchStrategy[object]:
    if "contentEncoding" in schema:
        return st.sampled_from(_WRONG_BASE64)
    return st.sampled_from(_WRONG_LONG if schema.get("format") in {"int64", "uint64"} else _WRONG)


def _right(kind: str, schema: Schema, *, fits: bool) -> st.SearchStrategy[object]:
    if kind == "array":
        items = _values(cast("Schema", schema.get("items", {})), fits=fits)
        least = _bound(schema, "minItems", 0) if fits else 0
        return st.lists(items, min_size=least, max_size=_ITEMS_MAX, unique_by=repr if fits else None)
    if kind == "object":
        return _objects(schema, fits=fits)
    scalars: dict[str, st.SearchStrategy[object]] = {
        "null": st.none(),
        "boolean": st.booleans(),
        "integer": st.integers(_bound(schema, "minimum", 0), _bound(schema, "maximum", 70)) if fits else st.integers(0, 70),
        "number": st.floats(-1e6, 1e6),
    }
    return scalars[kind] if kind in scalars else _texts(schema, fits=fits)


def _bound(schema: Schema, name: str, otherwise: int) -> int:
    return cast("int", schema.get(name, otherwise))


def _texts(schema: Schema, *, fits: bool) -> st.SearchStrategy[object]:
    if "enum" in schema:
        return st.sampled_from(cast("list[object]", schema["enum"]))
    if "contentEncoding" in schema:
        return st.sampled_from(["", "AAEC"])
    if schema.get("format") in _TEXTS:
        return _TEXTS[str(schema["format"])]
    least, most = (_bound(schema, "minLength", 0), _bound(schema, "maxLength", _CHARACTERS_MAX)) if fits else (0, _CHARACTERS_MAX)
    if str(schema.get("pattern", "")).endswith("s$"):
        # A pattern cannot say how long a duration may be.
        return st.sampled_from(["3s", "-1.5s"] if fits else ["3s", "-1.5s", "?"])
    if "pattern" in schema:
        # What each side makes of control characters is the matter of its engine.
        fitting = st.from_regex(str(schema["pattern"]), alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]))
        fitting = fitting.filter(lambda text: least <= len(text) <= most)
        return fitting if fits else st.one_of(fitting, st.sampled_from(["", "3s", "?"]))
    return st.text(st.characters(codec="ascii", exclude_characters="\0"), min_size=least, max_size=min(most, _CHARACTERS_MAX))


def _objects(schema: Schema, *, fits: bool) -> st.SearchStrategy[object]:
    """With any members, or all that are required. An open object is left empty: what recursion cut off is stricter than the schema says."""
    if "properties" in schema:
        values = {name: _values(each, fits=fits) for name, each in cast("Mapping[str, Schema]", schema["properties"]).items()}
        required = {name: values[name] for name in cast("list[str]", schema.get("required", []))} if fits else {}
        others = {name: each for name, each in values.items() if name not in required}
        return st.fixed_dictionaries(required, optional=others if fits else {**others, "?": st.just(1)})
    entry = schema.get("additionalProperties")
    return st.dictionaries(st.sampled_from("ab"), _values(cast("Schema", entry), fits=fits)) if isinstance(entry, dict) else st.just({})


def _holds_both_of_oneof(arguments: object) -> bool:
    """The oneof of the scenarios is said in words only: a schema for it at the top breaks clients."""
    return isinstance(arguments, dict) and (
        {"paint", "wavelength"} <= arguments.keys()
        or any(_holds_both_of_oneof(each) for each in cast("dict[str, object]", arguments).values())
    )


@pytest.mark.parametrize("tool", [*TOOLS, *PRODUCT_TOOLS], ids=lambda tool: str(tool["name"]))
def test_the_schema_accepts_what_the_rpc_accepts(tool: dict[str, object]) -> None:
    schema = cast("dict[str, object]", tool["inputSchema"])
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    request_type = _REQUESTS[str(tool["rpc"])]
    accepted: list[object] = []

    # Fewer for each of the product's many tools. The same in each run, so that some that fit are among them.
    @settings(max_examples=150 if tool in TOOLS else 50, deadline=None, database=None, derandomize=True)
    @given(st.one_of(_objects(schema, fits=True), _objects(schema, fits=False)).filter(lambda sent: not _holds_both_of_oneof(sent)))
    def compare(arguments: object) -> None:
        faults: list[Fault] = []
        request = _CODECS[request_type].decode(arguments, "", faults)
        violations = [violation.proto.message for violation in _RULES.collect_violations(request)]
        is_accepted = not faults and not violations
        assert validator.is_valid(arguments) == is_accepted, (faults, violations, list(validator.iter_errors(arguments)))
        accepted.extend([arguments] if is_accepted else [])

    compare()
    assert accepted
