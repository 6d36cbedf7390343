"""Compares the table of RPCs with the released one: buf passes a changed path, and a scope that is no longer asked for."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NotRequired, TypedDict

from google.protobuf.descriptor import Descriptor

from scripts.generator.declarations import Declarations, DeclaredRpc, Route
from scripts.generator.fields import WELL_KNOWN, json_fields, value_field
from scripts.generator.json_schema import Dialect, proto_name
from scripts.generator.tables import query_fields, request_headers

_VARIABLE = re.compile(r"\{[^}]*\}")
_ROLES = ("EMPLOYEE", "HR_ADMIN", "ADMIN", "SUPER_ADMIN")
_EFFECTS = ("WRITE", "IDEMPOTENT", "READ")


class RouteRow(TypedDict):
    """What a client of one route relies on; the keys of `headers` are fields."""

    body: str
    query: list[str]
    headers: dict[str, str]


class Row(TypedDict):
    """What clients of one RPC rely on, and what guards it.

    `arguments` says of each field that can be sent, at any depth, whether it must be sent with the message that it stands in.
    `routes` are named by verb and path, without names of variables. `event_id` is missing where events have no ids, and `problem_has_error`
    where problems have no `error`.
    """

    effect: str
    public: bool
    callers: list[str]
    scope: str
    role: str
    bucket: str
    audited: bool
    reveals_secret: bool
    destructive: bool
    tool: str
    arguments: dict[str, bool]
    http_status: int
    status_when: dict[str, int]
    reply_headers: dict[str, str]
    event_id: NotRequired[str]
    problem_has_error: NotRequired[bool]
    routes: dict[str, RouteRow]


Rows = Mapping[str, Row]


def rows(declarations: Declarations) -> dict[str, Row]:
    """The row of every RPC, by its full name, in order of the names."""
    return {rpc.name: _row(declarations, rpc) for rpc in sorted(declarations.rpcs, key=lambda rpc: rpc.name)}


def incompatibilities(released: Rows, current: Rows) -> list[str]:
    """One line for every change that stops a call that worked, or that loosens what guards one. What is added is fine."""
    return list(_incompatibilities(released, current))


def _incompatibilities(released: Rows, current: Rows) -> Iterator[str]:
    for name, was in released.items():
        now = current.get(name)
        if now is None:
            yield f"{name}: is gone, and its clients call it still"
        else:
            yield from (f"{name}: {text}" for rule in _RULES for text in rule(was, now))


def _changed_access(was: Row, now: Row) -> Iterator[str]:
    if was["public"] != now["public"]:
        yield "is public now, and asked for a credential" if now["public"] else "asks for a credential now, and was public"
        return
    yield from (f"{kind} may no longer call" for kind in was["callers"] if kind not in now["callers"])
    yield from (f"{kind} may call now, and could not" for kind in now["callers"] if kind not in was["callers"])


def _changed_scope(was: Row, now: Row) -> Iterator[str]:
    before, after = was["scope"], now["scope"]
    if before == after:
        return
    if not before:
        yield f'asks for the scope "{after}" now, which keys that worked may lack'
    elif not after:
        yield f'no longer asks for the scope "{before}"'
    else:
        yield f'asks for the scope "{after}" instead of "{before}"'


def _changed_role(was: Row, now: Row) -> Iterator[str]:
    before, after = was["role"], now["role"]
    if before != after:
        kind = "lower" if _ROLES.index(before) < _ROLES.index(after) else "higher"
        yield f"asks for the role {after} instead of the {kind} {before}"


def _changed_guards(was: Row, now: Row) -> Iterator[str]:
    if was["audited"] and not now["audited"]:
        yield "is no longer audited"
    if now["reveals_secret"] and not was["reveals_secret"]:
        yield "reveals a secret now"
    if now["destructive"] and not was["destructive"]:
        yield "is destructive now, and agents were told that it is not"
    if was["bucket"] != now["bucket"]:
        yield f"draws on the rate limit {now['bucket']} instead of {was['bucket']}"


def _changed_promises(was: Row, now: Row) -> Iterator[str]:
    if _EFFECTS.index(now["effect"]) < _EFFECTS.index(was["effect"]):
        yield f"is {now['effect']} now, and was {was['effect']}: clients that repeat it would do harm"
    if was["tool"] and was["tool"] != now["tool"]:
        yield f"the tool {was['tool']} is gone"
    if was["http_status"] != now["http_status"]:
        yield f"answers {now['http_status']} instead of {was['http_status']}"
    if was["status_when"] != now["status_when"]:
        yield f"answers {_text(now['status_when'])} instead of {_text(was['status_when'])}"
    for field, header in was["reply_headers"].items():
        if now["reply_headers"].get(field) != header:
            yield f"no longer answers with the header {header}"
    if (before := was.get("event_id")) and now.get("event_id") != before:
        yield f"its events no longer have {before} as their id, from which clients go on"
    if was.get("problem_has_error") and not now.get("problem_has_error"):
        yield "its problems no longer have `error`, for which callers look"


def _changed_arguments(was: Row, now: Row) -> Iterator[str]:
    before, after = was["arguments"], now["arguments"]
    yield from (f"no longer takes {name}" for name in before if name not in after)
    for name, is_required in after.items():
        parent = name.rpartition(".")[0]
        # Nobody sends what is new, and so nobody lacks what stands in it.
        if is_required and not before.get(name) and (not parent or parent in before):
            yield f"asks for {name} now, which its callers may not send"


def _changed_routes(was: Row, now: Row) -> Iterator[str]:
    for name, before in was["routes"].items():
        after = now["routes"].get(name)
        if after is None:
            yield f"no longer answers {name}"
            continue
        if before["body"] != after["body"]:
            yield f'{name} takes the body "{after["body"]}" instead of "{before["body"]}"'
        yield from (f"{name} no longer takes {key} from the query" for key in before["query"] if key not in after["query"])
        for field, header in before["headers"].items():
            if after["headers"].get(field) != header:
                yield f"{name} no longer reads the header {header}"


_RULES: tuple[Callable[[Row, Row], Iterator[str]], ...] = (
    _changed_access,
    _changed_scope,
    _changed_role,
    _changed_guards,
    _changed_promises,
    _changed_arguments,
    _changed_routes,
)


def _row(declarations: Declarations, rpc: DeclaredRpc) -> Row:
    policy = rpc.accepted_policy
    event_id = declarations.event_id(rpc.method.output_type)
    row = Row(
        effect=rpc.effect,
        public=policy.public,
        callers=sorted(rpc.callers),
        scope=policy.scope,
        role=rpc.choice("role") or _ROLES[0],
        bucket=rpc.bucket,
        audited=rpc.is_audited,
        reveals_secret=policy.reveals_secret,
        destructive=policy.destructive,
        tool=policy.tool,
        arguments=dict(_arguments(Dialect(declarations, is_input=True, key=proto_name), rpc.method.input_type)),
        http_status=policy.http_status or 200,
        status_when={when.field: when.status for when in policy.status_when},
        reply_headers=request_headers(declarations, rpc.method.output_type),
        routes={f"{route.verb} {_VARIABLE.sub('{}', route.path)}": _route_row(declarations, rpc, route) for route in rpc.routes},
    )
    if event_id:
        row["event_id"] = event_id
    if declarations.problem_has_error(rpc):
        row["problem_has_error"] = True
    return row


def _arguments(dialect: Dialect, message: Descriptor, *outer: Descriptor) -> Iterator[tuple[str, bool]]:
    """A message within itself has the same arguments again."""
    for field in json_fields(message):
        yield field.name, dialect.is_required(field)
        nested = value_field(field).message_type
        if nested is not None and nested not in (*outer, message) and nested.full_name not in WELL_KNOWN:
            yield from ((f"{field.name}.{name}", is_required) for name, is_required in _arguments(dialect, nested, *outer, message))


def _route_row(declarations: Declarations, rpc: DeclaredRpc, route: Route) -> RouteRow:
    headers = request_headers(declarations, rpc.method.input_type)
    return RouteRow(body=route.body, query=sorted(field.json_name for field in query_fields(rpc, route, headers)), headers=headers)


def _text(statuses: Mapping[str, int]) -> str:
    return " and ".join(f"{status} when {field}" for field, status in statuses.items()) or "one status always"
