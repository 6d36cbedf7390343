"""Refuses HTTP routes that do not fit their RPC, and routes of which it is not plain which one a path means."""

from collections.abc import Iterator
from itertools import combinations

from scripts.generator.declarations import Declarations, DeclaredRpc, Route
from scripts.generator.tables import parameter_kind, query_fields, request_headers


def refused_routes(declarations: Declarations) -> Iterator[str]:
    """Routes whose verb, path, body or query the RPC cannot serve."""
    for rpc in declarations.rpcs:
        if rpc.routes and rpc.method.client_streaming:
            yield f"{rpc.place}: HTTP has no stream of requests: drop its route"
            continue
        headers = request_headers(declarations, rpc.method.input_type)
        for route in rpc.routes:
            texts = (
                *_refused_verb(rpc, route),
                *_refused_path(rpc, route),
                *_refused_body(rpc, route),
                *_refused_query(rpc, route, headers),
            )
            yield from (f"{rpc.place}: {route.verb} {route.path} {text}" for text in texts)


def refused_overlaps(declarations: Declarations) -> Iterator[str]:
    """Pairs of routes that one path could mean. Where one is more literal in every segment, it wins, and they are fine."""
    routes = [(rpc, route) for rpc in declarations.rpcs for route in rpc.routes]
    for (rpc, route), (other_rpc, other) in combinations(routes, 2):
        if route.verb == other.verb and _overlap(route, other) and not (_is_more_literal(route, other) or _is_more_literal(other, route)):
            text = f"{route.verb} {route.path} and {other.path} of {other_rpc.place} match one path, and neither is more literal"
            yield f"{rpc.place}: {text}: change one of them"


def _refused_verb(rpc: DeclaredRpc, route: Route) -> Iterator[str]:
    reads_by_post = route.verb == "POST" and rpc.policy is not None and rpc.policy.read_by_post
    if rpc.is_read and route.verb != "GET" and not reads_by_post:
        yield "is a read: make it GET, or POST with read_by_post"
    if route.verb == "GET" and not rpc.is_read:
        yield "has side effects: make it POST, or set idempotency_level = NO_SIDE_EFFECTS"


def _refused_path(rpc: DeclaredRpc, route: Route) -> Iterator[str]:
    for segment in route.segments:
        if "{" in segment and not (segment.startswith("{") and segment.endswith("}") and segment.count("{") == 1):
            yield f"has a variable in a part of the segment {segment}: make it the whole segment"
    for name in route.variables:
        field = rpc.method.input_type.fields_by_name.get(name)
        if field is None or field.is_repeated or parameter_kind(field) is None:
            yield f"has the variable {name}, which is no single value of {rpc.method.input_type.name}: name a field that is"


def _refused_body(rpc: DeclaredRpc, route: Route) -> Iterator[str]:
    if route.body in {"", "*"}:
        return
    field = rpc.method.input_type.fields_by_name.get(route.body)
    if field is None or field.message_type is None or field.is_repeated:
        yield f'has the body {route.body}, which is no message field of {rpc.method.input_type.name}: name one that is, or "*"'


def _refused_query(rpc: DeclaredRpc, route: Route, headers: dict[str, str]) -> Iterator[str]:
    for field in query_fields(rpc, route, headers):
        if parameter_kind(field) is None:
            yield f"takes {field.name} from the query, which cannot hold it: give the route a body, or change the field"


def _overlap(route: Route, other: Route) -> bool:
    if len(route.segments) != len(other.segments):
        return False
    return all(_is_variable(one) or _is_variable(two) or one == two for one, two in zip(route.segments, other.segments, strict=True))


def _is_more_literal(route: Route, other: Route) -> bool:
    """Whether every segment of the route is as literal as the other's, and one is more so."""
    pairs = [(_is_variable(one), _is_variable(two)) for one, two in zip(route.segments, other.segments, strict=True)]
    return all(one <= two for one, two in pairs) and any(one < two for one, two in pairs)


def _is_variable(segment: str) -> bool:
    return segment.startswith("{")
