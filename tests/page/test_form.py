"""The form in a real browser: opened by a button, errors at the field, answers in the thread."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page.composer import send

pytestmark = pytest.mark.browser
AT_ONCE = "How many requests run at the same time at the peak?"


def test_an_error_stands_at_its_field_and_the_rest_is_kept(page: Page) -> None:
    """What cannot be read is said beside the field; once mended, the answers stand in the thread."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    page.get_by_role("button", name="Answer in a Form").first.click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Which model, or how large a model?")).to_have_value("Llama 3 8B")
    form.get_by_label(AT_ONCE).fill("a shoal of fish")
    form.get_by_role("button", name="Send").click()
    expect(form.get_by_role("alert").first).to_be_visible()
    form.get_by_label(AT_ONCE).fill("20 at once")
    form.get_by_role("button", name="Send").click()
    expect(form).to_be_hidden()
    expect(page.get_by_text(re.compile(r"20 at once.*\(@Alice\)")).first).to_be_visible()


def test_who_uses_the_keyboard_is_led_on(page: Page) -> None:
    """A form begins at its first field; a thread that is closed leaves one at the channel's line."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    page.get_by_role("button", name="Answer in a Form").first.click()
    expect(page.get_by_role("dialog").get_by_role("combobox").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("button", name="Close the thread").click()
    expect(page.get_by_role("textbox", name="Message # ml-platform")).to_be_focused()


def test_escape_closes_the_form_and_says_nothing(page: Page) -> None:
    """Closing the form leaves the question as it was."""
    send(page, "/gpu-advice chat with Llama 3 8B, AWQ 4-bit")
    page.get_by_role("button", name="Answer in a Form").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_text(AT_ONCE).first).to_be_visible()


def test_the_global_shortcut_is_offered_behind_a_slash(page: Page) -> None:
    """Whoever types a slash is offered the shortcut that needs no message, and it opens the form."""
    page.get_by_role("textbox").first.fill("/")
    page.get_by_role("button", name=re.compile("Get GPU Advice")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("textbox", name="Message # ml-platform")).to_have_value("")
