"""What webhooks are sent is declared once: the document, the page and the examples say the same of it."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from fluxdesk.webhook_events import WEBHOOK_EVENTS

from core.delivery import rules
from core.delivery.sign import signed_headers
from core.secrets.webhook_secrets import mint_webhook_secret
from scripts.generator.compiler import GenerateError
from scripts.generator.declarations import Declarations
from scripts.generator.docs.pages import pages
from scripts.generator.openapi import document
from scripts.generator.outputs import FIXTURES, PRODUCT
from scripts.generator.refusals import refusals
from scripts.generator.webhook_events import webhook_events
from tests.generator.declare import declare

# JSON documents are walked here in all their shapes.
Json = Any


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    return Declarations(PRODUCT)


@pytest.fixture(scope="module")
def built(declarations: Declarations) -> Json:
    return document(declarations, "1.2.3")


@pytest.fixture(scope="module")
def page(declarations: Declarations) -> str:
    return pages(declarations, "1.2.3")["webhooks"]


def test_the_document_has_a_request_for_each_type(built: Json) -> None:
    assert list(built["webhooks"]) == list(WEBHOOK_EVENTS)
    for name, item in built["webhooks"].items():
        content = item["post"]["requestBody"]["content"]["application/json"]
        schema = {"components": built["components"], **content["schema"]}
        jsonschema_rs.validate(schema, content["example"], validate_formats=True)
        test = {**content["example"], "data": {"test": True}}
        jsonschema_rs.validate(schema, test, validate_formats=True)
        changes: list[Json] = [{"type": "tea"}, {"data": {}}, {"seq": -1}, {"recipient": {}}]
        for wrong in changes:
            assert not jsonschema_rs.is_valid(schema, {**content["example"], **wrong}), (name, wrong)


def test_no_operation_and_no_webhook_share_a_name(built: Json) -> None:
    names = [operation["operationId"] for item in [*built["paths"].values(), *built["webhooks"].values()] for operation in item.values()]
    assert len(names) == len(set(names))


def test_the_document_names_the_headers_that_are_sent(built: Json, page: str) -> None:
    sent = signed_headers(delivery_id="d", event_type="review", timestamp=1, body=b"", secrets=[mint_webhook_secret()])
    for item in built["webhooks"].values():
        assert [parameter["name"] for parameter in item["post"]["parameters"]] == list(sent)
    assert all(f'<th scope="row"><code>{name}</code></th>' in page for name in sent)


def test_a_root_without_webhooks_has_none_in_its_document() -> None:
    assert "webhooks" not in document(Declarations(FIXTURES), "1.2.3")


def test_the_page_shows_every_type_with_its_data(declarations: Declarations, page: str) -> None:
    for event in webhook_events(declarations):
        [article] = re.findall(rf'<article id="{event.name}">(.*?)</article>', page, re.DOTALL)
        assert unescape(article).count(event.description) == 1
        assert all(f"<code>{field.json_name}</code>" in article for field in event.data.fields)


def test_the_page_has_the_schedule_that_is_kept(page: str) -> None:
    said = re.findall(r"(\d+) (s|min|h)\b", page[page.index("What failed is sent again") : page.index("each 20 %")])
    seconds = [int(number) * {"s": 1, "min": 60, "h": 3600}[unit] for number, unit in said]
    kept = [rules.next_state(number, error="timeout", retry_after_seconds=None, uniform=_middle) for number in range(11)]
    assert seconds == [verdict.delay_seconds for verdict in kept[:-1]]
    assert kept[-1].state is rules.State.DEAD
    assert f"within {rules.DEADLINE_SECONDS:.0f} seconds" in page


def _middle(least: float, most: float) -> float:
    return (least + most) / 2


def _type(name: str = "tea", *, comment: str = "// Said.", field: str = "\n// Said.\nstring a = 1;", message: str = "Data") -> str:
    return f'{comment}\nmessage {message} {{ option (fluxdesk.v1.webhook_type) = "{name}"; {field} }}\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_type() + _type(message="Other"), "Other: tea is the type of Data: name another"),
        (_type(comment=""), "Data: nobody would know when tea is sent: add a comment"),
        (_type(field="string a = 1;"), "Data.a: receivers would not know what it is: add a comment"),
    ],
)
def test_a_type_that_says_too_little_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert refusals(declare(tmp_path, text)) == [f"trial/v1/trial.proto: {told}"]


def test_a_type_needs_an_example(tmp_path: Path) -> None:
    with pytest.raises(GenerateError, match="no example of tea"):
        webhook_events(declare(tmp_path, _type()))
