"""The page of REST: every operation with a curl command that works."""

from collections.abc import Iterator
from html import escape
from typing import cast
from urllib.parse import quote

from google.protobuf.descriptor import FieldDescriptor
from google.rpc import code_pb2

from scripts.generator.declarations import Declarations, DeclaredRpc, Route
from scripts.generator.docs.access import access_facts, credentials, error_link, failures, scopes, shown_list, token_variable, variables
from scripts.generator.docs.markup import code, codes, example, facts, fill, items, link, table
from scripts.generator.examples import here_document, is_expanded, rest_examples, shell_text, variable
from scripts.generator.fields import words
from scripts.generator.json_schema import json_name
from scripts.generator.openapi_operations import area, operation_name, path_of, tag
from scripts.generator.tables import query_fields, request_headers

ORIGIN = "http://127.0.0.1:8080"


def rest_page(declarations: Declarations) -> str:
    """The body of the page."""
    paged = shown_list(declarations)
    return fill(
        "rest.html",
        variables=variables(declarations),
        credentials=credentials(declarations),
        scopes=scopes(declarations),
        failures=_failures(declarations),
        paging=example("The first page", curl(declarations, paged, paged.routes[0])),
        next_page=example("The page after it", _next_page(declarations, paged)),
        streams=items(_streams(declarations)),
        contents=_contents(declarations),
        operations="\n".join(_areas(declarations)),
    )


def curl(declarations: Declarations, rpc: DeclaredRpc, route: Route) -> str:
    """A command that calls the route as the first credential that may."""
    examples, fields = rest_examples(declarations), rpc.method.input_type.fields_by_name
    path = route.path
    for name in route.variables:
        path = path.replace(f"{{{name}}}", variable(name))
    headers = request_headers(declarations, rpc.method.input_type)
    sent = examples.request(rpc, {*route.variables, *headers})
    names = [name for field in query_fields(rpc, route, headers) if (name := json_name(field)) in sent]
    query = [f"{name}={text}" for name in names for text in _texts(sent[name])]
    lines = [f'curl -sS{"N" if rpc.method.server_streaming else ""} "{ORIGIN}{shell_text(path)}{_query(query)}"']
    if not route.body and route.verb != "GET":
        lines.append(f"-X {route.verb}")
    if token := token_variable(rpc):
        lines.append(f'-H "Authorization: Bearer ${token}"')
    if not route.body:
        return " \\\n  ".join(lines)
    method = [f"-X {route.verb}"] if route.verb != "POST" else []
    command = " \\\n  ".join([*lines, *method, "-H 'Content-Type: application/json'", "--data @-"])
    return here_document(command, sent if route.body == "*" else examples.field(fields[route.body]))


def _query(parameters: list[str]) -> str:
    return shell_text(f"?{'&'.join(parameters)}") if parameters else ""


def _texts(value: object) -> list[str]:
    values = cast("list[object]", value) if isinstance(value, list) else [value]
    texts = (str(single).lower() if isinstance(single, bool) else str(single) for single in values)
    return [text if is_expanded(text) else quote(text) for text in texts]


def _next_page(declarations: Declarations, rpc: DeclaredRpc) -> str:
    first, *more = curl(declarations, rpc, rpc.routes[0]).split("\n")
    return "\n".join([first.replace('" \\', '&cursor=$CURSOR" \\'), *more])


def _failures(declarations: Declarations) -> str:
    rows = [
        (error_link(kind.slug), str(kind.http_status), code(reason.lower()), code(code_pb2.Code.Name(kind.code)), escape(text))
        for reason, kind, text in failures(declarations)
    ]
    return table("Every kind of failure", ("Type", "Status", "Code", "gRPC", "What happened"), rows)


def _streams(declarations: Declarations) -> Iterator[str]:
    for rpc in _routed(declarations):
        if rpc.method.server_streaming:
            yield f"{link(f'#{operation_name(rpc)}', code(path_of(rpc, rpc.routes[0])))}: {escape(rpc.comment)}"


