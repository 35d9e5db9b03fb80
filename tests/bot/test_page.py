"""The page in a real browser, against the real bot: from typing the command to reading the recommendation."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.advisor import Advisor

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WHOLE = (
    "/gpu-advice Llama 3 8B, AWQ 4-bit, chat for 20 at once, 4k context, 1k prompts, "
    "first word within 1 s, the model is good enough"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def advisor(tmp_path: Path) -> Iterator[Advisor]:
    """The bot as `demo` runs it: the outbox delivers by itself."""
    with Advisor(tmp_path) as running:
        running.bot.outbox.start()
        yield running
        running.bot.outbox.stop()


@pytest.fixture
def page(browser: Browser, advisor: Advisor) -> Iterator[Page]:
    """The page, freshly opened at the size of a laptop."""
    opened = browser.new_page(viewport={"width": 1400, "height": 1000})
    opened.goto(advisor.running.url)
    yield opened
    opened.close()


def send(page: Page, words: str, *, thread: bool = False) -> None:
    """Type into the composer of the channel, or of the thread, and press Enter."""
    boxes = page.get_by_role("textbox")
    box = boxes.last if thread else boxes.first
    box.fill(words)
    box.press("Enter")


def test_from_the_command_to_the_recommendation(page: Page) -> None:
    """One answer by a button, one by a typed reply, and the advice stands in thread and channel."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    expect(page.get_by_text("How many requests run at the same time").first).to_be_visible()
    page.get_by_role("button", name="at once").first.click()
    expect(page.get_by_text(re.compile(r"Understood: .*at once \(@Alice\)")).first).to_be_visible()
    send(page, "just answer", thread=True)
    expect(page.get_by_text("Serving and training are judged by different things")).to_be_visible()
    expect(page.get_by_text("1x RTX 4090 VPS (24 GB)").first).to_be_visible()
    expect(page.get_by_text("Next step").first).to_be_visible()


def test_everything_said_at_once_needs_no_question(page: Page) -> None:
    """A full sentence leads straight to the advice, and history finds it privately."""
    send(page, WHOLE)
    expect(page.get_by_text("Serving and training are judged by different things")).to_be_visible()
    send(page, "/gpu-history")
    expect(page.get_by_text("Only visible to you").first).to_be_visible()
    expect(page.get_by_role("button", name="Show").first).to_be_visible()


def test_the_page_says_what_to_type(page: Page) -> None:
    """The welcome names the command before anything has happened."""
    expect(page.get_by_text("/gpu-advice Llama 3 8B chat").first).to_be_visible()


def test_nothing_overflows_on_a_phone(browser: Browser, advisor: Advisor) -> None:
    """At 400 px nothing has to be scrolled sideways, in dark as well."""
    narrow = browser.new_page(viewport={"width": 400, "height": 800}, color_scheme="dark")
    narrow.goto(advisor.running.url)
    send(narrow, WHOLE)
    expect(narrow.get_by_text("Serving and training are judged by different things")).to_be_visible()
    wide = narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    narrow.close()
    assert wide <= 0
