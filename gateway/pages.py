"""Pages, served by FastAPI: guides, texts for agents, the OpenAPI document, Swagger UI, and what each kind of error means."""

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from html import escape
from http import HTTPStatus
from string import Template
from typing import Final, NamedTuple

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fluxdesk.failures import Failure
from fluxdesk.reasons import KINDS, Reason
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Lifespan

from gateway.problems import problem

_PREFIX = "/api/v1"
_READ = ["GET", "HEAD"]
# Scripts come from this server only. Swagger UI sets styles on elements and draws its icons from data: addresses.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# What a Host header may be to stand in a page.
_HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?P<port>:[0-9]{1,5})?")
_PORT_MAX = 65535
# Where the examples of the guides find a server, unless their reader found it elsewhere.
_DEFAULT_NAME, _DEFAULT_ORIGIN = "127.0.0.1", "http://127.0.0.1:8080"
_STYLE = f'<link rel="icon" href="{_PREFIX}/docs/assets/icon.svg">\n<link rel="stylesheet" href="{_PREFIX}/docs/assets/pages.css">'
_REASON_OF_STATUS = {404: Reason.NOT_FOUND, 405: Reason.METHOD_NOT_ALLOWED}
_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
$head
</head>
<body>
$body
</body>
</html>
""")


class Guides(NamedTuple):
    """What is written for readers: `pages` in HTML by their path below /docs, where the index has "", and `texts` in Markdown by their
    whole path.
    """

    pages: Mapping[str, str]
    texts: Mapping[str, str]


NO_GUIDES: Final = Guides({}, {})


def create_pages(openapi: bytes, guides: Guides, lifespan: Lifespan[ASGIApp] | None) -> ASGIApp:
    """The app behind every path that no RPC answers; what it does not know either is a problem like any other."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=lifespan)
    app.add_exception_handler(HTTPException, _problem_page)
    app.include_router(_docs(openapi), prefix=_PREFIX)
    app.include_router(_errors(), prefix=_PREFIX)
    app.include_router(_pages(guides.pages), prefix="/docs")
    app.include_router(_texts(guides.texts))
    assets = StaticFiles(packages=[("fastapi_offline", "static"), ("gateway", "assets")])
    app.mount(f"{_PREFIX}/docs/assets", assets)
    return app


def _pages(pages: Mapping[str, str]) -> APIRouter:
    router = APIRouter()

    def serve(page: str) -> Callable[[Request], Awaitable[Response]]:
        async def get_guide(request: Request) -> Response:
            response = _html(_addressed(page, request))
            # Another reader may have found the server elsewhere.
            response.headers["cache-control"] = "no-store"
            return response

        return get_guide

    for path, page in pages.items():
        router.add_api_route(f"/{path}" if path else "", serve(page), methods=_READ)
    return router


