"""Who takes a delivery: the reception, or nobody."""

from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.listeners import COMMANDS, Listening
from bot.reception import Reception
from bot.workspaces import web_client

Body = dict[str, Any]


class _AskedError(Exception):
    """Somebody wanted the reception."""


def _nobody() -> Reception:
    raise _AskedError


def _answered(body: Body) -> int:
    app = App(
        client=web_client("http://localhost/api/", "xoxb-1"),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
        request_verification_enabled=False,
    )
    app.use(Listening(_nobody))
    return app.dispatch(BoltRequest(mode="socket_mode", body={"team_id": "T1"} | body)).status


@pytest.mark.parametrize(
    "body",
    [
        {"command": "/other"},
        {"type": "event_callback", "event": {"type": "reaction_added"}},
        {"type": "event_callback"},
        {"type": "shortcut", "callback_id": "other"},
        {"type": "message_action"},
        {"type": "view_closed"},
        {},
    ],
)
def test_what_is_not_the_bots_is_passed_on(body: Body) -> None:
    """Commands, events and shortcuts of others are left to Bolt, which says that nobody handles them."""
    assert _answered(body) == 404


@pytest.mark.parametrize(
    "body",
    [
        *({"command": name} for name in COMMANDS),
        {"type": "event_callback", "event": {"type": "message"}},
        {"type": "event_callback", "event": {"type": "app_mention"}},
        {"type": "event_callback", "event": {"type": "app_home_opened"}},
        {"type": "shortcut", "callback_id": "advise"},
        {"type": "message_action", "callback_id": "advise_on_message"},
        {"type": "block_actions"},
        {"type": "view_submission"},
    ],
)
def test_what_is_the_bots_goes_to_the_reception(body: Body) -> None:
    """Everything of the bot's is taken there; where that fails, Slack is told so, and may send it again."""
    assert _answered(body) == 500
