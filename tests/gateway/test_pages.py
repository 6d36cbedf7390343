"""Pages for people, and the apps that are mounted beside the RPCs."""

import re
from html import unescape

import httpx2
import pytest
from fluxdesk.reasons import KINDS, Reason
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from core.server import Core
from tests.gateway.conftest import GUIDES, OPENAPI, TEXTS, serve_gateway

DOCS = "/api/v1/docs"


async def test_the_openapi_document_is_served_as_it_is(anonymous: httpx2.AsyncClient) -> None:
    answer = await anonymous.get("/api/v1/openapi.json")
    assert (answer.headers["content-type"], answer.content) == ("application/json", OPENAPI)


async def test_a_known_document_is_not_sent_again(anonymous: httpx2.AsyncClient) -> None:
    etag = (await anonymous.get("/api/v1/openapi.json")).headers["etag"]
    for known in (etag, f'"other", W/{etag}', "*"):
        answer = await anonymous.get("/api/v1/openapi.json", headers={"if-none-match": known})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    assert (await anonymous.get("/api/v1/openapi.json", headers={"if-none-match": '"other"'})).status_code == 200


async def test_the_docs_load_everything_from_this_server(anonymous: httpx2.AsyncClient) -> None:
    page = await anonymous.get(DOCS)
    assert "script-src 'self';" in page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 4
    assert not re.search(r"<script>|://", page.text)
    for address in loaded:
        asset = await anonymous.get(page.url.join(address))
        assert (asset.status_code, asset.headers["content-length"] != "0") == (200, True)


async def test_the_script_of_the_docs_reads_the_document_of_this_server(anonymous: httpx2.AsyncClient) -> None:
    script = await anonymous.get(f"{DOCS}/assets/docs.js")
    assert 'url: "openapi.json"' in script.text


@pytest.mark.parametrize("path", ["../pages.py", "..%2fpages.py", "%2e%2e/pages.py", "", "nothing.js"])
async def test_nothing_but_assets_is_served_as_an_asset(anonymous: httpx2.AsyncClient, path: str) -> None:
    answer = await anonymous.get(f"{DOCS}/assets/{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("slug", sorted({kind.slug for kind in KINDS.values()}))
async def test_every_problem_type_has_a_page(anonymous: httpx2.AsyncClient, slug: str) -> None:
    page = await anonymous.get(f"/api/v1/errors/{slug}")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    told = unescape(page.text)
    assert all(reason.lower() in told and kind.description in told for reason, kind in KINDS.items() if kind.slug == slug)


async def test_the_index_leads_to_every_page(anonymous: httpx2.AsyncClient) -> None:
    index = await anonymous.get("/api/v1/errors")
    for address in re.findall(r'href="([^"]+)"', index.text):
        assert (await anonymous.get(index.url.join(address))).status_code == 200
    assert index.text.count('<li><a href="errors/') == len({kind.slug for kind in KINDS.values()})


async def test_another_problem_type_is_not_found(anonymous: httpx2.AsyncClient) -> None:
    assert (await anonymous.get("/api/v1/errors/nothing")).json()["code"] == Reason.NOT_FOUND.lower()


async def test_a_page_with_another_verb_says_which_are_allowed(anonymous: httpx2.AsyncClient) -> None:
    answer = await anonymous.post(DOCS)
    assert (answer.status_code, set(answer.headers["allow"].split(", "))) == (405, {"GET", "HEAD"})
    assert answer.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["/redoc", "/openapi.json"])
async def test_fastapi_serves_no_documents_of_its_own(anonymous: httpx2.AsyncClient, path: str) -> None:
    assert (await anonymous.get(path)).status_code == 404


