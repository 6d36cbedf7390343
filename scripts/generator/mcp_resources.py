"""The catalogue of MCP resources: a template per RPC that names one, and the texts in Markdown as documents."""

import re
from collections.abc import Iterator, Mapping

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from scripts.generator.declarations import Declarations, DeclaredRpc

# The part of RFC 6570 that any client can fill in: whole segments of the path.
_URI = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9_-]+(?:/(?:[a-z0-9_-]+|\{[a-z0-9_]+\}))+")
_VARIABLE = re.compile(r"\{([^}]*)\}")
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def catalogue(declarations: Declarations, texts: Mapping[str, str]) -> dict[str, list[dict[str, object]]]:
    """Templates and documents, in order of their URIs. `rpc` and `ids` of a template and `file` of a document are for the bridge alone."""
    templates = sorted((rpc for rpc in declarations.rpcs if _uri(rpc)), key=_uri)
    return {
        "templates": [_template(declarations, rpc) for rpc in templates],
        "documents": [_document(declarations.root.package, name, texts[name]) for name in sorted(texts)],
    }


def _template(declarations: Declarations, rpc: DeclaredRpc) -> dict[str, object]:
    words = _WORD.sub(" ", rpc.method.name).lower().removeprefix("get ")
    template: dict[str, object] = {
        "uriTemplate": _uri(rpc),
        "name": words.replace(" ", "_"),
        "title": words.capitalize(),
        "description": rpc.comment,
        "mimeType": "application/json",
        "rpc": rpc.name,
    }
    if ids := _ids(declarations, rpc):
        listing, path = ids
        template["ids"] = {"rpc": listing.name, "path": path}
    return template


def _document(scheme: str, name: str, text: str) -> dict[str, object]:
    """A text that is no Markdown keeps its ending in the URI, as it does where it is served."""
    path = name.removesuffix(".md")
    heading = _HEADING.search(text)
    return {
        "uri": f"{scheme}://docs/{path}",
        "name": path,
        "title": heading[1] if heading else path,
        "mimeType": "text/markdown",
        "file": f"texts/{name}",
    }


def refused_resources(declarations: Declarations) -> Iterator[str]:
    """Resources that no read answers, that two RPCs answer, or whose variables nobody could fill in."""
    taken: dict[str, str] = {}
    for rpc in declarations.rpcs:
        uri = _uri(rpc)
        if rpc.policy is not None and rpc.policy.resource_ids and not uri:
            yield f"{rpc.place}: has resource_ids and no resource: name the resource, or drop them"
        if not uri:
            continue
        shape = _VARIABLE.sub("{}", uri)
        if shape in taken:
            yield f"{rpc.place}: resource {uri} is that of {taken[shape]} already: name another"
        taken[shape] = rpc.place
        yield from _refused_resource(declarations, rpc, uri)


def _refused_resource(declarations: Declarations, rpc: DeclaredRpc, uri: str) -> Iterator[str]:
    if not rpc.is_read or rpc.is_streaming:
        yield f"{rpc.place}: a resource is read with one reply: declare NO_SIDE_EFFECTS, or drop the resource"
    if not rpc.comment:
        yield f"{rpc.place}: the resource {uri} has no description: write a comment above the rpc"
    if not _URI.fullmatch(uri) or not _VARIABLE.search(uri):
        yield f"{rpc.place}: resource {uri} is not scheme://noun/{{field}}, with whole segments as variables"
    fields = rpc.method.input_type.fields_by_name
    for name in _VARIABLE.findall(uri):
        field = fields.get(name)
        if field is None or field.is_repeated or field.type != FieldDescriptor.TYPE_STRING:
            yield f"{rpc.place}: {name} of resource {uri} is no text field of {rpc.method.input_type.name}: name one"
    if rpc.accepted_policy.resource_ids and _ids(declarations, rpc) is None:
        yield f"{rpc.place}: resource_ids {rpc.accepted_policy.resource_ids} is no List.items.field of a read"


def _uri(rpc: DeclaredRpc) -> str:
    return rpc.policy.resource if rpc.policy is not None else ""


def _ids(declarations: Declarations, rpc: DeclaredRpc) -> tuple[DeclaredRpc, list[str]] | None:
    """The list RPC with the path to the ids in its reply; None where the policy names none that exists."""
    method, *path = rpc.accepted_policy.resource_ids.split(".")
    named = (each for each in declarations.rpcs if each.method.name == method and each.is_read and not each.is_streaming)
    # Of several with that name its own service's.
    listing = min(named, key=lambda each: each.method.containing_service is not rpc.method.containing_service, default=None)
    return (listing, path) if listing is not None and _leads_to_text(listing.method.output_type, path) else None


def _leads_to_text(message: Descriptor, path: list[str]) -> bool:
    """Whether the path is a list of messages and a text field of each."""
    items = message.fields_by_name.get(path[0]) if len(path) == 2 else None  # noqa: PLR2004  # the list, and the field
    if items is None or not items.is_repeated or items.message_type is None:
        return False
    field = items.message_type.fields_by_name.get(path[1])
    return field is not None and field.type == FieldDescriptor.TYPE_STRING
