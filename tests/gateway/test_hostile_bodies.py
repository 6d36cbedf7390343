"""Whatever a body holds, it is the caller's fault and never the server's."""

import json

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenarios.json.scenarios import THING_FIELDS

hostile = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

ANY_TEXT = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["\0", "\ud800", "\udfff\ud800", "\u2028", "é" * 300])
KEYS = st.sampled_from([*THING_FIELDS, "maybe_flag", "", "a.b", 'a["b"]', "__proto__"]) | ANY_TEXT
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**30), 2**63, 1e308])
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def nested(depth: int, opening: bytes) -> bytes:
    return opening * depth


def sent_twice(key: str, value: object) -> bytes:
    return f"{{{json.dumps(key)}:{json.dumps(value)},{json.dumps(key)}:{json.dumps(value)}}}".encode()


NESTED = st.builds(nested, st.integers(30, 2_000), st.sampled_from([b"[", b'{"children":[', b'{"extra":{"a":']))
TWICE = st.builds(sent_twice, KEYS, VALUES)
ESCAPED = st.binary(max_size=20).map(lambda octets: "".join(f"%{octet:02x}" for octet in octets))
BODIES = st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()) | NESTED | TWICE


@pytest.mark.parametrize("path", ["/api/scenarios/things", "/api/scenarios/fail"])
@hostile
@given(body=BODIES)
async def test_no_body_breaks_the_server(http: httpx2.AsyncClient, path: str, body: bytes) -> None:
    answer = await http.post(path, content=body)
    assert answer.status_code in {200, 201, 400}, answer.text
    if answer.status_code == 400:
        assert answer.json()["fieldErrors"], "a 400 names what is wrong"


@hostile
@given(
    segment=ESCAPED.filter(bool), query=st.lists(st.tuples(st.sampled_from(["times", "pieces", "text", ""]) | ESCAPED, ESCAPED), max_size=5)
)
async def test_no_address_breaks_the_server(http: httpx2.AsyncClient, segment: str, query: list[tuple[str, str]]) -> None:
    pairs = "&".join(f"{name}={value}" for name, value in query)
    answer = await http.get(f"/api/scenarios/echo/{segment}?{pairs}")
    assert answer.status_code in {200, 400}, answer.text
