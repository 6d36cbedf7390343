"""Every fault is told under its path in the JSON that the caller sent."""

import json
from collections.abc import Mapping
from typing import cast

import httpx2
import pytest
from fluxdesk.rpc import Credential
from google.protobuf.descriptor import Descriptor
from scenarios.v1.scenarios_pb2 import Thing

from core.server import Core
from gateway.paths import json_path
from tests.tenants import make_tenant

THINGS = "/api/scenarios/things"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("maybe_flag", "maybeFlag"),
        ("note", "sticky_note"),
        ("children[0].other_shape", "children[0].otherShape"),
        ("children[0].children[12].note", "children[0].children[12].sticky_note"),
        ('counts["repo"]', "counts.repo"),
        ('counts["a \\"b\\""]', 'counts.a "b"'),
        ('ticks["x"].number', "ticks.x.number"),
        ('extra["a"]["b"][0]', "extra.a.b[0]"),
        ("unknown", "unknown"),
        ("children[0].no such.key", "children[0].no such.key"),
        ("children[0]", "children[0]"),
        ("colour", "colour"),
        ("", ""),
        ("[0].name", "[0].name"),
    ],
)
def test_a_proto_path_becomes_a_json_path(path: str, expected: str) -> None:
    assert json_path(cast("Descriptor", Thing.DESCRIPTOR), path, None) == expected


async def faults(http: httpx2.AsyncClient, body: bytes | object, url: str = THINGS) -> Mapping[str, list[str]]:
    answer = await http.post(url, content=body if isinstance(body, bytes) else json.dumps(body))
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "validation-failed"), answer.text
    return answer.json()["fieldErrors"]


async def test_all_faults_are_told_at_once(http: httpx2.AsyncClient) -> None:
    body = {"name": "n" * 61, "shape": "oval", "children": [{"otherShape": 3}], "counts": {"a b": "1"}, "extra": {"k": "\0"}, "foo": 1}
    found = await faults(http, body)
    assert set(found) == {"name", "shape", "children[0].otherShape", "counts.a b", "extra.k", "foo"}
    assert found["foo"] == ["unknown field"]


async def test_the_first_fault_is_the_detail(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"shape": "oval"})
    assert answer.json()["detail"] == "shape: must be one of round, square_ish"


async def test_a_proto_name_that_was_sent_is_told_as_it_was_sent(http: httpx2.AsyncClient) -> None:
    assert await faults(http, {"maybe_flag": True, "children": [{"other_shape": "round"}]}) == {
        "maybe_flag": ["unknown field"],
        "children[0].other_shape": ["unknown field"],
    }


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null", b"3", b'"x"', b"\xff", b"{} {}", b"NaN", b"[" * 100_000])
@pytest.mark.parametrize("url", [THINGS, "/api/scenarios/fail"])
async def test_a_body_that_is_no_object_is_a_fault_of_the_body(http: httpx2.AsyncClient, body: bytes, url: str) -> None:
    assert set(await faults(http, body, url)) == {"body"}


@pytest.mark.parametrize(("url", "key"), [(THINGS, "name"), ("/api/scenarios/fail", "how")])
async def test_a_key_that_stands_twice_is_a_fault(http: httpx2.AsyncClient, url: str, key: str) -> None:
    body = f'{{"{key}": "a", "{key}": "b"}}'.encode()
    assert await faults(http, body, url) == {key: ["key stands twice"]}


async def test_keys_that_never_change_are_told_so_also_where_the_path_holds_one(http: httpx2.AsyncClient) -> None:
    body = {"name": "b", "maker": "m", "shape": None, "note": "n", "flag": True}
    answer = await http.patch("/api/scenarios/labels/a", json=body)
    expected = {"name": ["immutable"], "maker": ["immutable"], "shape": ["immutable"], "flag": ["unknown field"]}
    assert answer.json()["fieldErrors"] == expected
    assert (await http.patch("/api/scenarios/labels/a", json={"note": "n"})).json()["name"] == "a"


async def test_faults_of_headers_and_body_are_told_together(http: httpx2.AsyncClient) -> None:
    answer = await http.patch(f"{THINGS}/a", json={"name": 1}, headers={"idempotency-key": "k" * 201})
    assert set(answer.json()["fieldErrors"]) == {"name", "idempotency-key"}


async def test_who_calls_is_looked_at_before_what_is_sent(
    http: httpx2.AsyncClient, anonymous: httpx2.AsyncClient, scenario_core: Core
) -> None:
    tenant = await make_tenant(scenario_core)

    async def status(client: httpx2.AsyncClient, token: str = "") -> int:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return (await client.patch(f"{THINGS}/a", json={"name": "n" * 61, "foo": 1}, headers=headers)).status_code

    assert await status(anonymous) == 401
    assert await status(anonymous, "sk-flux-unknown") == 401
    # Of the wrong kind, and of too low a role.
    assert await status(anonymous, tenant.bearer(Credential.TOOLS_TOKEN)) == 403
    assert await status(anonymous, tenant.bearer(Credential.AGENT_KEY)) == 403
    assert await status(http) == 400


async def test_more_faults_than_anyone_reads_are_counted(http: httpx2.AsyncClient) -> None:
    found = await faults(http, {f"key{number}": 1 for number in range(15_000)})
    assert 100 < len(found) < 1000
    assert any(text.endswith("more faults") for text in found["body"])


async def test_an_escaped_key_is_told_readably(http: httpx2.AsyncClient) -> None:
    assert await faults(http, b'{"\\ud800\\u0000": 1}') == {"\\ud800\\u0000": ["unknown field"]}
