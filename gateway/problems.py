"""Failures as RFC 9457 problem documents: the one envelope of every refusal over HTTP."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import orjson
from fluxdesk.failures import Failure
from fluxdesk.metadata import internal_detail
from fluxdesk.reasons import Reason

TYPE_PREFIX = "https://docs.fluxdesk.net/api/v1/errors/"

HeaderList = list[tuple[bytes, bytes]]


class Answer(NamedTuple):
    """A whole HTTP response; the exchange adds the headers that every response carries."""

    status: int
    headers: HeaderList
    body: bytes


class Refused(Exception):  # it names what the request is
    """A request that is answered without its RPC being called."""

    def __init__(self, reason: Reason, detail: str, *, headers: HeaderList | None = None) -> None:
        super().__init__(detail)
        self.failure = Failure(reason, detail)
        self.headers = headers or []


def problem(
    failure: Failure,
    *,
    instance: str,
    request_id: str,
    field_errors: Mapping[str, Sequence[str]] | None = None,
    extra: Mapping[str, object] | None = None,
    headers: Sequence[tuple[bytes, bytes]] = (),
    has_error: bool = False,
) -> Answer:
    """The answer that tells a failure. `field_errors` are texts by path in the caller's JSON; `extra` is the JSON of what it carries.

    `has_error` is what the table of RPCs says as `problem_has_error`.
    """
    kind, detail = failure.kind, _detail(failure, request_id, field_errors)
    document: dict[str, object] = {
        "type": TYPE_PREFIX + kind.slug,
        "title": kind.title,
        "status": kind.http_status,
        "detail": detail,
        "instance": instance,
        "requestId": request_id,
        "code": failure.reason.lower(),
    }
    if has_error:
        document["error"] = detail
    if field_errors:
        document["fieldErrors"] = field_errors
    if extra is not None:
        document[kind.member] = extra
    answer_headers = [(b"content-type", b"application/problem+json"), *_headers(failure), *headers]
    return Answer(kind.http_status, answer_headers, orjson.dumps(document))


def _detail(failure: Failure, request_id: str, field_errors: Mapping[str, Sequence[str]] | None) -> str:
    """One sentence."""
    if failure.reason is Reason.INTERNAL:
        return internal_detail(request_id)
    if field_errors:
        path, texts = next(iter(field_errors.items()))
        return f"{path}: {texts[0]}"
    return failure.detail


def _headers(failure: Failure) -> HeaderList:
    headers: HeaderList = []
    if failure.reason is Reason.UNAUTHENTICATED:
        headers.append((b"www-authenticate", b"Bearer"))
    if failure.retry_after_seconds is not None:
        headers.append((b"retry-after", b"%d" % failure.retry_after_seconds))
    return headers