@pytest.mark.parametrize("path", GUIDES)
async def test_a_guide_is_served_as_every_page_is(anonymous: httpx2.AsyncClient, path: str) -> None:
    address = f"/docs/{path}".rstrip("/")
    page, head = await anonymous.get(address), await anonymous.head(address)
    assert (page.status_code, page.headers["content-type"], page.headers["cache-control"]) == (200, "text/html; charset=utf-8", "no-store")
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", page.headers["content-length"])
    assert (await anonymous.post(address)).status_code == 405


@pytest.mark.parametrize("path", ["/docs/", "/docs/nothing", "/docs/door/", "/docs/door/nothing", "/docs/../door"])
async def test_another_guide_is_not_found(anonymous: httpx2.AsyncClient, path: str) -> None:
    answer = await anonymous.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ({"host": "desk.example"}, "curl http://desk.example/api; call desk.example:50051"),
        ({"host": "[::1]:81"}, "curl http://[::1]:81/api; call [::1]:50051"),
        ({"host": "desk.example:444", "x-forwarded-proto": "https"}, "curl https://desk.example:444/api; call desk.example:50051"),
        ({"host": "desk.example", "x-forwarded-proto": "gopher"}, "curl http://desk.example/api; call desk.example:50051"),
        ({"host": 'a"><script>'}, GUIDES["door"]),
        ({"host": "a/b"}, GUIDES["door"]),
        ({"host": "desk.example:65536"}, GUIDES["door"]),
        ({"host": "a;$(id)"}, GUIDES["door"]),
    ],
)
async def test_examples_name_the_server_as_their_reader_found_it(anonymous: httpx2.AsyncClient, sent: dict[str, str], shown: str) -> None:
    assert (await anonymous.get("/docs/door", headers=sent)).text == shown


@pytest.mark.parametrize(("path", "media_type"), [("/texts/protocol", "text/markdown"), ("/texts.txt", "text/plain")])
async def test_a_text_is_served_with_the_address_of_its_reader(anonymous: httpx2.AsyncClient, path: str, media_type: str) -> None:
    text, head = await anonymous.get(path, headers={"host": "desk.example"}), await anonymous.head(path, headers={"host": "desk.example"})
    assert text.text == TEXTS[path].replace("127.0.0.1:8080", "desk.example")
    assert (text.headers["content-type"], text.headers["cache-control"]) == (f"{media_type}; charset=utf-8", "no-cache")
    assert text.headers["x-content-type-options"] == "nosniff"
    assert (head.content, head.headers["etag"]) == (b"", text.headers["etag"])
    assert (await anonymous.post(path)).status_code == 405


async def test_a_known_text_is_not_sent_again_to_the_same_address(anonymous: httpx2.AsyncClient) -> None:
    etag = (await anonymous.get("/texts/protocol")).headers["etag"]
    known = await anonymous.get("/texts/protocol", headers={"if-none-match": etag})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", etag)
    elsewhere = await anonymous.get("/texts/protocol", headers={"if-none-match": etag, "host": "desk.example"})
    assert elsewhere.status_code == 200


async def test_a_mounted_app_answers_at_its_path_with_the_request_id_of_the_gateway(scenario_core: Core) -> None:
    async def mounted(scope: Scope, receive: Receive, send: Send) -> None:
        sent = dict(scope["headers"])[b"x-request-id"].decode()
        await PlainTextResponse(f"mounted {sent}", headers={"x-request-id": "its own"})(scope, receive, send)

    async def broken(*_: object) -> None:
        message = "a secret of the server"
        raise RuntimeError(message)

    async with (
        serve_gateway(scenario_core.channel, mounts={"/mounted": mounted, "/broken": broken}) as served,
        httpx2.AsyncClient(base_url=served.origin) as client,
    ):
        answer = await client.post("/mounted", headers={"x-request-id": "not fit"})
        assert answer.headers.get_list("x-request-id") == [answer.text.removeprefix("mounted ")]
        assert (await client.get("/mounted/below")).status_code == 404
        failed = await client.get("/broken")
        assert (failed.status_code, "secret" in failed.text) == (500, False)