def _texts(texts: Mapping[str, str]) -> APIRouter:
    router = APIRouter()

    def serve(text: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
        async def get_text(request: Request) -> Response:
            content = _addressed(text, request).encode()
            # Whoever keeps it asks first: another version may be served by now.
            return _unless_known(request, content, _etag(content), media_type, {"cache-control": "no-cache"})

        return get_text

    for path, text in texts.items():
        media_type = "text/plain" if path.endswith(".txt") else "text/markdown"
        router.add_api_route(path, serve(text, f"{media_type}; charset=utf-8"), methods=_READ)
    return router


def _etag(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()[:32]}"'


def _unless_known(request: Request, content: bytes, etag: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """The content, or only its tag for a client that has it."""
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    told = {"etag": etag, "x-content-type-options": "nosniff", **headers}
    if known & {etag, "*"}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=told)
    return Response(content, headers={**told, "content-type": media_type})


def _addressed(page: str, request: Request) -> str:
    """The page with the address at which its reader found the server, as far as that is one."""
    found = _HOST.fullmatch(request.headers.get("host", ""))
    if found is None or int((found["port"] or ":0")[1:]) > _PORT_MAX:
        return page
    is_secure = "https" in {request.url.scheme, request.headers.get("x-forwarded-proto")}
    return page.replace(_DEFAULT_ORIGIN, f"{'https' if is_secure else 'http'}://{found[0]}").replace(_DEFAULT_NAME, found["name"])


def _docs(openapi: bytes) -> APIRouter:
    router = APIRouter()
    etag = _etag(openapi)
    page = _page(
        "API reference",
        '<div id="docs"></div>\n<script src="docs/assets/swagger-ui-bundle.js"></script>\n<script src="docs/assets/docs.js"></script>',
        '<link rel="icon" href="docs/assets/favicon.png">\n<link rel="stylesheet" href="docs/assets/swagger-ui.css">',
    )

    @router.api_route("/openapi.json", methods=_READ)
    async def get_openapi(request: Request) -> Response:
        return _unless_known(request, openapi, etag, "application/json", {})

    @router.api_route("/docs", methods=_READ)
    async def get_docs() -> Response:
        return _html(page)

    return router


def _errors() -> APIRouter:
    router = APIRouter()
    reasons = defaultdict[str, list[Reason]](list)
    for reason, kind in KINDS.items():
        reasons[kind.slug].append(reason)
    pages = {slug: _error_page(of_slug) for slug, of_slug in reasons.items()}
    links = "\n".join(f'<li><a href="errors/{slug}">{slug}</a></li>' for slug in pages)
    index = _plain_page("Errors", f"<ul>\n{links}\n</ul>")

    @router.api_route("/errors", methods=_READ)
    async def list_errors() -> Response:
        return _html(index)

    @router.api_route("/errors/{slug}", methods=_READ)
    async def get_error(slug: str) -> Response:
        if slug not in pages:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _html(pages[slug])

    return router


def _error_page(reasons: list[Reason]) -> str:
    """The page of one problem type, which several reasons can share."""
    kind = KINDS[reasons[0]]
    kinds = {reason.lower(): KINDS[reason] for reason in reasons}
    rows = "\n".join(f"<li><code>{code}</code> (gRPC {of.code.name}): {escape(of.description)}</li>" for code, of in kinds.items())
    lead = f"HTTP status {kind.http_status}. The problem's <code>code</code> is one of:"
    return _plain_page(escape(kind.title), f"<p>{lead}</p>\n<ul>\n{rows}\n</ul>")


async def _problem_page(request: Request, error: Exception) -> Response:
    """What FastAPI refuses, as the problem that every other door tells."""
    status, headers = (error.status_code, error.headers or {}) if isinstance(error, HTTPException) else (500, {})
    reason = _REASON_OF_STATUS.get(status, Reason.INTERNAL)
    answer = problem(
        Failure(reason, f"{KINDS[reason].title}: {request.method} {request.url.path}"),
        instance=request.scope["raw_path"].decode("latin-1"),
        request_id=request.headers["x-request-id"],
        headers=[(name.lower().encode(), value.encode()) for name, value in headers.items()],
    )
    response = Response(answer.body, answer.status)
    response.raw_headers = [*answer.headers, (b"content-length", b"%d" % len(answer.body))]
    return response


def _html(page: str) -> Response:
    return HTMLResponse(page, headers={"content-security-policy": _POLICY, "x-content-type-options": "nosniff"})


def _plain_page(title: str, body: str) -> str:
    """A page that looks as the guides do and leads to them."""
    ways = (("/docs", "Docs"), (f"{_PREFIX}/docs", "Try it"), (f"{_PREFIX}/errors", "Errors"))
    links = "".join(f'<li><a href="{address}">{text}</a></li>' for address, text in ways)
    header = f'<header>\n<a class="brand" href="/docs">FluxDesk</a>\n<nav aria-label="Docs"><ul>{links}</ul></nav>\n</header>'
    return _page(title, f"{header}\n<main>\n<h1>{title}</h1>\n{body}\n</main>", _STYLE)


def _page(title: str, body: str, head: str = "") -> str:
    return _PAGE.substitute(title=title, head=head, body=body)
