"""The page in a real browser: from typing the command to reading the recommendation."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.advisor import Advisor
from tests.page.composer import WHOLE, send

pytestmark = pytest.mark.browser
ADVISED = "Serving and training are judged by different things"


def test_from_the_command_to_the_recommendation(page: Page) -> None:
    """One answer by a menu, one by a typed reply, and the advice stands in thread and channel."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    expect(page.get_by_text("How many requests run at the same time").first).to_be_visible()
    page.locator("#thread").get_by_role("combobox").first.select_option(index=2)
    expect(page.get_by_text(re.compile(r"Understood: .*at once \(@Alice\)")).first).to_be_visible()
    send(page, "just answer", thread=True)
    expect(page.get_by_text(ADVISED)).to_be_visible()
    expect(page.get_by_text("1x RTX 4090 VPS (24 GB)").first).to_be_visible()
    expect(page.get_by_text("Next step").first).to_be_visible()


def test_everything_said_at_once_needs_no_question(page: Page) -> None:
    """A full sentence leads straight to the advice, and history finds it privately."""
    send(page, WHOLE)
    expect(page.get_by_text(ADVISED)).to_be_visible()
    send(page, "/gpu-history")
    expect(page.get_by_text("Only visible to you").first).to_be_visible()
    expect(page.get_by_role("button", name="Show").first).to_be_visible()


def test_the_page_says_what_to_type(page: Page) -> None:
    """The welcome names the command before anything has happened."""
    expect(page.get_by_text("/gpu-advice Llama 3 8B chat").first).to_be_visible()


def test_nothing_overflows_on_a_phone(browser: Browser, advisor: Advisor) -> None:
    """At 400 px only a table is scrolled sideways, in dark as well; its words have a readable width."""
    narrow = browser.new_page(viewport={"width": 400, "height": 800}, color_scheme="dark")
    narrow.goto(advisor.running.url)
    send(narrow, WHOLE)
    expect(narrow.get_by_text(ADVISED)).to_be_visible()
    expect(narrow.get_by_role("main").get_by_role("heading", level=1, name="Thread")).to_be_visible()
    wide = narrow.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    words = narrow.get_by_role("columnheader", name="Verdict").evaluate("node => node.offsetWidth")
    narrow.close()
    assert wide <= 0
    assert words >= 180


@pytest.mark.parametrize("width", [390, 1280])
def test_the_advice_is_read_from_its_first_line(browser: Browser, advisor: Advisor, width: int) -> None:
    """However long it is, its thread shows where it begins, and so it does when opened later."""
    opened = browser.new_page(viewport={"width": width, "height": 800})
    opened.goto(advisor.running.url)
    send(opened, WHOLE)
    expect(opened.get_by_text(ADVISED)).to_be_attached()
    record = opened.locator("#thread article").nth(1)
    expect(record.get_by_text("1x RTX 4090 VPS (24 GB)").first).to_be_in_viewport()
    opened.reload()
    opened.get_by_role("button", name=re.compile(r"\d repl")).first.click()
    expect(opened.locator("#thread").get_by_text("1x RTX 4090 VPS (24 GB)").first).to_be_in_viewport()
    opened.close()


def test_what_a_button_is_answered_with_is_shown(page: Page) -> None:
    """Pressed beside a long thread that is read from its middle, it leads to what it brought."""
    send(page, WHOLE)
    expect(page.get_by_text(ADVISED)).to_be_attached()
    page.locator("#thread .log").evaluate("node => { node.scrollTop = 0 }")
    page.locator("#channel").get_by_role("button", name="Share").click()
    expect(page.get_by_text("Where shall I share")).to_be_in_viewport()


def test_a_message_to_the_bot_opens_the_thread_it_answers_in(page: Page) -> None:
    """In its DM, as after a command, one need not look for the answer."""
    page.get_by_role("button", name="GPU Advisor").click()
    send(page, "chat with Llama 3 8B, AWQ 4-bit")
    expect(page.locator("#thread").get_by_text("How many requests run at the same time")).to_be_visible()


def test_another_person_answers(page: Page) -> None:
    """Bob answers in Alice's thread by a menu, and the summary says that it was him."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    expect(page.get_by_text("How many requests run at the same time").first).to_be_visible()
    page.get_by_label("You are").select_option("Bob")
    page.get_by_role("button", name=re.compile(r"\d repl")).first.click()
    page.locator("#thread").get_by_role("combobox").first.select_option(index=2)
    expect(page.get_by_text(re.compile(r"Understood: .*at once \(@Bob\)")).first).to_be_visible()


def test_what_if_answers_with_a_difference_and_is_kept_by_a_tap(page: Page) -> None:
    """A what-if shows another plan beside the present one; Keep This makes it the advice."""
    send(page, WHOLE)
    expect(page.get_by_text(ADVISED)).to_be_visible()
    send(page, "what if 300 at once?", thread=True)
    page.get_by_role("button", name="Keep This").click()
    expect(page.get_by_text(re.compile(r"Changed: .*300 at once")).last).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    """Typing, Tab and Enter lead through an interview, without a mouse."""
    page.get_by_role("textbox").first.focus()
    page.keyboard.type("/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    page.keyboard.press("Enter")
    expect(page.get_by_text("How many requests run at the same time").first).to_be_visible()
    first = page.locator("#thread").get_by_role("combobox").first
    for _ in range(60):
        if first.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"Understood: .*at once \(@Alice\)")).first).to_be_visible()


def test_a_menu_closes_by_escape_and_where_one_goes_on(page: Page) -> None:
    """Escape closes an open menu and leaves one at it; Tab past its last entry closes it, too."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    expect(page.get_by_text("How many requests run at the same time").first).to_be_visible()
    more = page.locator("#thread summary").first
    entry = page.locator("#thread").get_by_role("menuitem").first
    more.focus()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(entry).to_be_visible()
    more.press("Shift+Tab")
    expect(entry).to_be_hidden()
