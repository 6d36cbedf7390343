"""The failures of the API: one shared response per HTTP status, out of the Reasons in errors.proto."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, cast

from google.protobuf.descriptor import Descriptor

from scripts.generator.declarations import Declarations, DeclaredRpc, Options
from scripts.generator.json_schema import Schema
from scripts.generator.openapi_headers import RATE_LIMIT_HEADERS, headers
from scripts.generator.openapi_schemas import Schemas

_TYPE_BASE = "https://docs.fluxdesk.net/api/v1/errors/"
_HEADERS_OF_STATUS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    409: ("Retry-After",),
    429: (*RATE_LIMIT_HEADERS, "Retry-After"),
    503: ("Retry-After",),
}


# What is refused, by whether the area's problems carry `error`.
PROBLEMS: dict[bool, Schema] = {
    False: {"$ref": "#/components/schemas/ProblemDetails"},
    True: {"$ref": "#/components/schemas/ProblemDetailsWithError"},
}


class _Reason(NamedTuple):
    """A Reason by its proto name, with its FailureKind and what it means."""

    name: str
    kind: Options
    comment: str


class Failures:
    """The Reasons by their HTTP status; the first of a status names its response.

    Those that RPCs name in their policy stand in the responses of these RPCs alone.
    """

    def __init__(self, declarations: Declarations) -> None:
        self._declarations = declarations
        self._reasons: dict[int, list[_Reason]] = {}
        self._named: dict[str, _Reason] = {}
        # Statuses of responses with `error` that something refers to.
        self._with_error: set[int] = set()
        named = {name for rpc in declarations.rpcs for name in rpc.reasons}
        for reason in _reasons(declarations):
            if reason.name in named:
                self._named[reason.name] = reason
            else:
                self._reasons.setdefault(reason.kind.http_status, []).append(reason)

    def references(self, statuses: Iterable[int], *, has_error: bool = False) -> dict[str, Schema]:
        """The responses of those statuses that a Reason has."""
        known = [status for status in sorted(statuses) if status in self._reasons]
        if has_error:
            self._with_error.update(known)
        return {str(status): {"$ref": f"#/components/responses/{self._name(status, has_error=has_error)}"} for status in known}

    def responses_of(self, statuses: Iterable[int], rpc: DeclaredRpc, schemas: Schemas) -> dict[str, Schema]:
        """The responses of an operation: those of the statuses, and of the Reasons that its policy names, with what they carry."""
        usual, names, has_error = set(statuses), rpc.reasons, self._declarations.problem_has_error(rpc)
        responses = self.references(usual, has_error=has_error)
        for status, named in _by_status(self._named[name] for name in names if name in self._named).items():
            reasons = [*(self._reasons.get(status, []) if status in usual else []), *named]
            response = self._response(status, reasons, self._carried(named, schemas), has_error=has_error)
            responses[str(status)] = {**response, "headers": {**cast("Schema", response["headers"]), **self._carried_headers(named)}}
        return dict(sorted(responses.items()))

    def responses(self) -> dict[str, Schema]:
        """Every response, by its name: with `error` those that something has referred to."""
        wanted = [*((status, False) for status in sorted(self._reasons)), *((status, True) for status in sorted(self._with_error))]
        return {
            self._name(status, has_error=has_error): self._response(status, self._reasons[status], has_error=has_error)
            for status, has_error in wanted
        }

    def problems(self) -> dict[str, Schema]:
        """The schemas of what is refused, by their names."""
        return {"ProblemDetails": problem_details(), **({"ProblemDetailsWithError": _problem_with_error()} if self._with_error else {})}

    def _name(self, status: int, *, has_error: bool) -> str:
        """ "idempotency-conflict" → "IdempotencyConflict"."""
        slug: str = self._reasons[status][0].kind.slug
        return "".join(word.capitalize() for word in slug.split("-")) + ("WithError" if has_error else "")

    def _carried(self, reasons: Iterable[_Reason], schemas: Schemas) -> dict[str, Schema]:
        """The members of the problem that hold what the Reasons carry."""
        kinds = ((reason.kind.extra.member, self._declarations.message(reason.kind.extra.message)) for reason in reasons)
        return {member: schemas.reply(kind) for member, kind in kinds if isinstance(kind, Descriptor)}

    def _carried_headers(self, reasons: Iterable[_Reason]) -> dict[str, Schema]:
        """The headers that fields of what the Reasons carry are written as."""
        kinds = (self._declarations.message(reason.kind.extra.message) for reason in reasons)
        fields = (field for kind in kinds if isinstance(kind, Descriptor) for field in kind.fields)
        named = ((self._declarations.header(field), self._declarations.comment(field)) for field in fields)
        return {header: {"description": comment, "schema": {"type": "string"}} for header, comment in named if header}

    def _response(self, status: int, reasons: list[_Reason], carried: dict[str, Schema] | None = None, *, has_error: bool) -> Schema:
        reason, kind, detail = reasons[0]
        problem = PROBLEMS[has_error]
        schema: Schema = {"allOf": [problem, {"type": "object", "properties": carried}]} if carried else problem
        example = {
            "type": _TYPE_BASE + kind.slug,
            "title": kind.title,
            "status": status,
            "detail": detail,
            "instance": "/api/v1/events",
            "requestId": "req_3kTqv0mXw8ZrY1bN5cLhPd",
            "code": _code(reason),
            **({"error": detail} if has_error else {}),
        }
        return {
            "description": detail if len(reasons) == 1 else "\n".join(f"- `{_code(name)}`: {comment}" for name, _, comment in reasons),
            "headers": headers("X-Request-Id", *_HEADERS_OF_STATUS.get(status, ())),
            "content": {"application/problem+json": {"schema": schema, "example": example}},
        }


def _reasons(declarations: Declarations) -> Iterator[_Reason]:
    for enum in declarations.enums:
        kinds = declarations.failure(enum)
        yield from (_Reason(value.name, kinds[value.name], declarations.comment(value)) for value in enum.values if value.name in kinds)


def _by_status(reasons: Iterable[_Reason]) -> dict[int, list[_Reason]]:
    found: dict[int, list[_Reason]] = {}
    for reason in reasons:
        found.setdefault(reason.kind.http_status, []).append(reason)
    return found


def _code(reason: str) -> str:
    """ "REASON_NOT_FOUND" → "not_found"."""
    return reason.removeprefix("REASON_").lower()


def problem_details() -> Schema:
    """Schema of every failure's body, RFC 9457. It stays open: some failures carry members of their own."""
    return {
        "type": "object",
        "description": "Why a call failed, as RFC 9457 writes it. Branch on `type`.",
        "properties": {
            "type": {
                "type": "string",
                "format": "uri",
                "description": f"Names the kind of failure: {_TYPE_BASE}<slug>, which is a page too.",
            },
            "title": {"type": "string", "description": "Short summary, the same for every occurrence."},
            "status": {"type": "integer", "minimum": 100, "maximum": 599, "description": "The HTTP status."},
            "detail": {"type": "string", "description": "What happened this time, for a person."},
            "instance": {"type": "string", "format": "uri-reference", "description": "Path of the call."},
            "requestId": {"type": "string", "description": "The id under which the server logged the call."},
            "code": {"type": "string", "description": "Names the reason; several can share a type."},
            "fieldErrors": {
                "type": "object",
                "description": "Every fault of the input: the path of the faulty value in the body, and what is wrong with it.",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
            },
        },
        "required": ["type", "title", "status", "instance", "requestId", "code"],
        "additionalProperties": True,
    }


def _problem_with_error() -> Schema:
    """The same with what callers of some areas look for."""
    error: Schema = {"type": "string", "description": "The detail once more."}
    return {"allOf": [PROBLEMS[False], {"type": "object", "properties": {"error": error}, "required": ["error"]}]}
