"""The seed document, the first contract of the API: reduced to its facts, and completed by the overlay so that tools can read it.

`python -m scripts.seed_document DOCUMENT` writes tests/contract/fluxdesk_seed.json out of the whole document.
"""

import json
import re
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Final, cast

from scripts.references import Json

CONTRACT: Final = Path(__file__).parents[1] / "tests" / "contract"
SEED: Final = CONTRACT / "fluxdesk_seed.json"
OVERLAY: Final = CONTRACT / "fluxdesk_overlay.json"
VERBS: Final = ("get", "put", "post", "delete", "patch")
_KEPT: Final = ("openapi", "security", "tags", "paths", "components")
_PROSE: Final = frozenset({"description", "summary", "title", "example", "examples"})
# Their keys are names that somebody chose, and no words of OpenAPI.
_NAMED: Final = frozenset(
    {"callbacks", "content", "headers", "mapping", "parameters", "paths", "properties", "responses", "schemas", "securitySchemes"}
)


def facts(document: Json) -> Json:
    """The document without its prose: what a program can hold another document against."""
    return {"info": {"title": document["info"]["title"]}, **{key: _facts(document[key], is_named=key in _NAMED) for key in _KEPT}}


def _facts(node: Json, *, is_named: bool = False) -> Json:
    if isinstance(node, list):
        return [_facts(item) for item in cast("list[Json]", node)]
    if not isinstance(node, dict):
        return node
    members = cast("dict[str, Json]", node).items()
    return {key: _facts(value, is_named=not is_named and key in _NAMED) for key, value in members if is_named or key not in _PROSE}


def load_seed() -> Json:
    """The facts of the seed."""
    return json.loads(SEED.read_text(encoding="utf-8"))


def load_overlaid() -> Json:
    """The facts of the seed as OpenAPI 3.1, with all that the overlay adds and removes."""
    return overlaid(load_seed(), json.loads(OVERLAY.read_text(encoding="utf-8")))


def overlaid(seed: Json, overlay: Json) -> Json:
    """A document of its own. Raises KeyError for something to remove that is not there."""
    document = json.loads(json.dumps(seed))
    document["info"]["version"] = "seed"
    for removed in overlay["remove"]:
        holder, name = _place(document, removed["pointer"])
        del holder[name]
    for added in overlay["add"]:
        holder, name = _place(document, added["pointer"])
        holder[name] = added["value"]
    if "nullable" in overlay:
        document = _with_null(document)
    for verb, path, operation in operations(document):
        for added in overlay["responses"]:
            if re.fullmatch(added["of"], f"{verb.upper()} {path}"):
                operation["responses"].setdefault(added["status"], _problem())
        for status, response in operation["responses"].items():
            if "$ref" not in response:
                response["description"] = HTTPStatus(int(status)).phrase
    for response in document["components"]["responses"].values():
        response["description"] = "A failure."
    return document


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """(verb, path, operation) of each."""
    for path, item in document["paths"].items():
        for verb in VERBS:
            if verb in item:
                yield verb, path, item[verb]


def limited_to(served: Json, document: Json) -> Json:
    """The document without the operations that the served one does not have."""
    paths = {
        path: {verb: operation for verb, operation in item.items() if verb in served["paths"][path]}
        for path, item in document["paths"].items()
        if path in served["paths"]
    }
    return {**document, "paths": paths}


def _problem() -> Json:
    return {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}}


def _place(document: Json, pointer: str) -> tuple[Json, str]:
    """What holds the member that a JSON pointer (RFC 6901) leads to, and its name."""
    *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("/").split("/"))
    for parent in parents:
        document = document[parent]
    return document, last


def _with_null(node: Json) -> Json:
    """`nullable` as 3.1 says it."""
    if isinstance(node, list):
        return [_with_null(item) for item in cast("list[Json]", node)]
    if not isinstance(node, dict):
        return node
    members = {key: _with_null(value) for key, value in cast("dict[str, Json]", node).items()}
    if members.pop("nullable", False) is not True:
        return members
    return {**members, "type": [members["type"], "null"]} if "type" in members else {"anyOf": [members, {"type": "null"}]}


if __name__ == "__main__":
    SEED.write_text(json.dumps(facts(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), indent=1) + "\n", encoding="utf-8")
