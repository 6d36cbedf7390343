"""What a JSON Schema says, member by member, as rows that a person reads."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from scripts.references import Json, resolved

# The schema of 32 bits says nothing that a reader must heed.
_UNSAID = frozenset({-(2**31), 2**31 - 1, 2**32 - 1})
_COUNTED = (("Length", "characters"), ("Items", "items"), ("Properties", "entries"))


class Member(NamedTuple):
    """A member at its path, such as `actions[].url`; `kind` says its type and its bounds."""

    path: str
    kind: str
    is_required: bool
    meaning: str


def members(document: Json, schema: Json, prefix: str = "", known: frozenset[str] = frozenset()) -> Iterator[Member]:
    """Every member of an object, those within an object below it. Schemas whose names are `known` are named and not told again."""
    schema = resolved(document, schema)
    for variant in schema.get("oneOf", ()):
        yield from members(document, variant, prefix, known)
    for name, member in schema.get("properties", {}).items():
        found, path = resolved(document, member), prefix + name
        meaning = " ".join(str(found.get("description", "")).split())
        yield Member(path, _kind(document, member, known), name in schema.get("required", ()), meaning)
        inner, mark = (found["items"], "[].") if "items" in found else (member, ".")
        if _name(inner) not in known:
            yield from members(document, inner, f"{path}{mark}", known | {_name(inner)} - {""})


def heading(name: str) -> str:
    """Link to the section of a schema."""
    return f"[{name}](#{name.lower()})"


def _name(schema: Json) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _kind(document: Json, schema: Json, known: frozenset[str]) -> str:
    if _name(schema) in known:
        return heading(_name(schema))
    schema = resolved(document, schema)
    if words := [word for word in schema.get("enum", ()) if word is not None]:
        return " or ".join(f"`{word}`" for word in words) + (" or null" if None in schema["enum"] else "")
    declared = schema.get("type", "object" if "oneOf" in schema else "any")
    kind = " or ".join(cast("list[str]", declared)) if isinstance(declared, list) else str(declared)
    if "items" in schema:
        kind = f"array of {_inner(document, schema['items'], known)}"
    if isinstance(schema.get("additionalProperties"), dict):
        kind = f"object of {_inner(document, schema['additionalProperties'], known)}"
    return ", ".join([kind, *_bounds(schema)])


def _inner(document: Json, schema: Json, known: frozenset[str]) -> str:
    kind = _kind(document, schema, known)
    return f"({kind})" if ", " in kind else kind


def _bounds(schema: Json) -> Iterator[str]:
    for counted, unit in _COUNTED:
        least, most = schema.get(f"min{counted}"), schema.get(f"max{counted}")
        if least == 1 and most is None:
            yield "not empty"
        elif text := _range(least or None, most):
            yield f"{text} {unit}"
    if text := _range(schema.get("minimum"), schema.get("maximum")):
        yield text
    if "format" in schema:
        yield str(schema["format"])
    if "pattern" in schema:
        yield f"`{schema['pattern']}`"
    if "default" in schema:
        yield f"default `{schema['default']}`"


def _range(least: int | None, most: int | None) -> str:
    least, most = (None if bound in _UNSAID else bound for bound in (least, most))
    if most is None:
        return f"at least {least}" if least is not None else ""
    return f"at most {most}" if least is None else f"{least} to {most}"
