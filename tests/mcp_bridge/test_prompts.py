"""Prompts are offered to whom their tools are open."""

from typing import Any

import httpx2
import pytest
from fluxdesk.rpc import Credential
from mcp import MCPError
from mcp_types import PromptReference

from core.server import Core
from scripts.offers import read_offers
from tests.mcp_bridge.host import ClientOf
from tests.mcp_bridge.rpc import bare
from tests.tenants import make_tenant

FAULTS: list[tuple[dict[str, str], str]] = [
    ({}, "the argument text is missing"),
    ({"text": " "}, "the argument text is missing"),
    ({"text": "a", "other": "b"}, "there is no argument other"),
]


async def names_listed_to(http: httpx2.AsyncClient, token: str | None) -> list[str]:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer: Any = await http.post("/mcp", json=bare("prompts/list"), headers=headers)
    return [prompt["name"] for prompt in answer.json()["result"]["prompts"]]


async def test_a_prompt_is_listed_to_whom_its_tools_are_open(anonymous: httpx2.AsyncClient, scenario_core: Core) -> None:
    tenant = await make_tenant(scenario_core)
    assert await names_listed_to(anonymous, None) == ["say_again"]
    assert await names_listed_to(anonymous, tenant.bearer(Credential.AGENT_KEY)) == ["say_again"]
    assert await names_listed_to(anonymous, await tenant.sign_in(tenant.admin)) == ["make_thing", "say_again"]
    assert (await anonymous.post("/mcp", json=bare("prompts/list"), headers={"authorization": "Bearer bad"})).status_code == 401


async def test_arguments_are_filled_in_as_they_are(client_of: ClientOf) -> None:
    async with client_of(None) as client:
        [listed] = (await client.list_prompts()).prompts
        assert [(argument.name, argument.required) for argument in listed.arguments or ()] == [("text", True), ("manner", False)]
        got = await client.get_prompt("say_again", {"text": "{manner} {x}", "manner": "loudly"})
        plain = await client.get_prompt("say_again", {"text": "a"})
    assert got.messages[0].model_dump()["content"]["text"] == "Say {manner} {x} again with echo_text, loudly."
    assert plain.messages[0].model_dump()["content"]["text"] == "Say a again with echo_text, plainly."


@pytest.mark.parametrize(("arguments", "told"), FAULTS)
async def test_arguments_that_do_not_fit_are_named(client_of: ClientOf, arguments: dict[str, str], told: str) -> None:
    async with client_of(None) as client:
        with pytest.raises(MCPError) as caught:
            await client.get_prompt("say_again", arguments)
    assert (caught.value.error.code, caught.value.error.message) == (-32602, f"Prompt say_again: {told}")


@pytest.mark.parametrize("name", ["no_such_prompt", "make_thing"])
async def test_a_prompt_that_is_not_offered_is_unknown(client_of: ClientOf, name: str) -> None:
    async with client_of(None) as client:
        with pytest.raises(MCPError) as caught:
            await client.get_prompt(name, {})
    assert (caught.value.error.code, caught.value.error.message) == (-32602, f"Unknown prompt: {name}")


async def test_choices_are_completed(client_of: ClientOf) -> None:
    reference = PromptReference(type="ref/prompt", name="say_again")
    async with client_of(None) as client:
        told = await client.complete(reference, {"name": "manner", "value": "pl"})
        free = await client.complete(reference, {"name": "text", "value": ""})
        with pytest.raises(MCPError):
            await client.complete(reference, {"name": "other", "value": ""})
    assert (told.completion.values, free.completion.values) == (["plainly"], [])


def test_the_product_offers_prompts_whose_texts_name_their_tools() -> None:
    prompts: Any = read_offers().prompts
    assert {"triage_inbox", "request_access", "review_access_requests", "plan_tasks", "write_daily_update"} <= {
        prompt["name"] for prompt in prompts
    }
    for prompt in prompts:
        assert all(tool in prompt["text"] for tool in prompt["tools"])
