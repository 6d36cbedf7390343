"""The failures of the API: one shared response per HTTP status, out of the Reasons in errors.proto."""

from collections.abc import Iterable

from scripts.generator.declarations import Declarations, Options
from scripts.generator.json_schema import Schema
from scripts.generator.openapi_headers import RATE_LIMIT_HEADERS, headers

_TYPE_BASE = "https://docs.fluxdesk.net/api/v1/errors/"
_HEADERS_OF_STATUS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    409: ("Retry-After",),
    429: (*RATE_LIMIT_HEADERS, "Retry-After"),
    503: ("Retry-After",),
}


PROBLEM: Schema = {"$ref": "#/components/schemas/ProblemDetails"}


class Failures:
    """The Reasons by their HTTP status; the first of a status names its response."""

    def __init__(self, declarations: Declarations) -> None:
        self._reasons: dict[int, list[tuple[str, Options, str]]] = {}
        for enum in declarations.enums:
            kinds = declarations.failure(enum)
            for value in enum.values:
                if kind := kinds.get(value.name):
                    self._reasons.setdefault(kind.http_status, []).append((value.name, kind, declarations.comment(value)))

    def references(self, statuses: Iterable[int]) -> dict[str, Schema]:
        """The responses of those statuses that a Reason has."""
        known = (status for status in sorted(statuses) if status in self._reasons)
        return {str(status): {"$ref": f"#/components/responses/{self._name(status)}"} for status in known}

    def responses(self) -> dict[str, Schema]:
        """Every response, by its name."""
        return {self._name(status): self._response(status) for status in sorted(self._reasons)}

    def _name(self, status: int) -> str:
        """ "idempotency-conflict" → "IdempotencyConflict"."""
        slug: str = self._reasons[status][0][1].slug
        return "".join(word.capitalize() for word in slug.split("-"))

    def _response(self, status: int) -> Schema:
        reasons = self._reasons[status]
        reason, kind, detail = reasons[0]
        example = {
            "type": _TYPE_BASE + kind.slug,
            "title": kind.title,
            "status": status,
            "detail": detail,
            "instance": "/api/v1/events",
            "requestId": "req_3kTqv0mXw8ZrY1bN5cLhPd",
            "code": _code(reason),
        }
        return {
            "description": detail if len(reasons) == 1 else "\n".join(f"- `{_code(name)}`: {comment}" for name, _, comment in reasons),
            "headers": headers("X-Request-Id", *_HEADERS_OF_STATUS.get(status, ())),
            "content": {"application/problem+json": {"schema": PROBLEM, "example": example}},
        }


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
