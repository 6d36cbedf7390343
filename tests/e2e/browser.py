"""The system's Chromium, and what a page complains of."""

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Response, async_playwright

# A page may swallow the message of the console, but not this event.
_TELL_VIOLATIONS = "addEventListener('securitypolicyviolation', event => console.error('policy: ' + event.violatedDirective))"


@asynccontextmanager
async def open_browser() -> AsyncGenerator[Browser]:
    """Skips where there is no Chromium; in CI there is one."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed: .ci/run installs it.")
        pytest.skip("chromium is not installed (Debian: apt install chromium)")
    # Chromium's own sandbox does not start for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(
    browser: Browser, *, width: int = 1280, color_scheme: str = "light", has_script: bool = True, permissions: tuple[str, ...] = ()
) -> AsyncGenerator[Page]:
    """A page in a context of its own. Fails at the end with every error, warning and refused address of the page."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text}")

    def look(response: Response) -> None:
        if response.status >= 400:
            complaints.append(f"{response.status}: {response.url}")

    async with await browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if color_scheme == "dark" else "light",
        java_script_enabled=has_script,
        permissions=list(permissions),
    ) as context:
        await context.add_init_script(_TELL_VIOLATIONS)
        page = await context.new_page()
        page.on("console", hear)
        page.on("response", look)
        page.on("pageerror", lambda error: complaints.append(f"thrown: {error}"))
        yield page
    assert not complaints, complaints
