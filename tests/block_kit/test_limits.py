"""What the sandbox refuses in blocks, so that a bot that passes here passes in Slack."""

from typing import Any

import pytest

from tests.block_kit import check_blocks, check_view

Json = dict[str, Any]


def plain(text: str) -> Json:
    """Return a plain text object."""
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    """Return an option."""
    return {"text": plain(value), "value": value}


def button(**more: Any) -> Json:
    """Return a button."""
    return {"type": "button", "action_id": "go", "text": plain("Go")} | more


def select(**more: Any) -> Json:
    """Return a menu with two options."""
    return {"type": "static_select", "action_id": "s", "options": [option("a"), option("b")]} | more


def section(text: str = "x", **more: Any) -> Json:
    """Return a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def actions(*elements: Json) -> Json:
    """Return an actions block."""
    return {"type": "actions", "elements": list(elements)}


def chart(**more: Any) -> Json:
    """Return a bar chart of one series over two categories."""
    points = [{"label": "a", "value": 1}, {"label": "b", "value": 2.5}]
    content = {
        "type": "bar",
        "series": [{"name": "s", "data": points}],
        "axis_config": {"categories": ["a", "b"]},
    }
    return {"type": "data_visualization", "title": "Chart", "chart": content | more}


def table(*texts: str) -> Json:
    """Return a table of one row."""
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text} for text in texts]]}


CONFIRM = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "a", "style": {"bold": True}}]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": []}],
        },
    ],
}
IMAGE = {"type": "image", "image_url": "http://localhost/a.png", "alt_text": "a"}
GOOD: list[Json] = [
    section("x" * 3000, fields=[plain("y" * 2000)], expand=True, accessory=button(confirm=CONFIRM)),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [plain("x"), IMAGE]},
    actions(button(), select(), select(action_id="g", options=None) | {"options": [option("c")]}),
    {"type": "input", "label": plain("x"), "element": {"type": "plain_text_input", "action_id": "t"}},
    IMAGE,
    RICH,
    {"type": "markdown", "text": "x" * 4_000},
    table("a", "b") | {"column_settings": [None, {"align": "right"}]},
    chart(),
    {
        "type": "data_visualization",
        "title": "Pie",
        "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
    },
    {"type": "card", "title": plain("x"), "actions": [button()]},
    {"type": "container", "title": plain("x"), "child_blocks": [section(), actions(button())]},
]


def test_what_slack_takes_passes() -> None:
    """One message with every block, at its limits, has no problem."""
    assert check_blocks(GOOD, "message") == []


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([section("x" * 3001)], "must be less than 3001 characters"),
        ([section("")], "must be more than 0 characters"),
        ([{"type": "section"}], "must have one of: text, fields"),
        ([section(colour="red")], "invalid additional property: colour"),
        ([section() | {"text": plain("x") | {"type": "markdown"}}], "unsupported type: markdown"),
        ([section() | {"text": "x"}], "unsupported type: None"),
        ([section(fields=[plain("x")] * 11)], "must have 1 to 10 items"),
        ([section(fields={})], "must be an array"),
        ([section(expand="yes")], "must be a boolean"),
        ([section(accessory={"type": "plain_text_input"})], "unsupported type: plain_text_input"),
        ([{"type": "header", "text": section()["text"]}], "unsupported type: mrkdwn"),
        ([{"type": "header"}], "missing required field: text"),
        ([{"type": "header", "text": plain("x") | {"text": 3}}], "must be a string"),
        ([{"type": "alert", "text": plain("x")}], "unsupported type: alert"),
        ([{"type": "divider", "block_id": "a"}] * 2, "block_id already exists: a"),
        ([{"type": "divider"}] * 51, "must have 0 to 50 items"),
        ([actions(button(), button())], "action_id already exists: go"),
        ([actions(*[button(action_id=str(number)) for number in range(26)])], "must have 1 to 25 items"),
        ([actions(button(style="loud"))], "must be one of: primary, danger"),
        ([actions(button(text=plain("x" * 76)))], "must be less than 76 characters"),
        ([actions(button(confirm={}))], "missing required field: title"),
        ([actions(button(confirm=True))], "must be an object"),
        ([actions(select(options=[]))], "must have 1 to 100 items"),
        ([actions(select(options=[option("a"), option("a")]))], "value must be unique"),
        ([actions(select(options=[option("x" * 151)]))], "must be less than 151 characters"),
        ([actions(select(initial_option=option("c")))], "initial_option must be one of the options"),
        (
            [actions({"type": "overflow", "options": [option(str(number)) for number in range(6)]})],
            "must have 1 to 5",
        ),
        ([actions({"type": "number_input", "is_decimal_allowed": True})], "unsupported type: number_input"),
        (
            [
                {
                    "type": "input",
                    "label": plain("x"),
                    "element": {"type": "number_input", "is_decimal_allowed": True},
                }
            ],
            "number_input is for modals only",
        ),
        ([{"type": "input", "label": plain("x"), "element": button()}], "unsupported type: button"),
        ([table("")], "must be more than 0 characters"),
        ([table("x" * 6000, "y" * 6000)], "no more than 10000 characters in tables allowed"),
        ([table("a"), table("b")], "only_one_table_allowed"),
        ([table("a") | {"column_settings": [{"align": "middle"}]}], "must be one of: left, center, right"),
        ([{"type": "table", "rows": [[{"type": "raw_number", "value": "1"}]]}], "must be a number"),
        ([chart(), chart(), chart()], "no more than 2 charts allowed"),
        ([chart(type="radar")], "unsupported chart: radar"),
        ([chart(axis_config={"categories": ["a"]})], "must have one point for each category"),
        ([chart() | {"title": "x" * 51}], "must be less than 51 characters"),
        ([{"type": "markdown", "text": "x" * 7000}] * 2, "no more than 12000 characters of markdown allowed"),
        ([{"type": "card", "subtitle": plain("x")}], "must have one of: hero_image, title, actions, body"),
        (
            [{"type": "container", "title": plain("x"), "child_blocks": [chart()]}],
            "unsupported type: data_visualization",
        ),
        ([{"type": "rich_text", "elements": [{"type": "text", "text": "x"}]}], "unsupported type: text"),
        (["divider"], "unsupported type: None"),
    ],
)
def test_what_slack_refuses_is_refused(blocks: list[Json], problem: str) -> None:
    """Each mistake is named, with a pointer to its place."""
    problems = check_blocks(blocks, "message")
    assert [one for one in problems if problem in one], problems


def test_too_many_characters_in_all_are_refused() -> None:
    """Five long sections are more than one message may hold."""
    assert check_blocks([section("x" * 3000)] * 5, "message") == ["msg_blocks_too_long"]


FORM = {"type": "modal", "title": plain("Form"), "blocks": [{"type": "alert", "text": plain("x")}]}
INPUT = {
    "type": "input",
    "label": plain("x"),
    "element": {"type": "number_input", "is_decimal_allowed": False},
}


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (FORM | {"title": plain("x" * 25)}, "must be less than 25 characters"),
        (FORM | {"private_metadata": "x" * 3001}, "must be less than 3001 characters"),
        (FORM | {"blocks": [INPUT]}, "a modal with inputs needs a submit"),
        (FORM | {"blocks": [table("a")]}, "unsupported type: table"),
        (FORM | {"blocks": None}, "must be an array"),
        ({"type": "home", "blocks": []}, "must be of type modal"),
    ],
)
def test_what_slack_refuses_in_views_is_refused(view: Json, problem: str) -> None:
    """Views have limits of their own."""
    problems = check_view(view, "modal")
    assert [one for one in problems if problem in one], problems


def test_a_complete_form_passes() -> None:
    """Alerts and number inputs are at home in modals."""
    assert check_view(FORM | {"submit": plain("Send"), "blocks": [*FORM["blocks"], INPUT]}, "modal") == []
