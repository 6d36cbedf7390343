"""FluxDesk's REST door as fd1 uses it: a call is tried again while that helps, and what must be done once bears a key."""

import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Self

import httpx2

Json = Mapping[str, Any]

_ATTEMPTS_MAX = 5
_PAUSE_SECONDS_MAX = 60
_PASSING = {429, 502, 503, 504}
_SOME_ONES_MAX = 100


class Refused(Exception):
    """FluxDesk refused for good. `status` is the HTTP status, `code` FluxDesk's word for the reason, such as no_approved_request."""

    def __init__(self, call: str, reply: httpx2.Response) -> None:
        problem: Json = reply.json() if "json" in reply.headers.get("content-type", "") else {}
        self.status, self.code = reply.status_code, str(problem.get("code", ""))
        faults = "; ".join(f"{path}: {', '.join(texts)}" for path, texts in problem.get("fieldErrors", {}).items())
        super().__init__(f"{call}: {reply.status_code} {faults or problem.get('detail', '')}")


class Desk:
    """The operations that fd1 needs, with a tools-token."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def find_item(self, slug: str) -> Json | None:
        """The catalog row; None where there is none, or where it is archived."""
        try:
            return self._call("GET", f"/api/v1/catalog/items/{slug}")["item"]
        except Refused as refused:
            if refused.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    def create_item(self, item: Json) -> None:
        self._call("POST", "/api/v1/catalog/items", item, key=f"fd1-offer-{item['slug']}")

    def assign(self, email: str, slug: str) -> None:
        """Grants without a request. Granting what is granted changes nothing, so it needs no key."""
        self._call("POST", "/api/v1/catalog/approvals", {"email": email, "catalog_slug": slug})

    def approvals(self, slug: str, status: str) -> Sequence[Json]:
        """All requests for the row that stand so."""
        return self._call("GET", "/api/v1/catalog/approvals", params={"catalog_slug": slug, "status": status})["items"]

    def claim(self, emails: Sequence[str], label: str) -> Iterable[Json]:
        """A row per address: its token, or the reason why there is none. Each is a new token, so this is never asked twice."""
        for some in _slices(emails):
            claims = [{"email": email, "label": label} for email in some]
            yield from self._call("POST", "/api/v1/tokens/claim/batch", {"claims": claims})["results"]

    def publish(self, event: Json, emails: Sequence[str]) -> Iterable[Json]:
        """A row per address: its delivery, or the error. The event's id makes it one delivery each, however often it is sent."""
        for some in _slices(emails):
            recipients = [{"type": "email", "email": email} for email in some]
            yield from self._call("POST", "/api/v1/events/bulk", {"event": event, "recipients": recipients})["results"]

    def delivery(self, delivery_id: str) -> Json:
        return self._call("GET", f"/api/v1/events/{delivery_id}")

    def supplement(self, delivery_id: str, markdown: str) -> None:
        self._call("POST", f"/api/v1/events/{delivery_id}/supplement", {"markdown_body": markdown}, key=f"fd1-usage-{delivery_id}")

    def resolve(self, delivery_id: str, note: str) -> None:
        self._call("POST", f"/api/v1/events/{delivery_id}/resolve", {"resolution_note": note})

    def _call(self, verb: str, path: str, body: Json | None = None, *, params: Mapping[str, str] | None = None, key: str = "") -> Json:
        """The reply's body. Raises Refused, and httpx2.HTTPError when FluxDesk cannot be reached."""
        call, headers = f"{verb} {path}", {"Idempotency-Key": key} if key else {}
        for attempt in range(1, _ATTEMPTS_MAX + 1):
            pause: float = 2**attempt
            try:
                reply = self._http.request(verb, path, json=body, params=params, headers=headers)
            except httpx2.TransportError:
                if attempt == _ATTEMPTS_MAX:
                    raise
            else:
                if reply.is_success:
                    return reply.json()
                pause = float(reply.headers.get("retry-after", pause))
                if reply.status_code not in _PASSING or attempt == _ATTEMPTS_MAX or pause > _PAUSE_SECONDS_MAX:
                    raise Refused(call, reply)
            log(f"{call}: again in {pause:g} s")
            time.sleep(pause)
        raise AssertionError(path)


def log(text: str) -> None:
    """To standard error, for the operator."""
    print(f"fd1: {text}", file=sys.stderr, flush=True)


def _slices(ones: Sequence[str]) -> Iterable[Sequence[str]]:
    """As many at once as an operation takes."""
    return (ones[start : start + _SOME_ONES_MAX] for start in range(0, len(ones), _SOME_ONES_MAX))
