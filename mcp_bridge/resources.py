"""Resources: what reads answer, under URIs with ids in them, and documents that anybody may read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

import grpc
import orjson
from fluxdesk.failures import read_failure
from fluxdesk.json.runtime import Fault
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Rpc
from mcp.server.caching import CacheHint
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)
from opentelemetry.trace import Tracer

from mcp_bridge.calls import CoreCalls, metadata_of
from mcp_bridge.exchange import MISSING, REFUSED, Context, Exchange, exchange_of
from mcp_bridge.handlers import callers_rights, challenge_of, challenged, protocol_error, require_first_page
from mcp_bridge.results import Codecs, content_of
from mcp_bridge.spans import span_of

# Documents change with a release only; what a read answers may change at any time.
DOCUMENT_HINT = CacheHint(ttl_ms=300_000, scope="public")
READ_HINT = CacheHint(ttl_ms=0, scope="private")

_VARIABLE = re.compile(r"\\\{([a-z0-9_]+)\\\}")
# Ids and slugs. What could mean another path, as it stands or once decoded, is none of them.
_VALUE = r"(?P<\1>(?!\.+$)[A-Za-z0-9._~@-]{1,200})"
_COMPLETIONS_MAX = 100
# The caller may not know that there is such a thing, or there is none: a client is told the same.
_ABSENT = frozenset({Reason.NOT_FOUND, Reason.VALIDATION_FAILED})

Entry = Mapping[str, object]


class Listed(NamedTuple):
    """Where the values of a template's last variable are found: `path` is a list of the reply, and a field of its items."""

    rpc: Rpc
    path: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """One template with the RPC that it reads."""

    listed: ResourceTemplate
    rpc: Rpc
    pattern: re.Pattern[str]
    ids: Listed | None


class ResourceCatalogue:
    """The entries of mcp_resources.json; documents carry their `text`."""

    def __init__(self, templates: Sequence[Entry], documents: Sequence[Entry], rpcs: Sequence[Rpc]) -> None:
        rpc_of = {rpc.name: rpc for rpc in rpcs}
        self.templates = [_read_template(entry, rpc_of) for entry in templates]
        self.documents = {str(entry["uri"]): str(entry["text"]) for entry in documents}
        self.listed_documents = [Resource.model_validate(_without(entry, "file", "text")) for entry in documents]
        self.media_types = {document.uri: document.mime_type for document in self.listed_documents}

    def rpcs(self) -> Iterator[Rpc]:
        """Those that are called for resources."""
        for template in self.templates:
            yield template.rpc
            if template.ids:
                yield template.ids.rpc


class ResourceHandlers:
    """What the SDK calls for resources."""

    def __init__(self, catalogue: ResourceCatalogue, calls: CoreCalls, codecs: Codecs, tracer: Tracer | None) -> None:
        self._catalogue = catalogue
        self._calls = calls
        self._codecs = codecs
        self._tracer = tracer

    async def list_resources(self, _: Context, params: PaginatedRequestParams | None) -> ListResourcesResult:
        """The documents. What reads answer is found by the list tools, and read by its template."""
        require_first_page(params)
        return ListResourcesResult(resources=self._catalogue.listed_documents)

    async def list_templates(self, context: Context, params: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
        """The templates whose RPCs are open to the caller."""
        require_first_page(params)
        rights = await callers_rights(self._calls, exchange_of(context))
        open_ones = [template.listed for template in self._catalogue.templates if rights.admit(template.rpc)]
        return ListResourceTemplatesResult(resource_templates=open_ones)

    async def read_resource(self, context: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """Raises MCPError -32602 for whatever is not there for the caller."""
        exchange = exchange_of(context)
        for template in self._catalogue.templates:
            if found := template.pattern.fullmatch(params.uri):
                content = await self._asked(exchange, "resources/read", template.rpc, found.groupdict(), params.uri)
                contents = TextResourceContents(uri=params.uri, mime_type="application/json", text=orjson.dumps(content).decode())
                return ReadResourceResult(contents=[contents], ttl_ms=READ_HINT.ttl_ms, cache_scope=READ_HINT.scope)
        if await self._calls.refuses(exchange):
            raise challenged(exchange, REFUSED)
        if (text := self._catalogue.documents.get(params.uri)) is not None:
            contents = TextResourceContents(uri=params.uri, mime_type=self._catalogue.media_types[params.uri], text=text)
            return ReadResourceResult(contents=[contents], ttl_ms=DOCUMENT_HINT.ttl_ms, cache_scope=DOCUMENT_HINT.scope)
        raise _not_found(params.uri)

    async def complete(self, exchange: Exchange, uri_template: str, variable: str, begun: str) -> list[str]:
        """Values of the variable on the first page of the list that has them, which begin as the client has begun."""
        template = next((each for each in self._catalogue.templates if each.listed.uri_template == uri_template), None)
        if template is None or variable not in template.pattern.groupindex:
            raise MCPError(INVALID_PARAMS, f"Unknown template or variable: {uri_template} {variable}")
        if template.ids is None or variable != list(template.pattern.groupindex)[-1]:
            return []
        name, field = template.ids.path
        content = await self._asked(exchange, "completion/complete", template.ids.rpc, {}, uri_template)
        values = [str(item[field]) for item in cast("list[dict[str, object]]", content[name])]
        return [value for value in values if value.startswith(begun)][:_COMPLETIONS_MAX]

    async def _asked(self, exchange: Exchange, method: str, rpc: Rpc, arguments: Mapping[str, str], uri: str) -> dict[str, object]:
        """What the core replies, through the same pipeline as a call of the RPC's tool."""
        if exchange.authorization is None and not rpc.public:
            raise challenged(exchange, MISSING)
        faults: list[Fault] = []
        request = self._codecs[rpc.request].decode(dict(arguments), "", faults)
        with span_of(self._tracer, exchange, method, rpc):
            try:
                return content_of(await self._calls.reply(rpc, request, metadata_of(exchange, faults), exchange), self._codecs)
            except grpc.aio.AioRpcError as error:
                failure = read_failure(error)
                exchange.outcome = failure.reason
                if challenge := challenge_of(failure, rpc.scope):
                    raise challenged(exchange, challenge) from None
                if failure.reason in _ABSENT:
                    raise _not_found(uri) from None
                raise protocol_error(failure, exchange) from None


def _read_template(entry: Entry, rpc_of: Mapping[str, Rpc]) -> Template:
    listed = ResourceTemplate.model_validate(_without(entry, "rpc", "ids"))
    pattern = re.compile(_VARIABLE.sub(_VALUE, re.escape(listed.uri_template)))
    ids = cast("Mapping[str, object] | None", entry.get("ids"))
    found = Listed(rpc_of[str(ids["rpc"])], cast("tuple[str, str]", tuple(cast("list[str]", ids["path"])))) if ids else None
    return Template(listed, rpc_of[str(entry["rpc"])], pattern, found)


def _without(entry: Entry, *keys: str) -> dict[str, object]:
    return {key: value for key, value in entry.items() if key not in keys}


def _not_found(uri: str) -> MCPError:
    return MCPError(INVALID_PARAMS, "Resource not found", {"uri": uri})
