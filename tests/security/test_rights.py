"""Who may see and do what: the matrix of history, and controls that were tampered with."""

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from bot.handling import Conversation
from bot.incoming import Action, Incoming, Submission
from bot.messages import Message
from bot.sandbox import Posted
from bot.store.protocol import Event
from bot.store.scopes import Subject
from tests.advisor import Advisor
from tests.security.matrix import FROM, PLACES, VIEWERS, matrix

TEAM = "T0SANDBOX"


def test_the_matrix_of_history() -> None:
    """A record is seen by who asked, wherever they are, and by a colleague where it was made, but for DMs."""
    expected = [
        (
            place,
            viewer,
            where,
            viewer == "who asked"
            or (viewer == "a colleague" and where == "the same place" and "DM" not in place.split()[:1]),
        )
        for place, viewer, where in product(PLACES, VIEWERS, FROM)
    ]
    assert matrix() == expected


def begun(advisor: Advisor) -> tuple[str, Posted]:
    """Begin an interview; returns its channel and its question."""
    channel = advisor.begin("Llama 3 8B chat for 20 at once")
    return channel, advisor.sandbox.channel(channel).messages[-1]


def kept(advisor: Advisor) -> list[dict[str, Any]]:
    """Return everything that is kept, but for what is owed."""
    return list(advisor.store.export(Subject(TEAM)))


def click(channel: str, question: Posted, value: str, action: str = "unknown") -> Incoming:
    """Return the click on "I don't know" as Slack sends it."""
    acted = Action(id=action, values=(value,), message_ts=question.ts, thread_ts=question.thread_ts)
    return Incoming(
        kind="click", event=Event(TEAM, f"act:{value}", "d"), channel=channel, user="U02BOB", action=acted
    )


def value_of(question: Posted, action: str = "unknown") -> str:
    """Return what a control carries."""
    return next(
        str(element["value"])
        for block in question.blocks
        for element in block.get("elements", [])
        if element.get("action_id") == action
    )


def handled(advisor: Advisor, incoming: Incoming) -> None:
    """Let the bot handle a click that was tampered with; it may answer, and does not fail."""
    conversation: Conversation = advisor.bot.conversation
    conversation.handle(incoming)
    advisor.settle()


def test_the_click_itself_works(advisor: Advisor) -> None:
    """Untouched, the very same click is an answer."""
    channel, question = begun(advisor)
    before = kept(advisor)
    handled(advisor, click(channel, question, value_of(question)))
    assert kept(advisor) != before


TAMPERED: dict[str, Callable[[Any], Incoming]] = {
    "another workspace": lambda one: one._replace(event=Event("T9", one.event.key, "d")),
    "another channel": lambda one: one._replace(channel="C01GENERAL"),
    "another thread": lambda one: one._replace(action=one.action._replace(thread_ts="9.0", message_ts="9.1")),
    "no thread": lambda one: one._replace(action=one.action._replace(thread_ts=None, message_ts=None)),
    "another interview": lambda one: valued(one, "interview99|1|context_tokens|null"),
    "no interview": lambda one: valued(one, "|1|context_tokens|null"),
    "another question": lambda one: valued(one, "interview1|1|cadence|null"),
    "no question": lambda one: valued(one, "interview1|1|nothing|null"),
    "no value": lambda one: valued(one, ""),
    "no JSON": lambda one: valued(one, "interview1|1|context_tokens|{{{"),
    "another private message": lambda one: one._replace(action=one.action._replace(private=True)),
    "a control that is not there": lambda one: one._replace(action=one.action._replace(id="drop_table")),
    "another's DM": lambda one: one._replace(action=one.action._replace(id="dm", private=True)),
    "another's way out": lambda one: one._replace(channel="D02BOB", action=one.action._replace(id="join")),
    "another's field": lambda one: one._replace(
        action=one.action._replace(id="say:interview1|1", values=("99 at once",), private=True)
    ),
    "another's stop": lambda one: one._replace(action=one.action._replace(id="stop")),
}


def valued(one: Incoming, value: str) -> Incoming:
    """Return the click with another value."""
    assert one.action is not None
    return one._replace(action=one.action._replace(values=(value,)))


@pytest.mark.parametrize("how", TAMPERED)
def test_a_tampered_click_changes_nothing(advisor: Advisor, how: str) -> None:
    """Whatever part of a click does not fit where it was clicked, nothing is said, moved or stopped by it."""
    channel, question = begun(advisor)
    before = kept(advisor)
    handled(advisor, TAMPERED[how](click(channel, question, value_of(question))))
    assert kept(advisor) == before


@pytest.mark.parametrize("private", ['["interview1", 3, "", true]', '["interview99", 3, "", false]'])
def test_a_form_of_another_workspace_is_over(advisor: Advisor, private: str) -> None:
    """What a form carries is looked up within the workspace it is sent from."""
    begun(advisor)
    before = kept(advisor)
    fields = {"concurrency": ("99 at once",)}
    sent = Incoming(
        kind="submission",
        event=Event("T9", "view:1", "d"),
        channel="",
        user="U02BOB",
        submission=Submission("form", private, fields),
    )
    advisor.bot.conversation.handle(sent)
    assert kept(advisor) == before
    assert json.loads(private)


def test_only_the_starter_stops(advisor: Advisor) -> None:
    """Anybody may answer; to stop is for who started, and others are told so privately."""
    channel, question = begun(advisor)
    advisor.sandbox.act("bob", channel, question.thread_ts or "", "Stop")
    advisor.settle()
    told = [one for one in advisor.sandbox.channel(channel).messages if one.visible_to == "U02BOB"]
    assert "Only <@U01ALICE>" in told[-1].text
    advisor.sandbox.act("alice", channel, question.thread_ts or "", "Stop")
    advisor.settle()
    assert [row["status"] for row in kept(advisor) if row["table"] == "interviews"] == ["stopped"]


@pytest.mark.parametrize("kind", ["advice", "history", "click", "mention", "reply", "edited", "deleted"])
def test_people_of_another_workspace_see_and_change_nothing(advisor: Advisor, kind: Any) -> None:
    """In a shared channel somebody from outside is told whom the bot works for, or left alone."""
    channel, question = begun(advisor)
    value = value_of(question)
    advisor.sandbox.say("alice", channel, "just answer", question.thread_ts)
    advisor.settle()
    before = kept(advisor)
    asked = click(channel, question, value)._replace(
        kind=kind,
        outsider=True,
        text="99 at once" if kind != "history" else "",
        ts="2.0",
        thread_ts=question.thread_ts,
    )
    answered = advisor.bot.conversation.handle(asked)
    advisor.settle()
    assert kept(advisor) == before
    told = kind in ("advice", "history")
    assert isinstance(answered, Message) == told
    assert "Llama" not in str(answered)
