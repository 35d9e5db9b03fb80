"""An app that answers one command, and people who type it."""

from collections.abc import Callable

from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from tests.sandbox import RunningSandbox, declared

COMMANDS = declared("/gpu-advice")


def app_of(slack: RunningSandbox, heard: Callable[[], None]) -> App:
    """Return an app that answers commands."""
    client = WebClient(base_url=slack.api_url, retry_handlers=[])
    app = App(
        client=client,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T", bot_token="xoxb-sandbox"),
        process_before_response=True,
        request_verification_enabled=False,
    )

    def handle(ack: Ack) -> None:
        heard()
        ack("heard")

    app.command("/gpu-advice")(handle)
    return app


def answered(slack: RunningSandbox) -> int:
    """Return how many commands were answered."""
    return sum(one.text == "heard" for one in slack.sandbox.channel("#general").messages)


def ask(slack: RunningSandbox, times: int = 1) -> None:
    """Type the command."""
    for _ in range(times):
        slack.sandbox.command("alice", "#general", "/gpu-advice")
