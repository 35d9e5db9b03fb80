"""History, Home and sharing in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.composer import WHOLE, send

pytestmark = pytest.mark.browser
TRAINING = (
    "/gpu-advice Llama 2 13B, LoRA with AdamW every week, sequence 4096, 50M tokens, within 24 h, "
    "rented per run, out of memory today"
)


def advised(page: Page, words: str) -> None:
    """Ask with a sentence that says everything, and wait for the advice in the channel."""
    advice = page.locator("#channel").get_by_role("button", name="What If")
    before = advice.count()
    send(page, words)
    expect(advice).to_have_count(before + 1)


def test_the_list_is_paged_both_ways(page: Page) -> None:
    """More than a page of recommendations: Older shows the rest, Newer comes back."""
    for _ in range(9):
        advised(page, WHOLE)
    send(page, "/gpu-history")
    page.get_by_role("button", name="Older").click()
    expect(page.get_by_role("button", name="Newer")).to_be_visible()
    page.get_by_role("button", name="Newer").click()
    expect(page.get_by_role("button", name="Older")).to_be_visible()


def test_two_are_compared_and_one_is_deleted(page: Page) -> None:
    """Compare names what differed; Delete asks first, and afterwards the record is gone."""
    advised(page, WHOLE)
    advised(page, TRAINING)
    send(page, "/gpu-history compare interview1 interview2")
    expect(page.get_by_text("What differed in the answers").last).to_be_visible()
    send(page, "/gpu-history delete interview2")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text(re.compile("behind it are deleted"))).to_be_visible()
    send(page, "/gpu-history interview2")
    expect(page.get_by_text(re.compile(r'no recommendation "interview2"'))).to_be_visible()


def test_home_shows_what_is_recent_and_starts_an_interview(page: Page) -> None:
    """The app's Home lists one's recommendations, and its button opens the start of another."""
    advised(page, WHOLE)
    page.get_by_role("button", name="GPU Advisor").first.click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_text("Your recent recommendations")).to_be_visible()
    expect(page.get_by_text("1x RTX 4090 VPS (24 GB), inference-first").first).to_be_visible()
    page.get_by_role("button", name="Start an Interview").click()
    expect(page.get_by_text("I sent you the first question")).to_be_visible()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_text("asked which GPUs to rent").first).to_be_visible()


def test_a_command_scrolls_its_answer_into_view(page: Page) -> None:
    """Even where the channel is long, what one has just asked for is seen."""
    for _ in range(3):
        advised(page, WHOLE)
    page.locator("#channel .log").evaluate("log => { log.scrollTop = 0; }")
    send(page, "/gpu-history")
    expect(page.get_by_role("button", name="Show").last).to_be_in_viewport()
