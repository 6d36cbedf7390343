"""The headers that many operations share."""

from scripts.generator.json_schema import Schema

PARAMETERS: dict[str, Schema] = {
    "IdempotencyKeyHeader": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": (
            "A key of your own for this call. For 24 hours a repetition with the same key and body gets the first answer again, without a "
            "second effect; with another body it is refused."
        ),
        # An empty header is none; the rule is that of metadata.py.
        "schema": {"type": "string", "maxLength": 200, "pattern": "^[ -~]*$"},
    },
    "IfNoneMatchHeader": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        "description": "The `ETag` of the document that the client has: it is not sent again while it stays the same.",
        "schema": {"type": "string"},
    },
    "RequestIdHeader": {
        "name": "X-Request-Id",
        "in": "header",
        "required": False,
        "description": "An id of your own for this call: up to 120 letters, digits, `_` and `-`. Anything else is replaced by a new id.",
        "schema": {"type": "string"},
    },
}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}
HEADERS: dict[str, Schema] = {
    "X-Request-Id": {"description": "The id under which the server logged this call.", "schema": _TEXT},
    "X-RateLimit-Limit": {"description": "Requests that the caller may make in a window.", "schema": _COUNT},
    "X-RateLimit-Remaining": {"description": "Requests left in this window.", "schema": _COUNT},
    "X-RateLimit-Reset": {"description": "When the next window begins, in seconds since 1970.", "schema": _COUNT},
    "RateLimit": {"description": "The same as a structured field: what is left, and the seconds until there is more.", "schema": _TEXT},
    "RateLimit-Policy": {"description": "The limit as a structured field: requests, and the seconds of a window.", "schema": _TEXT},
    "Retry-After": {"description": "Seconds to wait before the next try.", "schema": _COUNT},
    "Idempotency-Replayed": {
        "description": "`true` when this is the answer to an earlier call with the same Idempotency-Key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "X-Next-Cursor": {"description": "The `cursor` of the next page; absent on the last.", "schema": _TEXT},
    "WWW-Authenticate": {"description": "How to authenticate.", "schema": _TEXT},
    "ETag": {"description": "Names this state of the document.", "schema": _TEXT},
    "Allow": {"description": "The methods that the path answers to.", "schema": _TEXT},
}
RATE_LIMIT_HEADERS = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit", "RateLimit-Policy")


def headers(*names: str) -> dict[str, Schema]:
    """References to shared headers of a response."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def parameter(name: str) -> Schema:
    """Reference to a shared parameter."""
    return {"$ref": f"#/components/parameters/{name}"}
