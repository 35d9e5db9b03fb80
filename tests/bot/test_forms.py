"""Where a form goes through Slack: opening it, and what happens when something fails."""

import pytest
from slack_sdk import WebClient

from bot.conversation import form
from bot.sandbox.workspace import BOB
from tests.advisor import Advisor


@pytest.fixture
def channel(advisor: Advisor) -> str:
    """A channel in which Alice has begun an interview."""
    return advisor.begin()


def open_form(advisor: Advisor, channel: str) -> None:
    """Let Bob open the form."""
    root = advisor.sandbox.channel(channel).messages[0]
    advisor.sandbox.act("bob", channel, root.ts, "Answer in a Form")
    advisor.settle()


def test_a_form_that_slack_does_not_open(
    advisor: Advisor, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person is asked to tap again when Slack is too slow to open the form."""

    def late(*_: object, **__: object) -> None:
        raise TimeoutError("too late")

    monkeypatch.setattr(WebClient, "views_open", late)
    open_form(advisor, channel)
    told = [one.text for one in advisor.sandbox.channel(channel).messages if one.visible_to]
    assert len(told) == 1
    assert "tap the button once more" in told[0]


def test_a_failing_submission_keeps_what_was_filled_in(
    advisor: Advisor, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown error is said at the first field with a reference, and the form stays open."""
    open_form(advisor, channel)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(form, "submitted", broken)
    advisor.sandbox.submit("bob", {"How many requests run at the same time at the peak?": "20"})
    advisor.settle()
    (error,) = advisor.sandbox.workspace.errors[BOB].values()
    assert "reference" in error
    assert "secret" not in error


def test_a_form_of_an_interview_that_is_gone(advisor: Advisor, channel: str) -> None:
    """A form of an interview that was deleted in the meantime says that it has ended."""
    open_form(advisor, channel)
    view = advisor.sandbox.workspace.modals[BOB]
    view["private_metadata"] = form.Load("gone", 0, "", apart=False).encode()
    advisor.sandbox.submit("bob")
    advisor.settle()
    assert "has ended" in str(advisor.sandbox.workspace.modals[BOB]["blocks"])


def test_a_choice_that_is_none_any_more(advisor: Advisor, channel: str) -> None:
    """A menu's entry that no workload can hold is refused at its field."""
    open_form(advisor, channel)
    chosen = {"type": "static_select", "selected_option": {"value": '"gardening"'}}
    advisor.sandbox.submit_view("bob", {"work": {"held": chosen}})
    advisor.settle()
    assert "could not read that as the kind of work" in advisor.sandbox.workspace.errors[BOB]["work"]
