"""What both MCP peers serve: the tools of a file, one of which answers with the result of the file."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import uvicorn
from jsonschema import Draft202012Validator


class Served(NamedTuple):
    """The entries of tools/list as they stand there, the result of the call, and a validator of the arguments of each tool."""

    tools: list[dict[str, Any]]
    result: dict[str, Any]
    validators: dict[str, Draft202012Validator]


def read_served(file: str) -> Served:
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    validators = {tool["name"]: Draft202012Validator(tool["inputSchema"]) for tool in content["tools"]}
    return Served(content["tools"], content["result"], validators)


def serve(app: Any, port: str) -> None:  # noqa: ANN401  # an ASGI application
    """As the product does it: uvloop, httptools and no log of accesses."""
    uvicorn.run(app, port=int(port), loop="uvloop", http="httptools", log_level="warning", access_log=False)
