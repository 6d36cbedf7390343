"""In what one OpenAPI document says less, or asks for more, than another: each difference as a line that begins with its place."""

from collections.abc import Iterator

from scripts.references import Json, resolved

_LIMITS = (
    *("format", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "propertyNames"),
)
# JSON Schema has no type of 32 bits, so the served document states the range where the seed states nothing.
_RANGES = (("minimum", -(2**31)), ("minimum", 0), ("maximum", 2**31 - 1), ("maximum", 2**32 - 1))


class Comparison:
    """One document held against another that must say all of it."""

    def __init__(self, seed: Json, served: Json) -> None:
        self._seed = seed
        self._served = served

    def operation(self, verb: str, path: str) -> Iterator[str]:
        """The differences of one operation of the seed."""
        seed, place = self._seed["paths"][path][verb], f"{verb.upper()} {path}"
        served = self._served["paths"].get(path, {}).get(verb)
        if served is None:
            yield f"{place}: missing"
            return
        yield from (f"{place}: no tag {tag}" for tag in seed["tags"] if tag not in served["tags"])
        if _is_public(self._seed, seed) != _is_public(self._served, served):
            yield f"{place}: security differs"
        yield from self._parameters(seed, served, place)
        yield from self._body(seed, served, place)
        for status, response in seed["responses"].items():
            yield from self._response(response, served["responses"].get(status), f"{place} {status}")

    def body(self, schema: str, verb: str, path: str) -> Iterator[str]:
        """The differences between a schema of the seed and what an operation takes that the seed does not have."""
        taken = self._served["paths"].get(path, {}).get(verb, {}).get("requestBody", {})
        place = f"{verb.upper()} {path} body"
        if taken:
            seed = {"$ref": f"#/components/schemas/{schema}"}
            yield from self._request(seed, taken["content"]["application/json"]["schema"], place)
        else:
            yield f"{place}: missing"

    def _parameters(self, seed: Json, served: Json, place: str) -> Iterator[str]:
        theirs, ours = _by_place(self._seed, seed), _by_place(self._served, served)
        for name, parameter in ours.items():
            if parameter.get("required") and not theirs.get(name, {}).get("required"):
                yield f"{place} {' '.join(name)}: is required"
        for name, parameter in theirs.items():
            if name not in ours:
                yield f"{place} {' '.join(name)}: missing"
            else:
                yield from self._request(parameter["schema"], ours[name]["schema"], f"{place} {' '.join(name)}")

    def _body(self, seed: Json, served: Json, place: str) -> Iterator[str]:
        theirs: Json = seed.get("requestBody", {})
        ours: Json = served.get("requestBody", {})
        if ours.get("required") and not theirs.get("required"):
            yield f"{place} body: is required"
        for media, content in theirs.get("content", {}).items():
            if media not in ours.get("content", {}):
                yield f"{place} body: no {media}"
            else:
                yield from self._request(content["schema"], ours["content"][media]["schema"], f"{place} body")

    def _response(self, seed: Json, served: Json, place: str) -> Iterator[str]:
        if not served:
            yield f"{place}: missing"
            return
        seed, served = resolved(self._seed, seed), resolved(self._served, served)
        for name, header in seed.get("headers", {}).items():
            if name not in served.get("headers", {}):
                yield f"{place} header {name}: missing"
                continue
            theirs, ours = resolved(self._seed, header), resolved(self._served, served["headers"][name])
            yield from self._reply(theirs["schema"], ours["schema"], f"{place} header {name}")
        for media, content in seed.get("content", {}).items():
            if media not in served.get("content", {}):
                yield f"{place}: no {media}"
            elif "schema" in content:
                yield from self._reply(content["schema"], served["content"][media].get("schema", {}), place)

    def _request(self, seed: Json, served: Json, place: str) -> Iterator[str]:
        """A limit that the seed lacks would refuse what it allows, and an unknown field promise what it does not."""
        seed, served = _plain(self._seed, seed), _plain(self._served, served)
        yield from _kind(seed, served, place)
        yield from (f"{place}: no word {word}" for word in seed.get("enum", ()) if "enum" in served and word not in served["enum"])
        if "enum" in served and "enum" not in seed:
            yield f"{place}: has words"
        for limit in _LIMITS:
            if seed.get(limit) != served.get(limit) and not (limit not in seed and (limit, served[limit]) in _RANGES):
                yield f"{place}: {limit} differs"
        if "default" in seed and seed["default"] != served.get("default"):
            yield f"{place}: default differs"
        yield from (f"{place}.{name}: is required" for name in served.get("required", ()) if name not in seed.get("required", ()))
        yield from self._inner(seed, served, place, is_reply=False)

    def _reply(self, seed: Json, served: Json, place: str) -> Iterator[str]:
        """Who knows the seed alone must understand what is served."""
        seed, served = _plain(self._seed, seed), _plain(self._served, served)
        yield from _kind(seed, served, place)
        if "enum" in seed and set(seed["enum"]) != set(served.get("enum", ())):
            yield f"{place}: words differ"
        for limit in _LIMITS:
            if limit in seed and seed[limit] != served.get(limit):
                yield f"{place}: {limit} differs"
        yield from (f"{place}.{name}: is not required" for name in seed.get("required", ()) if name not in served.get("required", ()))
        yield from self._inner(seed, served, place, is_reply=True)

    def _inner(self, seed: Json, served: Json, place: str, *, is_reply: bool) -> Iterator[str]:
        compare = self._reply if is_reply else self._request
        theirs, ours = seed.get("properties", {}), served.get("properties", {})
        is_closed = seed.get("additionalProperties") is False
        if is_closed and served.get("additionalProperties") is not False:
            yield f"{place}: may grow" if is_reply else f"{place}: is open"
        if not is_reply and not is_closed and served.get("additionalProperties") is False and "oneOf" not in seed:
            yield f"{place}: is closed"
        yield from (f"{place}.{name}: missing" for name in theirs if name not in ours)
        yield from (f"{place}.{name}: not in the seed" for name in ours if is_closed and name not in theirs)
        for name in theirs.keys() & ours.keys():
            yield from compare(theirs[name], ours[name], f"{place}.{name}")
        for inner in ("items", "additionalProperties"):
            if isinstance(seed.get(inner), dict):
                found = served.get(inner)
                yield from compare(seed[inner], found if isinstance(found, dict) else {}, f"{place}[]")
        yield from self._variants(seed, served, place, is_reply=is_reply)

    def _variants(self, seed: Json, served: Json, place: str, *, is_reply: bool) -> Iterator[str]:
        """Each variant of the seed is one of those served. Their order and their components' names do not matter."""
        compare = self._reply if is_reply else self._request
        if len(seed.get("oneOf", ())) != len(served.get("oneOf", ())):
            yield f"{place}: oneOf differs"
            return
        for number, variant in enumerate(seed.get("oneOf", ())):
            found = [list(compare(variant, other, f"{place}/{number}")) for other in served["oneOf"]]
            yield from min(found, key=len)
        if (seed.get("discriminator") or {}).get("propertyName") != (served.get("discriminator") or {}).get("propertyName"):
            yield f"{place}: discriminator differs"


