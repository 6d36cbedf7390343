"""The protocol of integrations in Markdown: how a program pushes events in, and everything else that its tokens may call."""

from collections.abc import Iterator, Mapping

from scripts.generator.declarations import Declarations, DeclaredRpc, Route
from scripts.generator.docs.access import ERRORS, failures, token_variable
from scripts.generator.docs.markdown import code, codes, fence, joined, table
from scripts.generator.docs.markup import fill
from scripts.generator.docs.members import heading, members
from scripts.generator.docs.rest_page import ORIGIN, curl
from scripts.generator.openapi_operations import path_of
from scripts.references import Json, resolved

_TOKENS = ("TOOLS_TOKEN", "PERSONAL_TOKEN", "MODERATION_TOKEN")
_EVENT = "InboundEvent"


def integrations_text(declarations: Declarations, document: Json) -> str:
    """The whole text. `document` is that of OpenAPI, which says what each operation takes and answers."""
    rpcs = [rpc for rpc in declarations.rpcs if rpc.routes and set(rpc.callers) & set(_TOKENS)]
    publish = next(rpc for rpc in rpcs if _is_publishing(rpc))
    routes = [(rpc, route) for rpc in rpcs for route in rpc.routes]
    answers = sorted({_answer(_operation_of(document, rpc, route)) for rpc, route in routes} - {""})
    known = frozenset({_EVENT, *answers})
    return fill(
        "integrations.md",
        tokens=_tokens(declarations),
        variables=fence("sh", "\n".join(f"export {name}='…'" for name in sorted({token_variable(rpc) for rpc in rpcs}))),
        publish=fence("sh", curl(declarations, publish, publish.routes[0])),
        event=_members(document, _component(_EVENT)),
        operations=joined(*(_operation(declarations, document, rpc, route, known) for rpc, route in routes)),
        answers=joined(*(joined(f"### {name}", _members(document, _component(name), "Member", known - {name})) for name in answers)),
        failures=_failures(declarations),
    )


def _is_publishing(rpc: DeclaredRpc) -> bool:
    """Whether the call holds an event."""
    return any(field.message_type is not None and field.message_type.name == _EVENT for field in rpc.method.input_type.fields)


def _has_example(rpc: DeclaredRpc, route: Route) -> bool:
    """Whether its example can be run as it stands: it publishes, or works on a delivery, or reads and names nothing of its own."""
    return _is_publishing(rpc) or set(route.variables) == {"delivery_id"} or (rpc.is_read and not route.variables)


def _tokens(declarations: Declarations) -> str:
    kinds = next(enum for enum in declarations.enums if enum.full_name.endswith("Policy.Credential"))
    rows = [(code(kind.name.lower()), declarations.comment(kind)) for kind in kinds.values if kind.name in _TOKENS]
    return table(("Token", "What it is"), rows)


def _component(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _operation_of(document: Json, rpc: DeclaredRpc, route: Route) -> Json:
    return document["paths"][path_of(rpc, route)][route.verb.lower()]


def _answer(operation: Json) -> str:
    """Name of the schema of what the operation answers; "" where that is no JSON."""
    return next((_name(content) for status, content in operation["responses"].items() if status < "300"), "")


def _name(holder: Json) -> str:
    return str(holder.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref", "")).rpartition("/")[2]


def _operation(declarations: Declarations, document: Json, rpc: DeclaredRpc, route: Route, known: frozenset[str]) -> str:
    operation = _operation_of(document, rpc, route)
    request, answer = operation.get("requestBody", {}), _answer(operation)
    body = request.get("content", {}).get("application/json", {}).get("schema", {})
    return joined(
        f"### {route.verb} {path_of(rpc, route)}",
        rpc.comment,
        table(("Fact", "Value"), _facts(document, rpc, operation)),
        _parameters(document, operation),
        f"The body is an {heading(_EVENT)}." if _name(request) == _EVENT else _members(document, body, "Body", known),
        f"It answers with {heading(answer)}." if answer else "",
        fence("sh", curl(declarations, rpc, route)) if _has_example(rpc, route) and _name(request) != _EVENT else "",
    )


def _facts(document: Json, rpc: DeclaredRpc, operation: Json) -> Iterator[tuple[str, str]]:
    yield "Callers", codes(kind.lower() for kind in rpc.callers)
    if (scope := rpc.accepted_policy.scope) and "AGENT_KEY" in rpc.callers:
        yield "Scope of an agent key", code(scope)
    if (role := rpc.choice("role")) and role != "EMPLOYEE":
        yield "Least role of the owner", code(role.lower())
    yield "Idempotency-Key", "honoured" if not rpc.is_read else "not needed"
    said = {status: resolved(document, response) for status, response in operation["responses"].items()}
    yield "Succeeds with", codes(status for status in said if status < "300")
    yield "Refuses with", codes(status for status in said if status >= "300")


def _parameters(document: Json, operation: Json) -> str:
    found = [resolved(document, parameter) for parameter in operation.get("parameters", ())]
    own = [parameter for parameter in found if parameter["in"] in {"path", "query"}]
    places: Mapping[str, str] = {parameter["name"]: parameter["in"] for parameter in own}
    properties = {each["name"]: {**each["schema"], "description": each.get("description", "")} for each in own}
    schema = {"properties": properties, "required": [each["name"] for each in own if each["required"]]}
    rows = [(code(row.path), places[row.path], row.kind, _needed(row.is_required), row.meaning) for row in members(document, schema)]
    return table(("Parameter", "In", "Type", "", "Meaning"), rows)


def _members(document: Json, schema: Json, title: str = "Field", known: frozenset[str] = frozenset()) -> str:
    rows = [(code(row.path), row.kind, _needed(row.is_required), row.meaning) for row in members(document, schema, known=known)]
    return table((title, "Type", "", "Meaning"), rows)


def _needed(is_required: bool) -> str:  # noqa: FBT001  # a cell out of a fact
    return "always" if is_required else ""


def _failures(declarations: Declarations) -> str:
    rows = [
        (f"[{kind.slug}]({ORIGIN}{ERRORS}/{kind.slug})", code(str(kind.http_status)), code(reason.lower()), comment)
        for reason, kind, comment in failures(declarations)
    ]
    return table(("Type", "Status", "Code", "What happened"), rows)
