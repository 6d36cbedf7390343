"""What the suite's tools ask of the client: forms, a completion of its model, its roots."""

from collections.abc import Mapping

from mcp_types import (
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    ListRootsRequest,
    SamplingMessage,
    TextContent,
)

Ask = ElicitRequest | CreateMessageRequest | ListRootsRequest
Schema = dict[str, object]

ROOTS = ListRootsRequest()

DEFAULTS: Schema = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "description": "User name", "default": "John Doe"},
        "age": {"type": "integer", "description": "User age", "default": 30},
        "score": {"type": "number", "description": "User score", "default": 95.5},
        "status": {"type": "string", "description": "User status", "enum": ["active", "inactive", "pending"], "default": "active"},
        "verified": {"type": "boolean", "description": "Verification status", "default": True},
    },
    "required": [],
}
_TITLED = [{"const": f"value{number}", "title": f"{nth} Option"} for number, nth in enumerate(("First", "Second", "Third"), 1)]
_OPTIONS = ["option1", "option2", "option3"]
ENUMS: Schema = {
    "type": "object",
    "properties": {
        "untitledSingle": {"type": "string", "description": "One without titles", "enum": _OPTIONS},
        "titledSingle": {"type": "string", "description": "One with titles", "oneOf": _TITLED},
        "legacyEnum": {
            "type": "string",
            "description": "One with titles beside it",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": {"type": "array", "description": "Several without titles", "items": {"type": "string", "enum": _OPTIONS}},
        "titledMulti": {"type": "array", "description": "Several with titles", "items": {"anyOf": _TITLED}},
    },
    "required": [],
}
USER: Schema = {
    "type": "object",
    "properties": {
        "username": {"type": "string", "description": "User's response"},
        "email": {"type": "string", "description": "User's email address"},
    },
    "required": ["username", "email"],
}


def form(message: str, schema: Mapping[str, object]) -> ElicitRequest:
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=dict(schema)))


def question(message: str, key: str, kind: str = "string") -> ElicitRequest:
    """A form of one field that must be filled in."""
    return form(message, {"type": "object", "properties": {key: {"type": kind}}, "required": [key]})


def completion(prompt: str, tokens_max: int = 100) -> CreateMessageRequest:
    message = SamplingMessage(role="user", content=TextContent(text=prompt))
    return CreateMessageRequest(params=CreateMessageRequestParams(messages=[message], max_tokens=tokens_max))
