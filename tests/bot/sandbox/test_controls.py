"""Clicks, choices, shortcuts and modals."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox import Posted, RefusedError
from tests.bot.sandbox.conftest import SILENCE, Json, TinyApp
from tests.sandbox import Sandbox

ALICE = "U01ALICE"


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    """Return an option labelled in capitals."""
    return {"text": plain(value.upper()), "value": value}


OPTIONS = [option("a"), option("b")]
CONTROLS: list[Json] = [
    {
        "type": "section",
        "text": plain("x"),
        "accessory": {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1"},
    },
    {
        "type": "actions",
        "block_id": "all",
        "elements": [
            {"type": "static_select", "action_id": "one", "placeholder": plain("One"), "options": OPTIONS},
            {
                "type": "multi_static_select",
                "action_id": "many",
                "placeholder": plain("Some"),
                "options": OPTIONS,
            },
            {"type": "checkboxes", "action_id": "boxes", "options": OPTIONS, "initial_options": [OPTIONS[1]]},
            {"type": "static_select", "action_id": "begun", "options": OPTIONS, "initial_option": OPTIONS[0]},
            {"type": "overflow", "action_id": "more", "options": OPTIONS},
            {
                "type": "conversations_select",
                "action_id": "where",
                "placeholder": plain("Where"),
                "initial_conversation": "C04DATA",
            },
        ],
    },
    {
        "type": "input",
        "block_id": "typed",
        "label": plain("Or type"),
        "element": {"type": "plain_text_input", "action_id": "free"},
    },
]


@pytest.fixture
def posted(client: WebClient, sandbox: Sandbox) -> Posted:
    """A message with every control."""
    client.chat_postMessage(channel="C01GENERAL", text="choose", blocks=CONTROLS)
    return sandbox.channel("#general").messages[-1]


def actions(tiny: TinyApp) -> list[Json]:
    """Return the actions the app was told of, without their times."""
    found = [one.payload["actions"][0] for one in tiny.seen if one.type == "interactive"]
    return [{key: value for key, value in one.items() if key != "action_ts"} for one in found]


@pytest.mark.parametrize(
    ("control", "value", "told"),
    [
        ("Go", None, {"type": "button", "action_id": "go", "value": "1", "text": plain("Go")}),
        (
            "One",
            "A",
            {
                "type": "static_select",
                "action_id": "one",
                "selected_option": OPTIONS[0],
                "placeholder": plain("One"),
            },
        ),
        (
            "many",
            ["b", "a"],
            {
                "type": "multi_static_select",
                "action_id": "many",
                "selected_options": OPTIONS[::-1],
                "placeholder": plain("Some"),
            },
        ),
        ("boxes", [], {"type": "checkboxes", "action_id": "boxes", "selected_options": []}),
        ("more", "a", {"type": "overflow", "action_id": "more", "selected_option": OPTIONS[0]}),
        (
            "where",
            "C01GENERAL",
            {
                "type": "conversations_select",
                "action_id": "where",
                "selected_conversation": "C01GENERAL",
                "placeholder": plain("Where"),
            },
        ),
    ],
)
def test_each_control_tells_in_its_own_shape(
    sandbox: Sandbox, posted: Posted, tiny: TinyApp, control: str, value: Any, told: Json
) -> None:
    """A control is found by action id or label, a choice by value or label."""
    sandbox.act("alice", "#general", posted.ts, control, value)
    tiny.got(1)
    block_ids = {block["block_id"] for block in posted.blocks}
    found = actions(tiny)[0]
    assert found.pop("block_id") in block_ids
    assert found == told


def test_a_click_brings_the_state_of_its_message(sandbox: Sandbox, posted: Posted, tiny: TinyApp) -> None:
    """Filled inputs and initial choices stand in state.values; each person has an own state."""
    sandbox.act("bob", "#general", posted.ts, "free", "not mine")
    sandbox.act("alice", "#general", posted.ts, "free", "about 20")
    sandbox.act("alice", "#general", posted.ts, "Go")
    payload = tiny.got(1)[0]
    values = payload["state"]["values"]
    assert values["typed"]["free"] == {"type": "plain_text_input", "value": "about 20"}
    assert values["all"]["boxes"]["selected_options"] == [OPTIONS[1]]
    assert (values["all"]["begun"]["selected_option"], values["all"]["one"]["selected_option"]) == (
        OPTIONS[0],
        None,
    )
    assert values["all"]["where"]["selected_conversation"] == "C04DATA"
    assert (payload["container"]["message_ts"], payload["channel"]["id"]) == (posted.ts, "C01GENERAL")
    assert payload["message"]["text"] == "choose"


def test_a_click_in_a_thread_says_so(
    client: WebClient, sandbox: Sandbox, posted: Posted, tiny: TinyApp
) -> None:
    """The container names the thread; an ephemeral message comes without its content."""
    client.chat_postMessage(channel="C01GENERAL", text="in", blocks=CONTROLS[:1], thread_ts=posted.ts)
    client.chat_postEphemeral(channel="C01GENERAL", user=ALICE, text="eph", blocks=CONTROLS[:1])
    within, ephemeral = sandbox.channel("#general").messages[-2:]
    for message in (within, ephemeral):
        sandbox.act("alice", "#general", message.ts, "Go")
    sandbox.wait_for(lambda: len(actions(tiny)) == 2)
    first, second = (one.payload for one in tiny.seen if one.type == "interactive")
    assert first["container"]["thread_ts"] == posted.ts
    assert (second["container"]["is_ephemeral"], "message" in second) == (True, False)


def test_what_is_not_there_cannot_be_clicked(sandbox: Sandbox, posted: Posted) -> None:
    """An unknown message, control or option is refused with what there is."""
    for ts, control, value, words in (
        ("1.0", "Go", None, "no such message"),
        (posted.ts, "Stop", None, "there are: go"),
        (posted.ts, "one", "c", "there are: A, B"),
    ):
        with pytest.raises(RefusedError, match=words):
            sandbox.act("alice", "#general", ts, control, value)


def test_an_unacknowledged_click_times_out(sandbox: Sandbox, posted: Posted, tiny: TinyApp) -> None:
    """The person who clicked is told."""
    tiny.answer = lambda _request: SILENCE
    sandbox.act("alice", "#general", posted.ts, "Go")
    tiny.got(1)
    sandbox.advance(3.0)
    assert sandbox.visible("alice", "#general")[-1].text == 'That failed with the error "operation_timeout"'


def test_the_response_url_of_a_click_replaces(sandbox: Sandbox, posted: Posted, tiny: TinyApp) -> None:
    """replace_original acts on the message that was clicked."""
    sandbox.act("alice", "#general", posted.ts, "Go")
    answer = WebhookClient(tiny.got(1)[0]["response_url"])
    answer.send(text="done", replace_original=True)
    assert [(one.text, one.blocks) for one in sandbox.visible("bob", "#general")] == [("done", [])]


def test_shortcuts_know_their_message(sandbox: Sandbox, posted: Posted, tiny: TinyApp) -> None:
    """A message shortcut carries message and channel, a global one neither."""
    sandbox.shortcut("alice", "advise", "#general", posted.ts)
    sandbox.shortcut("alice", "start")
    on_message, anywhere = tiny.got(2)
    assert (on_message["type"], on_message["message_ts"], on_message["channel"]["id"]) == (
        "message_action",
        posted.ts,
        "C01GENERAL",
    )
    assert (anywhere["type"], anywhere["callback_id"], "channel" in anywhere) == ("shortcut", "start", False)
    with pytest.raises(RefusedError, match="no such message"):
        sandbox.shortcut("alice", "advise", "#general", "1.0")


def open_form(client: WebClient, sandbox: Sandbox, tiny: TinyApp, **more: Any) -> Json:
    """Open a modal with two inputs and a button."""
    before = len(tiny.seen)
    sandbox.shortcut("alice", "start")
    trigger = tiny.got(before + 1)[-1]["trigger_id"]
    number = {"type": "plain_text_input", "action_id": "n"}
    blocks = [
        {"type": "input", "block_id": "count", "label": plain("How many"), "element": number},
        {**CONTROLS[2], "optional": True},
        {"type": "actions", "elements": [CONTROLS[0]["accessory"]]},
    ]
    form = {
        "type": "modal",
        "title": plain("Form"),
        "submit": plain("Send"),
        "callback_id": "form",
        "blocks": blocks,
    }
    return dict(client.views_open(trigger_id=trigger, view=form | more)["view"])


def test_a_form_is_sent_and_closes(client: WebClient, sandbox: Sandbox, tiny: TinyApp) -> None:
    """The submission holds all values and closes the form."""
    view = open_form(client, sandbox, tiny)
    sandbox.submit("alice", {"How many": "20"})
    sandbox.wait_for(lambda: not sandbox.workspace.modals)
    payload = tiny.seen[-1].payload
    values = payload["view"]["state"]["values"]
    assert (payload["type"], payload["view"]["id"]) == ("view_submission", view["id"])
    assert (values["count"]["n"]["value"], values["typed"]["free"]["value"]) == ("20", None)


def test_a_submission_may_be_answered_with_a_view(client: WebClient, sandbox: Sandbox, tiny: TinyApp) -> None:
    """The acknowledgement may show another view in its place, where what stays keeps what was typed."""
    view = open_form(client, sandbox, tiny)
    content = {"type": "modal", "title": plain("Two"), "submit": plain("Go"), "blocks": view["blocks"][:1]}
    tiny.answer = lambda _request: {"response_action": "update", "view": content}
    sandbox.submit("alice", {"n": "20", "free": "words"})
    sandbox.wait_for(sandbox.idle)
    shown = sandbox.workspace.modals[ALICE]
    assert (shown["title"]["text"], shown["id"], shown["hash"] != view["hash"]) == ("Two", view["id"], True)
    sandbox.submit("alice")
    values = tiny.got(3)[-1]["view"]["state"]["values"]
    assert values == {"count": {"n": {"type": "plain_text_input", "value": "20"}}}


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"response_action": "errors", "errors": {"count": "too many"}}, {"count": "too many"}),
        (
            {"response_action": "update", "view": {}},
            {"": "We had some trouble connecting (invalid_arguments). Try again?"},
        ),
        (SILENCE, {"": "We had some trouble connecting (operation_timeout). Try again?"}),
    ],
)
def test_a_submission_may_fail(
    client: WebClient, sandbox: Sandbox, tiny: TinyApp, answer: Json, errors: dict[str, str]
) -> None:
    """Errors of the app, of its view and of its silence stay in the form."""
    open_form(client, sandbox, tiny)
    tiny.answer = lambda _request: answer
    sandbox.submit("alice", {"n": "20"})
    tiny.got(2)
    sandbox.wait_for(lambda: sandbox.idle() or answer is SILENCE)
    sandbox.advance(3.0)
    assert sandbox.workspace.errors[ALICE] == errors


def test_controls_in_views_tell_the_view(client: WebClient, sandbox: Sandbox, tiny: TinyApp) -> None:
    """A click in a modal, or in the Home, carries the view in place of a message."""
    view = open_form(client, sandbox, tiny)
    home = client.views_publish(user_id=ALICE, view={"type": "home", "blocks": CONTROLS[:1]})["view"]
    sandbox.act_in_view("alice", "Go")
    sandbox.act_in_view("alice", "Go", home=True)
    payloads = tiny.got(3)[1:]
    assert [(one["container"]["view_id"], one["view"]["id"]) for one in payloads] == [
        (view["id"], view["id"]),
        (home["id"], home["id"]),
    ]


def test_closing_leaves_nothing_open(client: WebClient, sandbox: Sandbox, tiny: TinyApp) -> None:
    """A closed modal is gone, and cannot be closed again."""
    open_form(client, sandbox, tiny)
    sandbox.close_modal("alice")
    with pytest.raises(RefusedError, match="nothing is open"):
        sandbox.close_modal("alice")


def test_a_home_that_is_there_comes_with_its_opening(
    client: WebClient, sandbox: Sandbox, tiny: TinyApp
) -> None:
    """app_home_opened carries the view published before."""
    client.views_publish(user_id=ALICE, view={"type": "home", "blocks": CONTROLS[:1]})
    sandbox.open_home("alice")
    assert tiny.got(1)[0]["event"]["view"]["type"] == "home"
