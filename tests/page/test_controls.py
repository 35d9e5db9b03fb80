"""What the page tells the app of each control, as Slack's own client does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_sdk import WebClient

from tests.bot.sandbox.conftest import TinyApp
from tests.bot.sandbox.test_controls import CONTROLS, OPTIONS, plain
from tests.sandbox import RunningSandbox, Sandbox, declared, start_sandbox

pytestmark = pytest.mark.browser
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "many",
            "label": plain("Which"),
            "element": {"type": "checkboxes", "action_id": "held", "options": OPTIONS},
        },
        {
            "type": "input",
            "block_id": "words",
            "label": plain("Words"),
            "element": {"type": "plain_text_input", "action_id": "held"},
        },
    ],
}


@pytest.fixture
def slack() -> Iterator[RunningSandbox]:
    """A workspace with a tiny app in it."""
    with start_sandbox(sandbox=Sandbox(declared(events=frozenset()))) as running:
        yield running


@pytest.fixture
def tiny(slack: RunningSandbox) -> Iterator[TinyApp]:
    """The app."""
    app = TinyApp(slack)
    yield app
    app.leave().join()


@pytest.fixture
def shown(browser: Browser, slack: RunningSandbox, tiny: TinyApp) -> Iterator[Page]:
    """The page with a message that has every control."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel="C01GENERAL", text="choose", blocks=CONTROLS)
    page = browser.new_page()
    page.goto(f"{slack.url}?channel=general")
    yield page
    page.close()


def choose_many(page: Page) -> None:
    """Tick both entries of the menu and close it."""
    page.get_by_text("Some", exact=True).click()
    page.locator(".multi").get_by_label("B").check()
    page.locator(".multi").get_by_label("A").check()
    page.get_by_role("button", name="Done").click()


WAYS: dict[str, tuple[Callable[[Page], Any], str, Any]] = {
    "button": (lambda page: page.get_by_role("button", name="Go").click(), "value", "1"),
    "menu": (
        lambda page: page.get_by_label("One").select_option("A"),
        "selected_option",
        OPTIONS[0],
    ),
    "several": (choose_many, "selected_options", OPTIONS[::-1]),
    "ticks": (
        lambda page: page.locator(".actions > [role=group]").get_by_label("B").uncheck(),
        "selected_options",
        [],
    ),
    "channel": (
        lambda page: page.get_by_label("Where").select_option("ml-platform"),
        "selected_conversation",
        "C02MLPLATFORM",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_each_control_tells_what_was_chosen(shown: Page, tiny: TinyApp, way: str) -> None:
    """The action has what was chosen in Slack's shape, beside what stands in all inputs."""
    act, key, told = WAYS[way]
    shown.get_by_label("Or type").fill("about 20")
    shown.get_by_label("Or type").press("Tab")
    act(shown)
    payload = tiny.got(1)[0]
    values = payload["state"]["values"]
    assert payload["actions"][0][key] == told
    assert values["typed"]["free"] == {"type": "plain_text_input", "value": "about 20"}
    assert values["all"]["begun"] == {"type": "static_select", "selected_option": OPTIONS[0]}
    assert set(values["all"]) == {"one", "many", "boxes", "begun", "where"}


def test_what_one_does_is_not_disturbed_by_what_others_say(shown: Page, slack: RunningSandbox) -> None:
    """A message arrives: half-typed words, an open menu and the focus stay as they are."""
    shown.get_by_label("Message # general").fill("half a sent")
    shown.get_by_text("Some", exact=True).click()
    shown.get_by_label("Or type").fill("about")
    slack.sandbox.say("bob", "#general", "good morning")
    expect(shown.get_by_text("good morning")).to_be_visible()
    expect(shown.get_by_label("Message # general")).to_have_value("half a sent")
    expect(shown.get_by_role("button", name="Done")).to_be_visible()
    expect(shown.get_by_label("Or type")).to_have_value("about")
    expect(shown.get_by_label("Or type")).to_be_focused()


def test_a_form_is_sent_with_what_stands_in_it(shown: Page, slack: RunningSandbox, tiny: TinyApp) -> None:
    """The submission holds what was ticked and what is still being typed."""
    slack.sandbox.shortcut("alice", "start")
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    client.views_open(trigger_id=tiny.got(1)[0]["trigger_id"], view=FORM)
    shown.locator("#modal").get_by_label("A", exact=True).check()
    shown.get_by_label("Words").fill("in a hurry")
    shown.get_by_label("Words").press("Enter")
    values = tiny.got(2)[1]["view"]["state"]["values"]
    assert values["many"]["held"] == {"type": "checkboxes", "selected_options": OPTIONS[:1]}
    assert values["words"]["held"] == {"type": "plain_text_input", "value": "in a hurry"}