def _is_public(document: Json, operation: Json) -> bool:
    return not operation.get("security", document["security"])


def _by_place(document: Json, operation: Json) -> dict[tuple[str, str], Json]:
    parameters = (resolved(document, parameter) for parameter in operation.get("parameters", ()))
    return {(parameter["in"], parameter["name"]): parameter for parameter in parameters}


def _kind(seed: Json, served: Json, place: str) -> Iterator[str]:
    if seed["kinds"] != served["kinds"] and seed["kinds"]:
        yield f"{place}: type differs"


def _plain(document: Json, schema: Json) -> Json:
    """The schema behind references with the members of its allOf, its types as the set `kinds`, and no null but among those."""
    schema = dict(resolved(document, schema))
    parts = [_plain(document, part) for part in schema.pop("allOf", ())]
    choices = [choice for choice in schema.pop("anyOf", ()) if choice != {"type": "null"}]
    is_nullable = schema.pop("nullable", False) or len(choices) == 1
    parts += [_plain(document, choice) for choice in choices]
    if "const" in schema:
        schema["enum"] = [schema.pop("const")]
    kind = schema.get("type", [])
    kinds = {*([kind] if isinstance(kind, str) else kind), *(kind for part in parts for kind in part["kinds"])}
    merged = {key: value for part in parts for key, value in part.items()} | schema
    merged["properties"] = {name: value for part in (*parts, schema) for name, value in part.get("properties", {}).items()}
    merged["required"] = [name for part in (*parts, schema) for name in part.get("required", ())]
    if "enum" in merged:
        merged["enum"] = [word for word in merged["enum"] if word is not None]
    return merged | {"kinds": kinds | {"null"} if is_nullable else kinds}
