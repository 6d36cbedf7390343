"""Resources are what reads answer, to whom the reads are open."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from fluxdesk.failures import Failure
from fluxdesk.reasons import Reason
from fluxdesk.rpc import Credential
from mcp import MCPError

from core.rpc.call import Call
from core.server import Core
from mcp_bridge.exchange import open_exchange
from mcp_bridge.handlers import protocol_error
from tests.mcp_bridge.host import DOCUMENT, ClientOf
from tests.mcp_bridge.product import serve_product
from tests.mcp_bridge.rpc import bare, modern
from tests.tenants import PREFIX, Tenant, make_tenant


@pytest.fixture(scope="module")
async def product(core: Core) -> AsyncIterator[httpx2.AsyncClient]:
    """The product's own resources."""
    async with serve_product(core.channel) as http:
        yield http


@pytest.fixture
async def tenant(core: Core) -> Tenant:
    return await make_tenant(core)


async def answer(http: httpx2.AsyncClient, method: str, params: Mapping[str, object], token: str | None = None) -> httpx2.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return await http.post("/mcp", json=bare(method, params), headers=headers)


async def result(http: httpx2.AsyncClient, method: str, params: Mapping[str, object], token: str | None = None) -> Any:
    return (await answer(http, method, params, token)).json()["result"]


async def error(http: httpx2.AsyncClient, uri: str, token: str | None = None) -> Any:
    return (await answer(http, "resources/read", {"uri": uri}, token)).json()["error"]


async def publish(product: httpx2.AsyncClient, tenant: Tenant, event_id: str) -> str:
    """The id of a delivery in the employee's inbox."""
    event = {
        "spec_version": "2",
        "event_id": event_id,
        "event_type": f"{PREFIX}build",
        "title": "Built",
        "severity": "info",
        "occurred_at": datetime.now(UTC).isoformat(),
    }
    call = {"name": "publish_event", "arguments": {"event": event}}
    replied = await result(product, "tools/call", call, tenant.bearer(Credential.PERSONAL_TOKEN))
    return replied["structuredContent"]["delivery_id"]


async def test_documents_are_for_everybody(client_of: ClientOf) -> None:
    async with client_of(None) as client:
        [listed] = (await client.list_resources()).resources
        assert (listed.uri, listed.mime_type) == (DOCUMENT["uri"], "text/markdown")
        [contents] = (await client.read_resource(str(listed.uri))).contents
    assert contents.model_dump()["text"] == DOCUMENT["text"]


async def test_a_template_reads_what_the_rpc_answers(client_of: ClientOf, bearer: str, calls: list[Call]) -> None:
    async with client_of(bearer) as client:
        [template] = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "scenarios://echo/{text}"
        [contents] = (await client.read_resource("scenarios://echo/hello")).contents
    assert contents.model_dump()["text"] == '{"text":"hello","letters":"5"}'
    assert calls[0].metadata["x-fluxdesk-door"] == "mcp"


@pytest.mark.parametrize("uri", ["scenarios://nothing/a", "scenarios://docs/", "file:///etc/passwd", "scenarios://echo/", "x"])
async def test_what_is_unknown_is_not_found(client_of: ClientOf, bearer: str, uri: str) -> None:
    async with client_of(bearer) as client:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)
    assert (caught.value.error.code, caught.value.error.data) == (-32602, {"uri": uri})


TRAVERSALS = ["..", ".", "../docs/about", "%2e%2e%2fdocs", "a/b", "a%00", "a?b", "a#b", "a\nb", "ü", "a" * 201]


@pytest.mark.parametrize("value", TRAVERSALS)
async def test_a_value_that_is_no_id_reads_nothing(http: httpx2.AsyncClient, calls: list[Call], value: str) -> None:
    assert (await error(http, f"scenarios://echo/{value}"))["code"] == -32602
    assert not calls


async def test_results_say_how_long_they_are_good_and_for_whom(http: httpx2.AsyncClient) -> None:
    hints: dict[str, tuple[int, str]] = {}
    for method, params in [
        ("resources/list", {}),
        ("resources/templates/list", {}),
        ("prompts/list", {}),
        ("tools/list", {}),
        ("server/discover", {}),
        ("resources/read", {"uri": DOCUMENT["uri"]}),
        ("resources/read", {"uri": "scenarios://echo/a"}),
    ]:
        body, headers = modern(method, params)
        if "uri" in params:
            headers["mcp-name"] = params["uri"]
        told = (await http.post("/mcp", json=body, headers=headers)).json()["result"]
        hints[params.get("uri", method)] = (told["ttlMs"], told["cacheScope"])
    assert hints == {
        "resources/list": (300_000, "public"),
        "resources/templates/list": (300_000, "private"),
        "prompts/list": (300_000, "private"),
        "tools/list": (300_000, "private"),
        "server/discover": (300_000, "public"),
        DOCUMENT["uri"]: (300_000, "public"),
        "scenarios://echo/a": (0, "private"),
    }


async def test_a_template_is_listed_to_whom_it_lets_in(product: httpx2.AsyncClient, tenant: Tenant) -> None:
    async def names(token: str | None) -> list[str]:
        listed = await result(product, "resources/templates/list", {}, token)
        return [template["name"] for template in listed["resourceTemplates"]]

    narrow = (await tenant.issue(Credential.AGENT_KEY, tenant.admin, scopes=["projects:read"])).token
    assert await names(None) == []
    assert await names(tenant.bearer(Credential.TOOLS_TOKEN)) == []
    assert await names(narrow) == ["project"]
    assert await names(tenant.bearer(Credential.AGENT_KEY)) == ["daily_update", "feedback", "notification", "project", "task"]


