"""A real Chromium on the page of the local workspace, with the real bot behind it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.advisor import Advisor

expect.set_options(timeout=60_000)

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


@pytest.fixture(scope="session")
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
