"""Items of the catalog over REST, in exactly the words of the documents."""

from typing import Any

import httpx2
import pytest
from fluxdesk.rpc import Credential, Role

from core.ids import new_id
from tests.core.areas.catalog.kept import a_slug, an_item, keep
from tests.tenants import Tenant

ITEMS = "/api/v1/catalog/items"
# JSON documents are read here in all their shapes.
Json = Any


def without_times(item: Json) -> Json:
    return {key: value for key, value in item.items() if not key.endswith("_at")}


def slug_of_problem(answer: httpx2.Response) -> str:
    return answer.json()["type"].rpartition("/")[2]


async def test_an_item_of_nothing_but_its_name_has_every_key(http: httpx2.AsyncClient) -> None:
    created = await http.post(ITEMS, json={"slug": "vpn", "name": "VPN", "type": "server_access"}, headers={"x-request-id": "id-1"})
    assert created.status_code == 201
    body = created.json()
    item = body["item"]
    assert body == {"ok": True, "item": item, "requestId": "id-1"}
    assert item == {
        "id": item["id"],
        "slug": "vpn",
        "name": "VPN",
        "type": "server_access",
        "description": None,
        "category": None,
        "categoryDisplay": "",
        "url": None,
        "application_guide": None,
        "use_cases": [],
        "is_pinned": False,
        "approval_required": True,
        "display_order": 0,
        "contact_user_id": None,
        "linked_tools_token_id": None,
        "archived_at": None,
        "created_at": item["created_at"],
        "updated_at": item["created_at"],
    }
    shown = await http.get(f"{ITEMS}/vpn", headers={"x-request-id": "id-2"})
    assert (shown.status_code, shown.json()) == (200, {"ok": True, "item": item, "requestId": "id-2"})


async def test_an_item_keeps_all_that_is_said_of_it(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    use_cases: Json = [None, True, 0, -1.5, "text", [], {}, {"title": "Review", "steps": [1, {"deep": None}]}]
    said: Json = {
        "slug": "a",
        "name": "n" * 200,
        "type": "ai_server",
        "description": "d" * 60_000,
        "category": "llm-backend",
        "url": "not looked at",
        "application_guide": "",
        "use_cases": use_cases,
        "is_pinned": True,
        "approval_required": False,
        "display_order": -7,
        "contact_user_id": str(tenant.employee.id),
        "linked_tools_token_id": str(tenant.tokens[Credential.TOOLS_TOKEN].family_id),
    }
    item = (await http.post(ITEMS, json=said)).json()["item"]
    assert {key: item[key] for key in said} == said
    assert item["categoryDisplay"] == "🤖 Paid AI Subscriptions"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"slug": "Upper"}, "slug"),
        ({"slug": "-first"}, "slug"),
        ({"slug": "s" * 81}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": None}, "slug"),
        ({"name": ""}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"type": "printer"}, "type"),
        ({"use_cases": {}}, "use_cases"),
        ({"use_cases": None}, "use_cases"),
        ({"use_cases": [{"a": "\0"}]}, "use_cases[0].a"),
        ({"display_order": 2**31}, "display_order"),
        ({"is_pinned": None}, "is_pinned"),
        ({"contact_user_id": "nobody"}, "contact_user_id"),
        ({"displayOrder": 1}, "displayOrder"),
        ({"colour": "red"}, "colour"),
    ],
)
async def test_each_fault_of_a_new_item_is_named(http: httpx2.AsyncClient, change: Json, path: str) -> None:
    answer = await http.post(ITEMS, json={"slug": a_slug(), "name": "Item", "type": "other"} | change)
    assert (answer.status_code, slug_of_problem(answer)) == (400, "validation-failed")
    assert list(answer.json()["fieldErrors"]) == [path]


async def test_all_faults_of_a_new_item_are_named_at_once(http: httpx2.AsyncClient) -> None:
    answer = await http.post(ITEMS, json={"surprise": 1})
    assert set(answer.json()["fieldErrors"]) == {"slug", "name", "type", "surprise"}


async def test_what_an_item_refers_to_is_of_its_workspace(http: httpx2.AsyncClient, tenant: Tenant, other_tenant: Tenant) -> None:
    agent_key = tenant.tokens[Credential.AGENT_KEY].family_id
    expected = {"contact_user_id": ["is no user of the workspace"], "linked_tools_token_id": ["is no tools-token of the workspace"]}
    for user_id, family_id in (
        (new_id(), new_id()),
        (other_tenant.employee.id, other_tenant.tokens[Credential.TOOLS_TOKEN].family_id),
        (agent_key, agent_key),
    ):
        references = {"contact_user_id": str(user_id), "linked_tools_token_id": str(family_id)}
        created = await http.post(ITEMS, json={"slug": a_slug(), "name": "Item", "type": "other"} | references)
        assert (created.status_code, created.json()["fieldErrors"]) == (400, expected)
        changed = await http.patch(f"{ITEMS}/{(await keep(tenant, an_item())).slug}", json=references)
        assert (changed.status_code, changed.json()["fieldErrors"]) == (400, expected)


