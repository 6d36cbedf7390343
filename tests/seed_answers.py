"""Every JSON answer that a test gets from an operation of the seed is one that the seed, or its overlay, allows."""

import json
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

import httpx2
import jsonschema_rs

from scripts.references import Json, resolved
from scripts.seed_document import load_overlaid, operations
from tests.tool_answers import check_tool_answer


class NotOfTheSeed(AssertionError):
    """An answer that the seed does not allow."""


def check_answer(verb: str, path: str, status: int, media_type: str, body: bytes) -> bool:
    """Raises NotOfTheSeed. False where the seed says nothing: of another operation, and of an answer without JSON.

    `path` is that of the request, without its query.
    """
    if not media_type.endswith(("/json", "+json")) or not (operation := _operation(verb.lower(), tuple(path.split("/")))):
        return False
    validator = _validator(operation, status, media_type)
    if errors := [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(json.loads(body))]:
        _refuse(operation, status, "; ".join(errors))
    return True


def watch_answers() -> None:
    """Has every answer that httpx2 receives in this process checked, those of tools too, whoever sends the request."""
    # Its own hooks belong to one client each, and tests make clients of their own.
    if httpx2.Client.send is not _send:
        httpx2.Client.send = _send  # type: ignore[method-assign]
        httpx2.AsyncClient.send = _send_async  # type: ignore[method-assign]


_sync_send: Callable[..., httpx2.Response] = httpx2.Client.send
_async_send: Callable[..., Any] = httpx2.AsyncClient.send


def _send(self: httpx2.Client, request: httpx2.Request, **options: Any) -> httpx2.Response:
    response = _sync_send(self, request, **options)
    if _is_json(response):
        _check(response, response.read())
    return response


async def _send_async(self: httpx2.AsyncClient, request: httpx2.Request, **options: Any) -> httpx2.Response:
    response: httpx2.Response = await _async_send(self, request, **options)
    if _is_json(response):
        _check(response, await response.aread())
    return response


def _is_json(response: httpx2.Response) -> bool:
    """A stream of events must not be waited for."""
    return _media_type(response).endswith(("/json", "+json")) and response.request.method != "HEAD"


def _media_type(response: httpx2.Response) -> str:
    return str(response.headers.get("content-type", "")).partition(";")[0]


def _check(response: httpx2.Response, body: bytes) -> None:
    request = response.request
    check_tool_answer(request, body)
    check_answer(request.method, request.url.raw_path.decode().partition("?")[0], response.status_code, _media_type(response), body)


@cache
def _seed() -> Json:
    return load_overlaid()


@cache
def _operations() -> list[tuple[str, tuple[str, ...]]]:
    """(verb, segments of the path) of each, those first that are more literal."""
    known = [(verb, tuple(path.split("/"))) for verb, path, _ in operations(_seed())]
    return sorted(known, key=lambda one: sum(segment.startswith("{") for segment in one[1]))


def _operation(verb: str, segments: tuple[str, ...]) -> tuple[str, str] | None:
    """(verb, path) of the operation that the request called."""
    for known, template in _operations():
        if known == verb and len(template) == len(segments) and all(map(_matches, template, segments)):
            return verb, "/".join(template)
    return None


def _matches(template: str, segment: str) -> bool:
    return bool(segment) if template.startswith("{") else template == unquote(segment)


@cache
def _validator(operation: tuple[str, str], status: int, media_type: str) -> jsonschema_rs.Validator:
    verb, path = operation
    responses = _seed()["paths"][path][verb]["responses"]
    if str(status) not in responses:
        _refuse(operation, status, f"is no status of the operation: {', '.join(responses)}")
    content = resolved(_seed(), responses[str(status)]).get("content", {})
    if media_type not in content:
        _refuse(operation, status, f"has {media_type} in the place of {', '.join(content)}")
    schema = {"components": _seed()["components"], **content[media_type]["schema"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _refuse(operation: tuple[str, str], status: int, what: str) -> None:
    verb, path = operation
    message = f"{verb.upper()} {path} {status} ({HTTPStatus(status).phrase}): {what}"
    raise NotOfTheSeed(message)
