"""How path, query, headers and body become one request."""

from collections.abc import Mapping

import httpx2
import pytest
from google.protobuf.message import Message
from scenarios.v1.scenarios_pb2 import (
    SHAPE_ROUND,
    SHAPE_SQUARE_ISH,
    CountRequest,
    EchoRequest,
    FailRequest,
    GetPageRequest,
    Thing,
    UpdateThingRequest,
)

from core.rpc.call import Call

PATH = "/api/scenarios/things/a"


def sent_for(answer: httpx2.Response, calls: list[Call]) -> Message:
    """The one request that the core was sent, and that was answered well."""
    assert answer.is_success, answer.text
    (call,) = calls
    return call.request


def field_errors(answer: httpx2.Response) -> Mapping[str, list[str]]:
    assert answer.status_code == 400, answer.text
    return answer.json()["fieldErrors"]


async def test_path_and_query_fill_the_request(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    answer = await http.get("/api/scenarios/echo/a%2Fb", params={"times": "2", "pieces": ["x", "", "y z"]})
    assert sent_for(answer, calls) == EchoRequest(text="a/b", times=2, pieces=["x", "", "y z"])


async def test_a_parameter_that_is_not_sent_is_not_set(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    request = sent_for(await http.get("/api/scenarios/echo/a"), calls)
    assert isinstance(request, EchoRequest)
    assert not request.HasField("times")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, GetPageRequest(has_titles=True, lines=2, frame=SHAPE_SQUARE_ISH)),
        ({"has_titles": "false", "lines": "0", "frame": "round"}, GetPageRequest(has_titles=False, lines=0, frame=SHAPE_ROUND)),
    ],
    ids=["not sent", "sent"],
)
async def test_a_parameter_with_a_default_is_what_it_is_said_to_be(
    http: httpx2.AsyncClient, calls: list[Call], query: dict[str, str], expected: GetPageRequest
) -> None:
    parameters = {"hasTitles" if name == "has_titles" else name: value for name, value in query.items()}
    assert sent_for(await http.get("/api/scenarios/page", params=parameters), calls) == expected


async def test_a_body_fills_the_field_that_holds_it(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    answer = await http.patch(PATH, json={"maybeFlag": None, "sticky_note": "n", "small": -3})
    expected = UpdateThingRequest(name="a", thing=Thing(note="n", small=-3))
    expected.update_mask.paths.extend(["maybe_flag", "small", "note"])
    assert sent_for(answer, calls) == expected


async def test_a_whole_body_fills_the_request(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    assert sent_for(await http.post("/api/scenarios/fail", json={"how": "well"}), calls) == FailRequest(how="well")


@pytest.mark.parametrize("value", ['"v1"', "v1"])
async def test_a_header_field_comes_without_its_quotes(http: httpx2.AsyncClient, calls: list[Call], value: str) -> None:
    request = sent_for(await http.patch(PATH, json={}, headers={"if-match": value}), calls)
    assert isinstance(request, UpdateThingRequest)
    assert request.if_match == "v1"


async def test_a_parameter_that_does_not_fit_is_a_fault(http: httpx2.AsyncClient) -> None:
    errors = field_errors(await http.get("/api/scenarios/count", params={"up_to": "ten", "hang_after": "99999999999"}))
    assert set(errors) == {"up_to", "hang_after"}
    assert errors["up_to"] == ["must be an integer from 0 to 4294967295"]


async def test_an_unknown_parameter_is_a_fault(http: httpx2.AsyncClient) -> None:
    assert field_errors(await http.get("/api/scenarios/page?colour=red")) == {"colour": ["unknown parameter"]}
    # As it was sent, also where it is the proto name of a parameter.
    assert field_errors(await http.get("/api/scenarios/page?has_titles=true")) == {"has_titles": ["unknown parameter"]}


async def test_a_parameter_sent_twice_is_a_fault(http: httpx2.AsyncClient) -> None:
    assert field_errors(await http.get("/api/scenarios/count?up_to=1&up_to=2")) == {"up_to": ["must be sent once"]}


async def test_a_parameter_on_a_route_with_a_whole_body_is_a_fault(http: httpx2.AsyncClient) -> None:
    assert field_errors(await http.post("/api/scenarios/fail?how=x", json={"how": "well"})) == {"how": ["unknown parameter"]}


async def test_bytes_that_are_no_utf8_are_a_fault(http: httpx2.AsyncClient) -> None:
    assert field_errors(await http.get("/api/scenarios/echo/%ff?%ff=1&pieces=%ff")) == {
        "text": ["must not contain lone surrogates"],
        "pieces[0]": ["must not contain lone surrogates"],
        "\\udcff": ["unknown parameter"],
    }


async def test_the_body_of_a_get_is_ignored(http: httpx2.AsyncClient, calls: list[Call]) -> None:
    answer = await http.request("GET", "/api/scenarios/count", params={"up_to": "0"}, content=b"no json at all")
    assert sent_for(answer, calls) == CountRequest(up_to=0)


async def test_a_missing_body_is_missing_and_no_empty_thing(http: httpx2.AsyncClient) -> None:
    assert set(field_errors(await http.post("/api/scenarios/things"))) == {"body"}


async def test_a_missing_whole_body_names_what_it_lacks(http: httpx2.AsyncClient) -> None:
    assert set(field_errors(await http.post("/api/scenarios/fail"))) == {"how"}


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/merge-patch+json"],
)
async def test_json_media_types_are_read(http: httpx2.AsyncClient, media_type: str) -> None:
    answer = await http.post("/api/scenarios/fail", content=b'{"how": "well"}', headers={"content-type": media_type})
    assert answer.status_code == 200


async def test_a_body_without_a_media_type_is_read_as_json(http: httpx2.AsyncClient) -> None:
    assert (await http.post("/api/scenarios/fail", content=b'{"how": "well"}')).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/jsonish"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
async def test_other_media_types_are_refused(http: httpx2.AsyncClient, calls: list[Call], headers: dict[str, str]) -> None:
    answer = await http.post("/api/scenarios/fail", content=b'{"how": "well"}', headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (415, "unsupported-media-type")
    assert not calls


async def test_the_media_type_of_no_body_does_not_matter(http: httpx2.AsyncClient) -> None:
    answer = await http.post("/api/scenarios/fail", headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 400