def _routed(declarations: Declarations) -> list[DeclaredRpc]:
    return [rpc for rpc in declarations.rpcs if rpc.routes]


def _by_area(declarations: Declarations) -> dict[str, list[DeclaredRpc]]:
    areas: dict[str, list[DeclaredRpc]] = {}
    for rpc in _routed(declarations):
        areas.setdefault(area(rpc.method.containing_service), []).append(rpc)
    return dict(sorted(areas.items()))


def _heading(name: str) -> str:
    """The name of an area as words."""
    return name.replace("_", " ").capitalize()


def _contents(declarations: Declarations) -> str:
    def listed(name: str, rpcs: list[DeclaredRpc]) -> str:
        return f"{link(f'#area-{name}', escape(_heading(name)))}\n{items(link(f'#{operation_name(rpc)}', rpc.method.name) for rpc in rpcs)}"

    return items(listed(name, rpcs) for name, rpcs in _by_area(declarations).items())


def _areas(declarations: Declarations) -> Iterator[str]:
    for name, rpcs in _by_area(declarations).items():
        operations = "\n".join(_operation(declarations, rpc) for rpc in rpcs)
        about = escape(declarations.comment(rpcs[0].method.containing_service))
        yield f'<section id="area-{name}">\n<h2>{_heading(name)}</h2>\n<p>{about}</p>\n{operations}\n</section>'


def _operation(declarations: Declarations, rpc: DeclaredRpc) -> str:
    routes = "\n".join(
        f'<p class="route"><b class="{route.verb.lower()}">{route.verb}</b> {code(path_of(rpc, route))}</p>' for route in rpc.routes
    )
    commands = "\n".join(example(f"curl {route.verb} {path_of(rpc, route)}", curl(declarations, rpc, route)) for route in rpc.routes)
    return (
        f'<article id="{operation_name(rpc)}">\n<h3>{rpc.method.name}</h3>\n{routes}\n<p>{escape(rpc.comment)}</p>\n'
        f"{facts([*access_facts(rpc), *_facts(declarations, rpc)])}\n{_parameters(declarations, rpc)}{commands}\n</article>"
    )


def _facts(declarations: Declarations, rpc: DeclaredRpc) -> Iterator[tuple[str, str]]:
    policy, reply = rpc.accepted_policy, rpc.method.output_type.fields_by_name
    statuses = [code(str(policy.http_status or 200))]
    statuses += [f"{code(str(when.status))} when {code(json_name(reply[when.field]))}" for when in policy.status_when]
    yield "Answers", ", ".join(statuses)
    if not rpc.is_read and rpc.callers:
        yield "Idempotency-Key", "honoured"
    yield (
        "Schema",
        link(f"/api/v1/docs#/{tag(declarations, rpc, rpc.routes[0])}/{operation_name(rpc)}", "to read and to try in the browser"),
    )


def _parameters(declarations: Declarations, rpc: DeclaredRpc) -> str:
    """Table of what stands in path, query and headers of the first route."""
    fields, headers, route = rpc.method.input_type.fields_by_name, request_headers(declarations, rpc.method.input_type), rpc.routes[0]
    found = [(json_name(fields[name]), "path", fields[name]) for name in route.variables]
    found += [(json_name(field), "query", field) for field in query_fields(rpc, route, headers)]
    found += [(header, "header", fields[name]) for name, header in headers.items()]
    rows = [
        (code(name), place, escape(declarations.comment(field)) + _choices(field) + _default(declarations, field))
        for name, place, field in found
    ]
    return table(f"Parameters of {rpc.method.name}", ("Name", "In", "Meaning"), rows) + "\n" if rows else ""


def _default(declarations: Declarations, field: FieldDescriptor) -> str:
    value = declarations.default_value(field)
    return f" {code(value)} when it is not sent." if value else ""


def _choices(field: FieldDescriptor) -> str:
    return f" One of {codes(words(field.enum_type))}." if field.enum_type is not None else ""
