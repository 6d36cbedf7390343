"""JSON documents that refer to parts of themselves, as OpenAPI and JSON Schema do."""

from typing import Any, TypeAlias

# JSON documents are walked in all their shapes.
Json: TypeAlias = Any


def resolved(document: Json, node: Json) -> Json:
    """What the node's references lead to; members that stand beside a reference win."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node
