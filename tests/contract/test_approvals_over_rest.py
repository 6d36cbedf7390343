"""Access to the catalog as a client of HTTP asks for it and decides about it: whole bodies, and what is refused."""

import re
from typing import Any

import httpx2
from fluxdesk.rpc import Credential

from tests.core.areas.catalog.kept import an_item, keep
from tests.doors import Doors
from tests.tenants import Tenant

APPROVALS = "/catalog/approvals"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


async def send(doors: Doors, token: str, verb: str, path: str, **content: Any) -> httpx2.Response:
    return await doors.rest.http.request(verb, f"/api/v1{path}", headers={"authorization": f"Bearer {token}"}, **content)


async def test_access_is_asked_for_reviewed_revoked_and_assigned(doors: Doors, tenant: Tenant) -> None:
    admin, agent, item = tenant.bearer(Credential.TOOLS_TOKEN), tenant.bearer(Credential.AGENT_KEY), await keep(tenant, an_item(name="VPN"))
    pair = {"email": tenant.employee.email, "catalog_slug": item.slug}

    asked = (await send(doors, agent, "POST", f"/me/catalog/{item.slug}/requests", json={"reason": "For the release."})).json()
    assert TIME.fullmatch(asked["requestedAt"])
    assert asked == {
        "id": asked["id"],
        "catalogSlug": item.slug,
        "catalogName": "VPN",
        "status": "pending",
        "reason": "For the release.",
        "requestedAt": asked["requestedAt"],
        "reviewedAt": None,
        "reviewNote": None,
    }
    listed = await send(doors, admin, "GET", APPROVALS, params={**pair, "status": "pending"})
    expected = {"id": asked["id"], "email": tenant.employee.email, "catalogSlug": item.slug, "status": "pending"}
    expected |= {"requestedAt": asked["requestedAt"], "reviewedAt": None, "reviewedByEmail": None}
    assert listed.json() == {"items": [expected], "requestId": listed.headers["x-request-id"]}

    decision = {"request_id": asked["id"], "decision": "approve", "note": "Until May."}
    reviewed = await send(doors, admin, "POST", f"{APPROVALS}/review", json=decision)
    assert reviewed.status_code == 200
    assert TIME.fullmatch(reviewed.json()["reviewedAt"])
    approved = expected | {"status": "approved", "reviewedAt": reviewed.json()["reviewedAt"], "reviewedByEmail": tenant.admin.email}
    assert reviewed.json() == approved
    assigned = await send(doors, admin, "POST", APPROVALS, json=pair)
    assert (assigned.status_code, assigned.json()) == (201, approved)
    assert (await send(doors, agent, "GET", "/me/catalog/requests")).json()["requests"][0]["reviewNote"] == "Until May."

    for is_first in (True, False):
        revoked = await send(doors, admin, "DELETE", APPROVALS, json=pair)
        assert (revoked.status_code, revoked.json()) == (200, {"revoked": is_first, "tokensInvalidated": 0})
    conflict = await send(doors, admin, "POST", f"{APPROVALS}/review", json=decision)
    assert (conflict.status_code, conflict.json()["type"]) == (409, "https://docs.fluxdesk.net/api/v1/errors/conflict")

    again = (await send(doors, agent, "POST", f"/me/catalog/{item.slug}/requests")).json()
    withdrawn = (await send(doors, agent, "POST", f"/me/catalog/requests/{again['id']}/withdraw")).json()
    assert (withdrawn["id"], withdrawn["status"], withdrawn["reason"]) == (asked["id"], "revoked", None)


async def test_a_deletion_without_its_body_is_told_what_it_lacks(doors: Doors, tenant: Tenant) -> None:
    admin = tenant.bearer(Credential.TOOLS_TOKEN)
    for content in (dict[str, object](), {"json": dict[str, object]()}):
        answer = await send(doors, admin, "DELETE", APPROVALS, **content)
        assert (answer.status_code, set(answer.json()["fieldErrors"])) == (400, {"email", "catalog_slug"})
    pair = {"email": tenant.employee.email, "catalog_slug": "fd1"}
    for wrong in (pair | {"reason": "x"}, pair | {"email": "nobody"}, pair | {"catalog_slug": "x" * 81}):
        assert (await send(doors, admin, "DELETE", APPROVALS, json=wrong)).status_code == 400
    # What a body holds is no parameter.
    assert (await send(doors, admin, "DELETE", APPROVALS, params=pair)).status_code == 400


async def test_what_is_unknown_is_named_by_its_key_in_the_body(doors: Doors, tenant: Tenant) -> None:
    unknown = {"email": "nobody@example.com", "catalog_slug": "nothing"}
    answer = await send(doors, tenant.bearer(Credential.TOOLS_TOKEN), "POST", APPROVALS, json=unknown)
    assert answer.status_code == 400
    assert answer.json()["fieldErrors"] == {
        "email": ["names no active employee"],
        "catalog_slug": ["names no item of the catalog"],
    }


async def test_a_decision_is_one_of_two_words(doors: Doors, tenant: Tenant) -> None:
    admin = tenant.bearer(Credential.TOOLS_TOKEN)
    answer = await send(doors, admin, "POST", f"{APPROVALS}/review", json={"decision": "maybe", "note": "x" * 501})
    assert (answer.status_code, set(answer.json()["fieldErrors"])) == (400, {"request_id", "decision", "note"})


async def test_an_onboarding_lists_what_it_gave(doors: Doors, tenant: Tenant) -> None:
    await keep(tenant, an_item(slug="inbound-fd1", name="FD1", category="inbound-integration", is_pinned=True, approval_required=False))
    path = f"/admin/users/{tenant.employee.id}/onboarding/complete"
    answer = await send(doors, tenant.bearer(Credential.TOOLS_TOKEN), "POST", path)
    done = answer.json()
    assert (answer.status_code, TIME.fullmatch(done["onboardedAt"]) is not None) == (200, True)
    assert (done["userId"], done["email"]) == (str(tenant.employee.id), tenant.employee.email)
    assert [(one["catalogSlug"], one["status"]) for one in done["granted"]] == [("inbound-fd1", "approved")]
    [notice] = (await send(doors, tenant.bearer(Credential.AGENT_KEY), "GET", "/inbox")).json()["items"]
    assert (notice["eventType"], notice["integratorSlug"]) == ("internal-os.onboarding.completed", "")
    assert notice["actor"] == {"email": tenant.admin.email, "name": "ADMIN"}
