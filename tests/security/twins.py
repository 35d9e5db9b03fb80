"""Two workspaces in one store that share every id: channels, threads, people, interviews and records."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from bot.app import build_app
from bot.incoming import Incoming
from bot.payloads import read_click, read_command, read_home, read_message
from bot.settings import Settings
from bot.store.sqlite import open_store
from core.catalog.catalogue import default_catalogue
from tests.bot.outbox.slack import Slack

TEAMS = ("T1", "T2")
CANARIES = {"T1": "137 at once", "T2": "251 at once"}
"""What only that workspace ever said."""
TABLES = ("interviews", "answers", "recommendations", "outbox", "events", "people", "waiting")
THREAD = "1000.000100"
"""Where the first message of each workspace's Slack stands."""


@dataclass
class Twins:
    """The bot, the two Slacks it delivers to, and a way to make the same request in either."""

    folder: Path
    slacks: Mapping[str, Slack]
    now: int = 1_795_000_000
    team: str = "T1"
    _ids: dict[str, int] = field(default_factory=dict)
    _requests: int = 0

    def __post_init__(self) -> None:
        path = self.folder / "twins.db"
        self.path = path
        settings = Settings.model_validate(
            {
                "slack_bot_token": "xoxb-1",
                "slack_app_token": "xapp-1",
                "slack_api_url": "http://127.0.0.1:9/api/",
            }
            | {"gpu_advisor_database_url": f"sqlite:///{path}", "gpu_advisor_open_per_person": 1_000}
        )
        self.store = open_store(settings.gpu_advisor_database_url)
        self.bot = build_app(settings, self.store, default_catalogue(), clock=lambda: self.now, ids=self._id)
        clients = {team: slack.client() for team, slack in self.slacks.items()}
        self.bot.outbox._client_of = clients.get

    def _id(self) -> str:
        self._ids[self.team] = self._ids.get(self.team, 0) + 1
        return f"record{self._ids[self.team]}"

    def command(self, team: str, command: str, text: str, channel: str = "C1", user: str = "U1") -> str:
        """Type a command; returns what is answered at once and all that is delivered."""
        self._requests += 1
        body = {
            "team_id": team,
            "channel_id": channel,
            "user_id": user,
            "command": command,
            "text": text,
            "trigger_id": f"t{self._requests}",
            "response_url": f"{self.slacks[team].base_url}/response/{self._requests}",
        }
        return self.handle(team, read_command(body))

    def say(self, team: str, text: str, *, thread: str | None = THREAD, user: str = "U1", **more: Any) -> str:
        """Say something in a thread, or in the channel."""
        self._requests += 1
        event = {"type": "message", "channel": "C1", "channel_type": "channel", "user": user, "text": text}
        event |= {"ts": f"2000.{self._requests:06d}", "thread_ts": thread} | more
        read = read_message({"team_id": team, "event": event}, "U0BOT")
        assert read is not None
        return self.handle(team, read)

    def click(self, team: str, action_id: str, value: str, *, user: str = "U1", private: bool = False) -> str:
        """Click a control with any value, in the interview's thread or in a private message."""
        self._requests += 1
        body = {
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "channel": {"id": "C1", "name": "general"},
            "container": {"message_ts": "1001.000100", "thread_ts": THREAD, "is_ephemeral": private},
            "actions": [{"action_id": action_id, "value": value, "action_ts": str(self._requests)}],
            "response_url": f"{self.slacks[team].base_url}/response/{self._requests}",
        }
        return self.handle(team, read_click(body))

    def home(self, team: str) -> str:
        """Open the app's Home."""
        self._requests += 1
        body = {"team_id": team, "event_id": f"Ev{self._requests}", "event": {"user": "U1", "tab": "home"}}
        return self.handle(team, read_home(body))

    def handle(self, team: str, incoming: Incoming) -> str:
        """Let the bot handle a request and deliver what it owes; returns all that this workspace gets."""
        self.team = team
        slack = self.slacks[team]
        before = len(slack.messages), len(slack.responses), len(slack.ephemerals)
        answered = self.bot.conversation.handle(incoming)
        for _ in range(20):
            self.now += 1
            if not self.bot.outbox.run_once(self.now):
                break
        got = slack.messages[before[0] :], slack.responses[before[1] :], slack.ephemerals[before[2] :]
        return f"{answered} {got} {slack.views}"

    def rows(self, team: str) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of a workspace."""
        with closing(sqlite3.connect(self.path)) as db:
            found = {}
            for table in TABLES:
                ordered = f"SELECT * FROM {table} WHERE team = ? ORDER BY 1, 2, 3"  # noqa: S608 - constant words
                found[table] = db.execute(ordered, (team,)).fetchall()
            return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()
