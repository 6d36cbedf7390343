"""What a successful call looks like over HTTP."""

import httpx2

from tests.tenants import AMPLE
from tests.windows import DECADES

THINGS = "/api/scenarios/things"


async def test_a_reply_is_compact_json_with_the_status_of_its_rpc(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/scenarios/echo/hello")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.content == b'{"text":"hello","letters":"5"}'


async def test_every_route_of_an_rpc_answers(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/scenarios/echo/hello")).json()["text"] == "hello"


async def test_a_declared_status_is_answered(http: httpx2.AsyncClient) -> None:
    assert (await http.post(THINGS, json={"name": "a"})).status_code == 201


async def test_an_empty_reply_is_an_empty_object(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/api/scenarios/fail", json={"how": "well"})
    assert (answer.status_code, answer.content) == (200, b"{}")


async def test_header_fields_of_a_reply_are_headers_too(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"name": "a"})
    assert (answer.headers["etag"], answer.headers["location"]) == ('"v1"', f"{THINGS}/a")


async def test_an_empty_header_field_is_no_header(http: httpx2.AsyncClient) -> None:
    answer = await http.patch(f"{THINGS}/a", json={})
    assert (answer.headers["etag"], "location" in answer.headers) == ('"v2"', False)


async def test_an_etag_that_was_answered_can_be_sent_back(http: httpx2.AsyncClient) -> None:
    etag = (await http.post(THINGS, json={"name": "a"})).headers["etag"]
    assert (await http.patch(f"{THINGS}/a", json={}, headers={"if-match": etag})).status_code == 200
    changed = await http.patch(f"{THINGS}/a", json={}, headers={"if-match": '"v0"'})
    assert (changed.status_code, changed.json()["code"]) == (412, "precondition_failed")


async def test_a_header_field_cannot_add_a_header(http: httpx2.AsyncClient) -> None:
    answer = await http.post(THINGS, json={"name": "a\r\nset-cookie: x=1 é"})
    assert answer.headers["location"] == f"{THINGS}/a%0D%0Aset-cookie:%20x=1%20%C3%A9"
    assert "set-cookie" not in answer.headers


async def test_a_raw_body_keeps_its_bytes_and_its_content_type(http: httpx2.AsyncClient) -> None:
    answer = await http.get("/api/scenarios/page", params={"format": "csv"})
    assert (answer.headers["content-type"], answer.content) == ("text/csv; charset=utf-8", b"a,b\n1,2\n")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_cursor_of_the_next_page_stands_in_a_header(http: httpx2.AsyncClient) -> None:
    first = await http.get("/api/scenarios/page", params={"format": "csv"})
    last = await http.get("/api/scenarios/page", params={"format": "csv", "cursor": first.headers["x-next-cursor"]})
    assert (first.headers["x-next-cursor"], "x-next-cursor" in last.headers) == ("the-last-page", False)


async def test_a_raw_body_without_a_content_type_is_bytes(http: httpx2.AsyncClient) -> None:
    assert (await http.get("/api/scenarios/page")).headers["content-type"] == "application/octet-stream"


async def test_rate_limit_headers_come_from_the_core(http: httpx2.AsyncClient) -> None:
    headers = (await http.post("/api/scenarios/fail", json={"how": "well"})).headers
    assert headers["x-ratelimit-limit"] == str(AMPLE.writes_per_minute)
    assert headers["ratelimit-policy"] == f'"writes";q={AMPLE.writes_per_minute};w={DECADES}'
    assert headers["ratelimit"].startswith(f'"writes";r={headers["x-ratelimit-remaining"]};t=')
    assert int(headers["x-ratelimit-reset"]) % DECADES == 0


async def test_what_is_public_tells_no_rate_limit(http: httpx2.AsyncClient) -> None:
    assert not {name for name in (await http.get("/api/scenarios/echo/hello")).headers if "ratelimit" in name}


async def test_a_replay_says_so(http: httpx2.AsyncClient) -> None:
    first, again = [await http.post("/api/scenarios/secrets", json={}, headers={"idempotency-key": "twice"}) for _ in range(2)]
    assert ("idempotency-replayed" in first.headers, again.headers["idempotency-replayed"]) == (False, "true")
    assert again.content == first.content


async def test_an_answer_is_never_cached(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/api/scenarios/secrets", json={"label": "a"})).headers["cache-control"] == "no-store"


async def test_head_answers_as_get_without_a_body(http: httpx2.AsyncClient) -> None:
    answer = await http.head("/api/scenarios/echo/hello")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "30")
