"""The doors agree: the same input gets the same answer, the same reason and the same faults, each in its own words."""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, cast

import jsonschema_rs
from fluxdesk.json import SNAKE
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from google.protobuf.message import Message

from core.ids import parse_id
from tests import doors as served
from tests.contract.rows import EFFECTS, READS, ROUTED, TOOLS, each, unaccepted
from tests.contract.test_traces import secrets_in
from tests.doors import Doors
from tests.samples import sample
from tests.tenants import Tenant
from tests.wire_form import json_form, snake_form

SCHEMAS: dict[str, dict[str, Any]] = {entry["rpc"]: entry for entry in served.TOOLS}


@each(READS)
async def test_a_read_answers_the_same_at_every_door(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    answers = [await door.call(rpc, request, token, request_id="the-same") for door in doors.of(rpc)]
    for answer in answers:
        assert answer.reply is not None
        # The id of an event is sealed anew each time.
        if rpc.event_id:
            answer.reply.ClearField(rpc.event_id)
        assert answer.reply == answers[0].reply


@each(EFFECTS)
async def test_an_effect_answers_the_same_at_every_door(rpc: Rpc, doors: Doors, new_tenant: Callable[[], Awaitable[Tenant]]) -> None:
    """Each door gets a workspace of its own, in which the same has happened: what was sent, ids and times differ and nothing else."""
    replies: list[object] = []
    for door in doors.of(rpc):
        tenant = await new_tenant()
        request, token = await sample(rpc, tenant)
        answer = await door.call(rpc, request, token, request_id="the-same")
        assert answer.reply is not None
        replies.append(_without_what_differs(answer.reply, request, tenant))
    assert replies == replies[:1] * len(replies)


@each(ROUTED)
async def test_every_route_answers_with_a_declared_status(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    for route in rpc.routes:
        request, token = await sample(rpc, tenant)
        answer = await doors.rest.send(rpc, route, json_form(request), token)
        assert answer.http_status in {rpc.http_status, *(status for _, status in rpc.status_when)}, route


@each(TOOLS)
async def test_the_tools_schemas_accept_what_goes_in_and_out(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, token = await sample(rpc, tenant)
    jsonschema_rs.validate(SCHEMAS[rpc.name]["inputSchema"], snake_form(request), validate_formats=True)
    answer = await doors.mcp.call(rpc, request, token)
    assert answer.reply is not None
    jsonschema_rs.validate(SCHEMAS[rpc.name]["outputSchema"], SNAKE[rpc.reply].encode(answer.reply), validate_formats=True)


@each(TOOLS)
async def test_the_rpc_accepts_every_word_and_bound_of_its_tools_schema(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    schema = SCHEMAS[rpc.name]["inputSchema"]
    for change in _variations(schema):
        request, token = await sample(rpc, tenant)
        arguments: dict[str, Any] = snake_form(request)
        if _apply(arguments, *change):
            jsonschema_rs.validate(schema, arguments)
            answer = await doors.mcp.send(rpc, arguments, token)
            assert answer.reason is None, (change, answer.body)


@each(rpc for rpc in TOOLS if rpc.routes)
async def test_a_surprising_key_is_named_at_its_path(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    (request, token), route = await sample(rpc, tenant), rpc.routes[0]
    data = json_form(request)
    if route.body:
        body: Any = data if route.body == "*" else data[rpc.request.DESCRIPTOR.fields_by_name[route.body].json_name]
        body["surprise"] = 1
    rest = await doors.rest.send(rpc, route, data, token, query=None if route.body else {"surprise": "1"})
    mcp = await doors.mcp.send(rpc, snake_form(request) | {"surprise": 1}, token)
    assert (rest.reason, rest.faults) == (Reason.VALIDATION_FAILED, {"surprise": ["unknown field" if route.body else "unknown parameter"]})
    assert (mcp.reason, mcp.faults) == (Reason.VALIDATION_FAILED, {"$.surprise": ["unknown field"]})


@each(rpc for rpc in TOOLS if unaccepted(rpc))
async def test_who_may_not_call_is_not_told_what_is_wrong_with_the_input(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    request, _ = await sample(rpc, tenant)
    answer = await doors.mcp.send(rpc, snake_form(request) | {"surprise": 1}, tenant.bearer(unaccepted(rpc)[0]))
    assert (answer.reason, answer.faults) == (Reason.CREDENTIAL_NOT_ACCEPTED, {})


@each(rpc for rpc in ROUTED if any(route.body for route in rpc.routes))
async def test_malformed_json_is_a_fault_of_the_body(rpc: Rpc, doors: Doors, tenant: Tenant) -> None:
    _, token = await sample(rpc, tenant)
    for route in (route for route in rpc.routes if route.body and not route.variables):
        headers = {"content-type": "application/json"} | ({"authorization": f"Bearer {token}"} if token else {})
        response = await doors.rest.http.request(route.verb, route.path, content=b'{"a":', headers=headers)
        assert response.status_code == 400
        assert response.json()["fieldErrors"].keys() - {parameter.name for parameter in route.query} == {"body"}


def _without_what_differs(reply: Message, request: Message, tenant: Tenant) -> object:
    """The reply in which every id of ours, every time, secret and text of the request or the tenant is the same."""
    own = {tenant.slug, *(person.email for person in tenant.members), *secrets_in(reply)}
    return _scrubbed(SNAKE[type(reply)].encode(reply), own | set(_texts(SNAKE[type(request)].encode(request))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(cast("dict[str, object]", value).values())
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _scrubbed(value: object, sent: set[str]) -> object:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        # The body of a webhook's request is a document of ours in a text.
        opened = {key: json.loads(str(member)) if key == "payload" else member for key, member in members.items()}
        return {key: _scrubbed(member, sent) for key, member in opened.items() if not key.endswith("_at")}
    if isinstance(value, list):
        return [_scrubbed(item, sent) for item in cast("list[object]", value)]
    if not isinstance(value, str):
        return value
    return "as sent" if value in sent else "an id" if parse_id(value) else value


def _variations(schema: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """(path, value) of each word of an enum and of each bound of a number, outside lists."""
    for name, sub in schema.get("properties", {}).items():
        here = (*path, name)
        for value in (*sub.get("enum", ()), *(sub[bound] for bound in ("minimum", "maximum") if bound in sub)):
            yield here, value
        yield from _variations(sub, here)


def _apply(arguments: dict[str, Any], path: tuple[str, ...], value: object) -> bool:
    """Puts the value at the path; False where the sample has no object to hold it."""
    for name in path[:-1]:
        if name not in arguments:
            return False
        arguments = arguments[name]
    arguments[path[-1]] = value
    return True