async def test_an_item_of_the_inbox_is_a_resource_of_its_owner(product: httpx2.AsyncClient, tenant: Tenant) -> None:
    uri = f"fluxdesk://inbox/{await publish(product, tenant, 'one')}"
    [contents] = (await result(product, "resources/read", {"uri": uri}, tenant.bearer(Credential.AGENT_KEY)))["contents"]
    assert '"title":"Built"' in contents["text"]
    other = await tenant.issue(Credential.AGENT_KEY, tenant.admin)
    narrow = await tenant.issue(Credential.AGENT_KEY, tenant.employee, scopes=["projects:read"])
    assert (await error(product, uri, other.token)) == {"code": -32602, "message": "Resource not found", "data": {"uri": uri}}
    refused = await answer(product, "resources/read", {"uri": uri}, narrow.token)
    assert (refused.status_code, 'scope="inbox:read"' in refused.headers["www-authenticate"]) == (403, True)
    assert (await answer(product, "resources/read", {"uri": uri})).status_code == 401
    assert (await answer(product, "resources/read", {"uri": uri}, "bad")).status_code == 401


async def test_a_kind_of_credential_that_is_not_accepted_is_told_with_its_reason(product: httpx2.AsyncClient, tenant: Tenant) -> None:
    told = await error(product, "fluxdesk://projects/one", tenant.bearer(Credential.PERSONAL_TOKEN))
    assert (told["code"], told["data"]["reason"], told["data"]["http_status"]) == (-32600, "CREDENTIAL_NOT_ACCEPTED", 403)
    assert told["message"].startswith("CREDENTIAL_NOT_ACCEPTED: ")


def test_a_failure_that_passes_says_when_to_try_again() -> None:
    failure = Failure(Reason.RATE_LIMITED, "Used up.", retry_after_seconds=7)
    told = protocol_error(failure, open_exchange({"type": "http", "headers": []}, "a.example")).error
    status = {"reason": "RATE_LIMITED", "code": "RESOURCE_EXHAUSTED", "http_status": 429, "retry_after_seconds": 7}
    assert (told.code, told.message, told.data) == (-32600, "RATE_LIMITED: Used up.", status)


RESOURCES: list[tuple[str, str, dict[str, object]]] = [
    ("fluxdesk://tasks/{id}", "create_task", {"title": "Mine alone"}),
    ("fluxdesk://feedback/{feedback_id}", "create_feedback", {"body": "Mine alone", "kind": "bug"}),
    ("fluxdesk://daily-updates/{daily_update_id}", "submit_daily_update", {"did": "Mine alone"}),
]


@pytest.mark.parametrize(("template", "tool", "arguments"), RESOURCES, ids=[template for template, *_ in RESOURCES])
async def test_work_is_read_under_its_uri_by_whom_it_is_open_to(
    product: httpx2.AsyncClient, tenant: Tenant, template: str, tool: str, arguments: dict[str, object]
) -> None:
    mine = tenant.bearer(Credential.AGENT_KEY)
    made = (await result(product, "tools/call", {"name": tool, "arguments": arguments}, mine))["structuredContent"]
    variable = template.partition("{")[2].rstrip("}")
    uri = template.replace(f"{{{variable}}}", made["id"])
    [contents] = (await result(product, "resources/read", {"uri": uri}, mine))["contents"]
    assert "Mine alone" in contents["text"]
    asked = {"ref": {"type": "ref/resource", "uri": template}, "argument": {"name": variable, "value": made["id"][:30]}}
    assert (await result(product, "completion/complete", asked, mine))["completion"]["values"] == [made["id"]]
    stranger = (await make_tenant(tenant.core)).bearer(Credential.AGENT_KEY)
    assert (await error(product, uri, stranger))["code"] == -32602


async def test_ids_are_completed_from_what_the_caller_may_list(product: httpx2.AsyncClient, tenant: Tenant) -> None:
    ids = [await publish(product, tenant, event_id) for event_id in ("one", "two")]
    reference = {"type": "ref/resource", "uri": "fluxdesk://inbox/{delivery_id}"}

    def asked(begun: str) -> dict[str, object]:
        return {"ref": reference, "argument": {"name": "delivery_id", "value": begun}}

    mine = tenant.bearer(Credential.AGENT_KEY)
    told = await result(product, "completion/complete", asked(""), mine)
    assert sorted(told["completion"]["values"]) == sorted(ids)
    assert (await result(product, "completion/complete", asked(ids[0]), mine))["completion"]["values"] == [ids[0]]
    others = (await tenant.issue(Credential.AGENT_KEY, tenant.admin)).token
    assert (await result(product, "completion/complete", asked(""), others))["completion"]["values"] == []
    narrow = (await tenant.issue(Credential.AGENT_KEY, tenant.employee, scopes=[])).token
    assert (await answer(product, "completion/complete", asked(""), narrow)).status_code == 403
    unknown = {"ref": {**reference, "uri": "fluxdesk://x/{y}"}, "argument": {"name": "y", "value": ""}}
    assert (await answer(product, "completion/complete", unknown, mine)).json()["error"]["code"] == -32602


async def test_every_document_of_the_product_can_be_read(product: httpx2.AsyncClient) -> None:
    listed = (await result(product, "resources/list", {}))["resources"]
    assert len(listed) >= 3
    for resource in listed:
        assert resource.keys() <= {"uri", "name", "title", "mimeType"}
        [contents] = (await result(product, "resources/read", {"uri": resource["uri"]}))["contents"]
        assert contents["text"].startswith("# ")
