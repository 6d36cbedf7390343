"""The pages in a real browser: under their own content security policy, at every width, and with the keyboard."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.browser import open_browser, open_page
from tests.e2e.conftest import Server
from tests.e2e.events import event

GUIDES = [
    "/docs",
    "/docs/rest",
    "/docs/grpc",
    "/docs/mcp",
    "/docs/integrations/mcp",
    "/docs/webhooks",
    "/api/v1/errors",
    "/api/v1/errors/validation-failed",
]


@pytest_asyncio.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as opened:
        yield opened


async def authorize(page: Page, token: str) -> None:
    await page.get_by_role("button", name="Authorize").first.click()
    dialog = page.locator(".modal-ux")
    await dialog.get_by_label("auth-bearer-value").fill(token)
    await dialog.get_by_role("button", name="Apply credentials").click()
    await dialog.locator(".btn-done").click()


async def try_out(page: Page, operation: str) -> Locator:
    """The operation, opened and ready to execute."""
    block = page.locator(f"#operations-{operation}")
    await block.locator(".opblock-summary-control").click()
    await block.get_by_role("button", name="Try it out").click()
    return block


async def executed(block: Locator) -> tuple[int, str]:
    """Status and body as the page shows them."""
    await block.get_by_role("button", name="Execute").click()
    live = block.locator(".live-responses-table")
    status = await live.locator("tbody .response-col_status").first.inner_text()
    return int(re.findall(r"\d+", status)[0]), await live.locator(".highlight-code code").first.inner_text()


async def test_the_docs_try_a_read_with_the_token_that_was_entered(server: Server, browser: Browser) -> None:
    published = httpx2.post(f"{server.http}/api/v1/events", json=event("in-the-browser"), headers=server.headers()).json()
    async with open_page(browser) as page:
        await page.goto(f"{server.http}/api/v1/docs")
        await authorize(page, server.credentials["agent_key"])
        status, body = await executed(await try_out(page, "inbox-list_inbox"))
    assert status == 200
    assert published["deliveryId"] in [item["deliveryId"] for item in json.loads(body)["items"]]


async def test_the_docs_publish_their_own_example(server: Server, browser: Browser) -> None:
    async with open_page(browser) as page:
        await page.goto(f"{server.http}/api/v1/docs")
        await authorize(page, server.credentials["personal_token"])
        block = await try_out(page, "events-publish_event")
        editor = block.locator("textarea.body-param__text")
        # The example stays valid, but an event is taken only within a day of its time.
        example = json.loads(await editor.input_value()) | {"event_id": "from-the-docs", "occurred_at": datetime.now(UTC).isoformat()}
        await editor.fill(json.dumps(example))
        status, body = await executed(block)
    assert status == 202
    assert (json.loads(body)["title"], json.loads(body)["pushed"]) == (example["title"], True)


@pytest.mark.parametrize("path", GUIDES)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
async def test_no_page_is_wider_than_its_window(server: Server, browser: Browser, path: str, color_scheme: str) -> None:
    for width in (320, 768, 1060):
        async with open_page(browser, width=width, color_scheme=color_scheme) as page:
            await page.goto(f"{server.http}{path}")
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_every_example_is_copied_by_its_button(server: Server, browser: Browser) -> None:
    async with open_page(browser, permissions=("clipboard-read", "clipboard-write")) as page:
        await page.goto(f"{server.http}/docs/rest")
        examples = page.locator("figure.example")
        assert await examples.count() == await examples.get_by_role("button").count() > 10
        last = examples.last
        await last.get_by_role("button").press("Enter")
        await expect(last.get_by_role("button")).to_have_text("Copied")
        await expect(page.get_by_role("status")).to_contain_text("Copied: curl")
        assert await page.evaluate("navigator.clipboard.readText()") == await last.locator("code").text_content()


async def test_an_example_is_copied_without_a_clipboard_of_the_page(server: Server, browser: Browser) -> None:
    async with open_page(browser, permissions=("clipboard-read", "clipboard-write")) as page:
        await page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        await page.goto(f"{server.http}/docs/mcp")
        first = page.locator("figure.example").first
        await first.get_by_role("button").click()
        await expect(first.get_by_role("button")).to_have_text("Copied")


async def test_the_guides_read_without_a_script(server: Server, browser: Browser) -> None:
    async with open_page(browser, has_script=False) as page:
        await page.goto(f"{server.http}/docs/grpc")
        assert await page.get_by_role("button").count() == 0
        assert "grpc.insecure_channel" in await page.locator("figure.example code", has_text="import grpc").inner_text()


async def test_the_keyboard_skips_to_the_content(server: Server, browser: Browser) -> None:
    async with open_page(browser) as page:
        await page.goto(f"{server.http}/docs/rest")
        await page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert await skip.inner_text() == "Skip to the content"
        assert await skip.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/docs/rest#content")
