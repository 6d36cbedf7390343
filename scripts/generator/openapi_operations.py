"""One operation of the OpenAPI document per route of an RPC."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath

from google.protobuf.descriptor import FieldDescriptor, ServiceDescriptor

from scripts.generator.declarations import Declarations, DeclaredRpc, Options, Route
from scripts.generator.fields import HTTP_BODY, json_fields
from scripts.generator.json_schema import Schema, json_name
from scripts.generator.openapi_failures import PROBLEMS, Failures
from scripts.generator.openapi_headers import RATE_LIMIT_HEADERS, headers, parameter
from scripts.generator.openapi_schemas import Schemas
from scripts.generator.python_text import snake
from scripts.generator.tables import query_fields, request_headers

_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BASE = "/api/v1/"
# What tells integrators of themselves belongs beside the document and its pages, whatever area looks it up.
INTROSPECTION = "introspection"
_INTROSPECTION = ("/api/v1/event-types", "/api/v1/integrators")


def area(service: ServiceDescriptor) -> str:
    """The area of the service, by the name of its file."""
    return PurePosixPath(service.file.name).stem


def tag(declarations: Declarations, rpc: DeclaredRpc, route: Route) -> str:
    """The area that the path begins with, as /api/v1/catalog/approvals is the catalog's, or else that of the RPC's own file."""
    if route.path in _INTROSPECTION:
        return INTROSPECTION
    first = route.path.removeprefix(_BASE).partition("/")[0]
    areas = {area(service) for service in declarations.services}
    return first if route.path.startswith(_BASE) and first in areas else area(rpc.method.containing_service)


def operation_name(rpc: DeclaredRpc) -> str:
    """Name of the operation of the RPC's first route."""
    return rpc.accepted_policy.tool or snake(rpc.method.name)