async def test_a_slug_is_taken_for_good(http: httpx2.AsyncClient, other_tenant: Tenant) -> None:
    item = {"slug": "taken", "name": "Item", "type": "other"}
    assert (await http.post(ITEMS, json=item)).status_code == 201
    refused = await http.post(ITEMS, json=item)
    await http.delete(f"{ITEMS}/taken")
    archived = await http.post(ITEMS, json=item)
    for answer in (refused, archived):
        assert (answer.status_code, slug_of_problem(answer), answer.json()["code"]) == (409, "slug-conflict", "slug_conflict")
    await keep(other_tenant, an_item("taken"))


async def test_an_update_changes_what_it_sends_and_null_clears(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    said: Json = {
        "description": "d",
        "category": "network",
        "url": "u",
        "application_guide": "g",
        "use_cases": [1],
        "contact_user_id": str(tenant.employee.id),
        "linked_tools_token_id": str(tenant.tokens[Credential.TOOLS_TOKEN].family_id),
    }
    before = (await http.post(ITEMS, json={"slug": "a", "name": "A", "type": "other"} | said)).json()["item"]
    assert (await http.patch(f"{ITEMS}/a", json={})).json()["item"] == before
    renamed = (await http.patch(f"{ITEMS}/a", json={"name": "B", "is_pinned": True})).json()
    assert without_times(renamed["item"]) == without_times(before) | {"name": "B", "is_pinned": True}
    assert renamed["item"]["updated_at"] > before["updated_at"]
    assert set(renamed) == {"ok", "item", "requestId"}
    nulls: Json = dict.fromkeys(key for key in said if key != "use_cases")
    cleared = (await http.patch(f"{ITEMS}/a", json=nulls | {"use_cases": []})).json()["item"]
    assert without_times(cleared) == without_times(renamed["item"]) | nulls | {"use_cases": [], "categoryDisplay": ""}


async def test_slug_and_type_are_immutable_in_exactly_these_words(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    slug = (await keep(tenant, an_item())).slug
    sent: list[tuple[Json, Json]] = [
        ({"slug": slug}, {"slug": ["immutable"]}),
        ({"type": "other"}, {"type": ["immutable"]}),
        ({"slug": 1, "type": None, "name": "n"}, {"slug": ["immutable"], "type": ["immutable"]}),
    ]
    for body, faults in sent:
        answer = await http.patch(f"{ITEMS}/{slug}", json=body)
        assert (answer.status_code, answer.json()["fieldErrors"]) == (400, faults)
    assert (await http.get(f"{ITEMS}/{slug}")).json()["item"]["name"] == "An item"


@pytest.mark.parametrize("key", ["name", "use_cases", "display_order", "is_pinned", "approval_required"])
async def test_what_an_item_always_has_cannot_be_null(http: httpx2.AsyncClient, tenant: Tenant, key: str) -> None:
    answer = await http.patch(f"{ITEMS}/{(await keep(tenant, an_item())).slug}", json={key: None})
    assert (answer.status_code, answer.json()["fieldErrors"]) == (400, {key: ["must not be null"]})


async def test_an_archived_item_is_found_in_the_list_alone(http: httpx2.AsyncClient) -> None:
    await http.post(ITEMS, json={"slug": "old", "name": "Old", "type": "other"})
    first = (await http.delete(f"{ITEMS}/old", headers={"x-request-id": "id-1"})).json()
    item = first["item"]
    assert first == {"ok": True, "mode": "soft", "slug": "old", "item": item, "already_archived": False, "requestId": "id-1"}
    assert item["archived_at"] is not None
    again = (await http.delete(f"{ITEMS}/old", params={"hard": "false"})).json()
    assert (again["already_archived"], again["item"]) == (True, item)
    for method, body in (("GET", None), ("PATCH", {"name": "New"}), ("PATCH", {})):
        answer = await http.request(method, f"{ITEMS}/old", json=body)
        assert (answer.status_code, slug_of_problem(answer)) == (404, "not-found")
    assert (await http.get(ITEMS)).json()["items"] == []
    assert (await http.get(ITEMS, params={"active_only": "false"})).json()["items"] == [item]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_item_of_another_workspace_does_not_exist(http: httpx2.AsyncClient, other_tenant: Tenant, method: str) -> None:
    for slug in ((await keep(other_tenant, an_item())).slug, "Not%20a%20slug"):
        answer = await http.request(method, f"{ITEMS}/{slug}", json={"name": "Mine"} if method == "PATCH" else None)
        assert (answer.status_code, slug_of_problem(answer)) == (404, "not-found")


async def test_hr_admins_keep_the_catalog_with_every_kind_of_credential(http: httpx2.AsyncClient, tenant: Tenant) -> None:
    slug = (await keep(tenant, an_item())).slug
    for kind in (Credential.TOOLS_TOKEN, Credential.PERSON, Credential.AGENT_KEY):
        for role, status in ((Role.EMPLOYEE, 403), (Role.HR_ADMIN, 200)):
            token = await tenant.bearer_of(kind, tenant.people[role])
            answer = await http.get(f"{ITEMS}/{slug}", headers={"authorization": f"Bearer {token}"})
            assert answer.status_code == status, (kind, role)
