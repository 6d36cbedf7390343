"""The schemas that clients see say what the decoder and the rules accept, as far as a schema can say it.

Calls are not validated by schema: one mechanism finds the faults, and these tests hold the other description to it.
"""

from collections.abc import Mapping
from typing import cast

import jsonschema_rs
import protovalidate
import pytest
from fluxdesk.json.runtime import Fault
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios.json import SNAKE

from mcp_bridge.arguments import Schema
from tests.mcp_bridge.host import ROWS, TOOLS

_RULES = protovalidate.Validator()
_REQUESTS = {rpc.name: rpc.request for rpc in ROWS}
_WRONG: list[object] = [None, True, 0.5, "?", -1, [], [None], {}, {"?": 1}]
# A schema cannot say which text is base64, nor the range of an integer that may come as text.
_WRONG_BASE64: list[object] = [True, -1, [], {}]
_WRONG_LONG: list[object] = [True, 0.5, "?", [], {}]
_TEXTS = {
    "date-time": st.sampled_from(["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.25+02:00"]),
    "int64": st.sampled_from(["0", "-5", "9007199254740993"]),
    "uint64": st.sampled_from(["0", "9007199254740993"]),
}
_SCALARS: dict[str, st.SearchStrategy[object]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "integer": st.integers(0, 70),
    "number": st.floats(-1e6, 1e6),
}


def _values(schema: Schema) -> st.SearchStrategy[object]:
    """Mostly what the schema asks for, at times something else in its place."""
    kinds = schema.get("type", "object")
    right = [_right(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else cast("list[str]", kinds))]
    return st.one_of(*right, *right, _wrong(schema))


def _wrong(schema: Schema) -> st.SearchStrategy[object]:
    if "contentEncoding" in schema:
        return st.sampled_from(_WRONG_BASE64)
    return st.sampled_from(_WRONG_LONG if schema.get("format") in {"int64", "uint64"} else _WRONG)


def _right(kind: str, schema: Schema) -> st.SearchStrategy[object]:
    if kind in _SCALARS:
        return _SCALARS[kind]
    if kind == "array":
        return st.lists(_values(cast("Schema", schema.get("items", {}))), max_size=4)
    return _texts(schema) if kind == "string" else _objects(schema)


def _texts(schema: Schema) -> st.SearchStrategy[object]:
    if "enum" in schema:
        return st.sampled_from(cast("list[object]", schema["enum"]))
    if "contentEncoding" in schema:
        return st.sampled_from(["", "AAEC"])
    if schema.get("format") in _TEXTS:
        return _TEXTS[str(schema["format"])]
    if "pattern" in schema:
        return st.sampled_from(["3s", "-1.5s", "?"])
    return st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=110)


def _objects(schema: Schema) -> st.SearchStrategy[object]:
    """An open object is left empty: what recursion cut off is stricter than the schema says."""
    if "properties" in schema:
        properties = cast("Mapping[str, Schema]", schema["properties"])
        return st.fixed_dictionaries({}, optional={**{name: _values(each) for name, each in properties.items()}, "?": st.just(1)})
    entry = schema.get("additionalProperties")
    return st.dictionaries(st.sampled_from("ab"), _values(cast("Schema", entry))) if isinstance(entry, dict) else st.just({})


def _holds_both_of_oneof(arguments: object) -> bool:
    """The oneof of the scenarios is said in words only: a schema for it at the top breaks clients."""
    return isinstance(arguments, dict) and (
        {"paint", "wavelength"} <= arguments.keys()
        or any(_holds_both_of_oneof(each) for each in cast("dict[str, object]", arguments).values())
    )


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: str(tool["name"]))
def test_the_schema_accepts_what_the_rpc_accepts(tool: dict[str, object]) -> None:
    schema = cast("dict[str, object]", tool["inputSchema"])
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    request_type = _REQUESTS[str(tool["rpc"])]

    @settings(max_examples=150, deadline=None, database=None)
    @given(_objects(schema).filter(lambda arguments: not _holds_both_of_oneof(arguments)))
    def compare(arguments: object) -> None:
        faults: list[Fault] = []
        request = SNAKE[request_type].decode(arguments, "", faults)
        violations = [violation.proto.message for violation in _RULES.collect_violations(request)]
        assert validator.is_valid(arguments) == (not faults and not violations), (
            faults,
            violations,
            list(validator.iter_errors(arguments)),
        )

    compare()
