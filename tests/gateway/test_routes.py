"""Which operation a verb and a path lead to."""

import httpx2
import pytest

from gateway.routes import Routes


@pytest.fixture
def routes() -> Routes[str]:
    made = Routes[str]()
    made.add("GET", "/things/{name}", "get")
    made.add("DELETE", "/things/{name}", "delete")
    made.add("POST", "/things/search", "search")
    made.add("GET", "/things/{name}/parts/{part}", "part")
    made.add("GET", "/things/new/form", "form")
    return made


def found(routes: Routes[str], verb: str, path: bytes) -> tuple[str, list[str]] | None:
    match = routes.find(verb, path)
    return (match.leaf, match.values) if match else None


def test_variables_are_taken_from_the_path(routes: Routes[str]) -> None:
    assert found(routes, "GET", b"/things/a/parts/b") == ("part", ["a", "b"])


def test_a_literal_segment_beats_a_variable(routes: Routes[str]) -> None:
    assert found(routes, "POST", b"/things/search") == ("search", [])


def test_a_literal_branch_that_leads_nowhere_gives_way_to_the_variable(routes: Routes[str]) -> None:
    assert found(routes, "GET", b"/things/new/parts/b") == ("part", ["new", "b"])


def test_a_path_is_split_before_it_is_decoded(routes: Routes[str]) -> None:
    assert found(routes, "GET", b"/things/a%2Fb%20c") == ("get", ["a/b c"])
    assert found(routes, "POST", b"/things/se%61rch") == ("search", [])


def test_bytes_that_are_no_utf8_stay_recognisable(routes: Routes[str]) -> None:
    assert found(routes, "GET", b"/things/%ff") == ("get", ["\udcff"])


@pytest.mark.parametrize("path", [b"/things", b"/things/", b"/things/a/", b"//things/a", b"/", b"", b"/things/a/parts/b/c"])
def test_other_paths_lead_nowhere(routes: Routes[str], path: bytes) -> None:
    assert found(routes, "GET", path) is None
    assert routes.verbs(path) == set()


def test_a_known_path_tells_its_verbs(routes: Routes[str]) -> None:
    assert routes.verbs(b"/things/a") == {"GET", "DELETE"}


def test_a_literal_path_answers_for_itself_whatever_the_verb(routes: Routes[str]) -> None:
    assert found(routes, "GET", b"/things/search") is None
    assert routes.verbs(b"/things/search") == {"POST"}


@pytest.mark.parametrize("path", ["/things/{name}:run", "/things/x{name}", "/things/{name"])
def test_a_variable_within_a_segment_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="whole segment"):
        Routes[str]().add("GET", path, "get")


def test_two_operations_for_one_route_are_refused(routes: Routes[str]) -> None:
    with pytest.raises(ValueError, match="two operations"):
        routes.add("GET", "/things/{id}", "other")


async def test_a_known_path_with_another_verb_says_which_are_allowed(http: httpx2.AsyncClient) -> None:
    answer = await http.put("/api/scenarios/things/a", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "PATCH")
    assert answer.json()["type"].endswith("/method-not-allowed")
    assert (await http.options("/api/scenarios/echo/a")).headers["allow"] == "GET, HEAD"


async def test_a_stream_does_not_answer_to_head(http: httpx2.AsyncClient) -> None:
    answer = await http.head("/api/scenarios/count")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("path", ["/api/scenarios/nothing", "/api/scenarios/page/", "/nothing", "/", "/api/v1/docs/"])
async def test_an_unknown_path_is_a_problem(anonymous: httpx2.AsyncClient, path: str) -> None:
    answer = await anonymous.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    problem = answer.json()
    assert (problem["type"].rpartition("/")[2], problem["instance"]) == ("not-found", path)
    assert problem["requestId"] == answer.headers["x-request-id"]
