"""The OpenAPI document: every route of every RPC, with what it takes, answers and refuses."""

from collections import Counter
from http import HTTPStatus
from operator import itemgetter
from typing import NamedTuple, cast

from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.examples import MESSAGES
from scripts.generator.json_schema import Schema
from scripts.generator.openapi_failures import Failures
from scripts.generator.openapi_headers import HEADERS, PARAMETERS, headers, parameter
from scripts.generator.openapi_operations import INTROSPECTION, Operations, area
from scripts.generator.openapi_schemas import Schemas
from scripts.generator.openapi_webhooks import webhooks

_DESCRIPTION = (
    "A work platform that people, services and agents share: over this API, over gRPC, and over MCP at `POST /mcp`.\n\n"
    "Failures are `application/problem+json`; branch on `type`, which does not change. Send an `Idempotency-Key` with what must happen "
    "once, and send it again with the same body when the answer was lost."
)
_BEARER: Schema = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "FluxDesk token",
    "description": (
        "A tools-token (`flux-tools-…`) is an integrator, a personal token (`flux-in-pers-…`) publishes to one user, the events of a "
        "moderation token (`flux-in-mod-…`) wait for an admin, and an agent key (`sk-flux-…`) acts as its user. "
        "A person who signed in sends the token of the session."
    ),
}


class _Page(NamedTuple):
    """What the gateway serves by GET without an RPC behind it: its operation but for what all of them share, and its content."""

    operation: Schema
    content: Schema
    has_etag: bool = False


def _text(name: str, summary: str, description: str, media_type: str = "text/markdown") -> _Page:
    """A page that programs read."""
    operation: Schema = {"operationId": name, "summary": summary, "description": description}
    return _Page(operation, {media_type: {"schema": {"type": "string"}}}, has_etag=True)


_PAGES: dict[str, _Page] = {
    "/api/v1/docs": _Page(
        {
            "operationId": "get_docs",
            "summary": "This document as a page",
            "description": "Swagger UI over this document, served with its assets from here.",
        },
        {"text/html": {"schema": {"type": "string"}}},
    ),
    "/api/v1/openapi.json": _Page(
        {
            "operationId": "get_openapi",
            "summary": "This document",
            "description": "The OpenAPI 3.1 document, for clients that follow its changes.",
        },
        {"application/json": {"schema": {"type": "object"}}},
        has_etag=True,
    ),
    "/api/internal-os/integrations/protocol": _text(
        "get_integrations_protocol", "How to push events in", "The protocol of integrations in Markdown, out of the same declarations."
    ),
    "/api/internal-os/agent/protocol": _text(
        "get_agent_protocol", "How an agent connects", "The protocol of agents in Markdown: the MCP endpoint, and its tools."
    ),
    "/llms.txt": _text(
        "get_llms_text",
        "Where a language model finds everything",
        "The pages of this API for language models, as llmstxt.org writes them.",
        "text/plain",
    ),
    "/api/v1/errors": _Page(
        {
            "operationId": "list_errors",
            "summary": "The kinds of failure",
            "description": "A page that leads to the page of every problem type.",
        },
        {"text/html": {"schema": {"type": "string"}}},
    ),
    "/api/v1/errors/{slug}": _Page(
        {
            "operationId": "get_error",
            "summary": "What a kind of failure means",
            "description": "The page of one problem type: its HTTP status, and every `code` that it comes with.",
            "parameters": [
                {
                    "name": "slug",
                    "in": "path",
                    "required": True,
                    "description": "Last segment of the problem's `type`.",
                    "schema": {"type": "string"},
                }
            ],
        },
        {"text/html": {"schema": {"type": "string"}}},
    ),
}


def document(declarations: Declarations, version: str) -> dict[str, object]:
    """The document as JSON data. `version` is the product's. Raises GenerateError when two operations or schemas share a name."""
    schemas, failures = Schemas(declarations), Failures(declarations)
    paths = _paths(declarations, schemas, failures)
    sent = webhooks(declarations, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "FluxDesk API",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "contact": {"name": "FluxDesk", "url": "https://docs.fluxdesk.net"},
        },
        "servers": [{"url": "/", "description": "The server that this document came from"}],
        "security": [{"BearerAuth": []}],
        "tags": _tags(declarations, paths),
        "paths": paths,
        **({"webhooks": sent} if sent else {}),
        "components": {
            "securitySchemes": {"BearerAuth": _BEARER},
            "parameters": PARAMETERS,
            "headers": HEADERS,
            "responses": failures.responses(),
            "schemas": _with_examples(failures.problems() | schemas.components()),
        },
    }


def _paths(declarations: Declarations, schemas: Schemas, failures: Failures) -> dict[str, dict[str, Schema]]:
    rows = [(path, "get", _page(failures, path, page)) for path, page in _PAGES.items()]
    for rpc in declarations.rpcs:
        if rpc.policy is not None:
            rows += Operations(declarations, schemas, failures, rpc, rpc.policy).rows()
    names = Counter(str(operation["operationId"]) for _, _, operation in rows)
    if taken := [name for name, count in names.items() if count > 1]:
        message = f"operations share a name: {', '.join(taken)}"
        raise GenerateError(message)
    paths: dict[str, dict[str, Schema]] = {}
    for path, verb, operation in sorted(rows, key=itemgetter(0, 1)):
        paths.setdefault(path, {})[verb] = operation
    return paths


def _page(failures: Failures, path: str, page: _Page) -> Schema:
    sent = ("X-Request-Id", "ETag") if page.has_etag else ("X-Request-Id",)
    responses: dict[str, Schema] = {"200": {"description": "The document.", "headers": headers(*sent), "content": page.content}}
    if page.has_etag:
        responses["304"] = {"description": "The client has this state of it.", "headers": headers(*sent)}
    if "{" in path:
        responses |= failures.references([HTTPStatus.NOT_FOUND])
    conditions: Schema = {"parameters": [parameter("IfNoneMatchHeader")]} if page.has_etag else {}
    return {"tags": [INTROSPECTION], **page.operation, **conditions, "security": [], "responses": responses}


def _tags(declarations: Declarations, paths: dict[str, dict[str, Schema]]) -> list[Schema]:
    """The tags of the operations: one per area that has some, said by the comment of its first service."""
    described = {INTROSPECTION: "What this API says of itself, and tells integrators of themselves."}
    for service in declarations.services:
        described.setdefault(area(service), declarations.comment(service))
    used = {str(name) for item in paths.values() for operation in item.values() for name in cast("list[object]", operation["tags"])}
    return [{"name": name, "description": text} for name, text in sorted(described.items()) if name in used]


def _with_examples(schemas: dict[str, Schema]) -> dict[str, Schema]:
    return {name: schema | {"examples": [MESSAGES[name]]} if name in MESSAGES else schema for name, schema in sorted(schemas.items())}