def path_of(rpc: DeclaredRpc, route: Route) -> str:
    """The route's path with its variables as the documents name them."""
    fields = rpc.method.input_type.fields_by_name
    return _PLACEHOLDER.sub(lambda found: f"{{{fields[found[1]].json_name}}}", route.path)


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one RPC. What they refer to is collected in `schemas`."""

    declarations: Declarations
    schemas: Schemas
    failures: Failures
    rpc: DeclaredRpc
    policy: Options

    def rows(self) -> Iterator[tuple[str, str, Schema]]:
        """(path, verb, operation) of each route."""
        name = operation_name(self.rpc)
        for number, route in enumerate(self.rpc.routes, 1):
            yield path_of(self.rpc, route), route.verb.lower(), self._operation(route, name if number == 1 else f"{name}_{number}")

    def _operation(self, route: Route, name: str) -> Schema:
        summary, *more = _SENTENCE_END.split(self.rpc.comment, maxsplit=1)
        return {
            "tags": [tag(self.declarations, self.rpc, route)],
            "operationId": name,
            "summary": summary.removesuffix("."),
            **({"description": self.rpc.comment} if more else {}),
            **_access(self.policy),
            "parameters": list(self._parameters(route)),
            **self._body(route),
            "responses": {**self._successes(), **self._refusals(route)},
        }

    @property
    def _request_headers(self) -> dict[str, str]:
        return request_headers(self.declarations, self.rpc.method.input_type)

    @property
    def _is_keyed(self) -> bool:
        """Whether an Idempotency-Key is honoured: it belongs to a known caller."""
        return not self.rpc.is_read and not self.policy.public

    @property
    def _is_limited(self) -> bool:
        buckets = self.policy.DESCRIPTOR.fields_by_name["bucket"].enum_type.values_by_name
        return self.policy.bucket != buckets["UNLIMITED"].number

    @property
    def _is_paged_file(self) -> bool:
        """Whether the answer is a page of a list, and no message that could hold the next cursor."""
        return self.rpc.method.output_type.full_name == HTTP_BODY and "cursor" in self.rpc.method.input_type.fields_by_name

    def _parameters(self, route: Route) -> Iterator[Schema]:
        fields = self.rpc.method.input_type.fields_by_name
        yield from (self._parameter(fields[name], "path") for name in route.variables)
        yield from (self._parameter(field, "query") for field in query_fields(self.rpc, route, self._request_headers))
        yield from (self._parameter(fields[name], "header", header) for name, header in self._request_headers.items())
        if self._is_keyed:
            yield parameter("IdempotencyKeyHeader")
        yield parameter("RequestIdHeader")

    def _parameter(self, field: FieldDescriptor, place: str, header: str = "") -> Schema:
        schema = self.schemas.requests.field(field, self.schemas.request)
        notes = {note: schema.pop(note) for note in ("description", "deprecated") if note in schema}
        required = place == "path" or self.schemas.requests.is_required(field)
        return {"name": header or json_name(field), "in": place, "required": required, **notes, "schema": schema}

    def _body(self, route: Route) -> Schema:
        if not route.body:
            return {}
        required, schema = self._whole_body(route) if route.body == "*" else self._field_body(route.body)
        described = {"description": schema.pop("description")} if "description" in schema else {}
        return {"requestBody": {**described, "required": required, "content": {"application/json": {"schema": schema}}}}

    def _whole_body(self, route: Route) -> tuple[bool, Schema]:
        """(is required, schema) of a body that holds all fields but those in the path and in headers."""
        request, requests = self.rpc.method.input_type, self.schemas.requests
        elsewhere = {*route.variables, *self._request_headers}
        is_required = any(requests.is_required(field) for field in json_fields(request) if field.name not in elsewhere)
        schema = requests.object(request, self.schemas.request, elsewhere) if elsewhere else self.schemas.request(request)
        return is_required, schema

    def _field_body(self, name: str) -> tuple[bool, Schema]:
        field, requests = self.rpc.method.input_type.fields_by_name[name], self.schemas.requests
        return requests.is_required(field), requests.field(field, self.schemas.request)

    def _successes(self) -> dict[str, Schema]:
        reply, status = self.rpc.method.output_type, self.policy.http_status or 200
        said = {status: self.declarations.comment(reply) or "Success."}
        for when in self.policy.status_when:
            said[when.status] = f"`{json_name(reply.fields_by_name[when.field])}` is true."
        response: Schema = {"headers": self._reply_headers()}
        if status != HTTPStatus.NO_CONTENT:
            response["content"] = self._content()
        return {str(status): {"description": text, **response} for status, text in sorted(said.items())}

    def _content(self) -> Schema:
        reply = self.rpc.method.output_type
        if reply.full_name == HTTP_BODY:
            return {"*/*": {}}
        if self.rpc.method.server_streaming:
            return {"text/event-stream": self._events()}
        return {"application/json": {"schema": self.schemas.reply(reply)}}

    def _events(self) -> Schema:
        """OpenAPI 3.1 has no words for the events of a stream, so the data of each stand in an extension, by the event's name.

        The schema names no type: some readers take it for that of the whole text, others for that of each event.
        """
        reply = self.rpc.method.output_type
        event_id = self.declarations.event_id(reply)
        is_one_oneof = len(reply.oneofs) == 1 and len(reply.oneofs[0].fields) == len(reply.fields) - bool(event_id) > 1
        if is_one_oneof:
            events = {field.name: self.schemas.replies.field(field, self.schemas.reply) for field in reply.oneofs[0].fields}
        else:
            events = {"message": self.schemas.reply(reply)}
        events["error"] = PROBLEMS[self.declarations.problem_has_error(self.rpc)]
        text = f"Server-sent events: {', '.join(events)}. After an error the stream ends."
        if event_id:
            text += f" The id of each is its {json_name(reply.fields_by_name[event_id])}."
        return {"schema": {"description": text}, "x-events": events}

    def _reply_headers(self) -> dict[str, Schema]:
        """The headers of a stream are sent before its call has said anything."""
        if self.rpc.method.server_streaming:
            return headers("X-Request-Id")
        names = ["X-Request-Id"]
        if self._is_limited and not self.policy.public:
            names += RATE_LIMIT_HEADERS
        if self._is_keyed:
            names.append("Idempotency-Replayed")
        if self._is_paged_file:
            names.append("X-Next-Cursor")
        reply = self.rpc.method.output_type
        own = request_headers(self.declarations, reply)
        schemas = {header: self.schemas.replies.field(reply.fields_by_name[name], self.schemas.reply) for name, header in own.items()}
        return {**headers(*names), **{header: {"schema": schema} for header, schema in schemas.items()}}

    def _refusals(self, route: Route) -> dict[str, Schema]:
        return self.failures.responses_of(self._failure_statuses(route), self.rpc, self.schemas)

    def _failure_statuses(self, route: Route) -> Iterator[int]:
        # A parameter that an operation does not know is refused by every one of them.
        yield from (400, 500, 503, 504)
        if json_fields(self.rpc.method.input_type):
            yield 404
        if not self.policy.public:
            yield from (401, 403)
        elif self.policy.reveals_secret:
            # It gives a secret for credentials of its own, which can be wrong.
            yield 401
        if self._is_keyed:
            yield from (409, 422)
        if "If-Match" in self._request_headers.values():
            yield 412
        if route.body:
            yield from (413, 415)
        if self._is_limited:
            yield 429


def _access(policy: Options) -> Schema:
    """Who may call. What OpenAPI has no words for stands in extensions."""
    if policy.public:
        return {"security": []}
    callers = policy.DESCRIPTOR.fields_by_name["callers"].enum_type.values_by_number
    access: Schema = {"x-callers": [callers[number].name.lower() for number in policy.callers]}
    return access | ({"x-required-scope": policy.scope} if policy.scope else {})
