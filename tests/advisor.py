"""The whole bot beside a sandbox, in one process: what tests of conversations drive."""

import itertools
from pathlib import Path
from typing import Any, Self

from bot.app import Bot, build_app
from bot.catalogue import read_catalogue
from bot.manifest import read_manifest
from bot.sandbox import Channel
from bot.sandbox.model import BOT_USER
from bot.sandbox.workspace import EVERYONE
from bot.settings import Settings
from bot.store.sqlite import open_store
from tests.sandbox import Faults, RunningSandbox, Sandbox, start_sandbox

PATIENCE_S = 120.0
"""How long a test waits for the bot on a busy machine; Slack's own patience has tests of its own."""

OWN = "TEST"
"""How the ids of channels end that a test has to itself."""


def settings_of(slack: RunningSandbox, database: Path, **more: Any) -> Settings:
    """Return the settings of a bot in this workspace, with its database in this file."""
    return Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.api_url,
        gpu_advisor_database_url=f"sqlite:///{database}",
        **more,
    )


class Advisor:
    """A sandbox and the real bot on a real database file. The outbox is driven by hand, so nothing waits."""

    def __init__(self, folder: Path, faults: Faults | None = None) -> None:
        self.now = 1_795_000_000
        self.sandbox = Sandbox(read_manifest(), faults=faults, ack_timeout_s=PATIENCE_S)
        self.running = start_sandbox(sandbox=self.sandbox)
        self.settings = settings_of(self.running, folder / "advisor.db", gpu_advisor_open_per_person=1_000)
        self._numbers = itertools.count(1)
        self.bot = self._build()

    def _build(self) -> Bot:
        self.store = open_store(self.settings.gpu_advisor_database_url)
        bot = build_app(
            self.settings, self.store, read_catalogue(self.settings), clock=lambda: self.now, ids=self._id
        )
        others = list(self.sandbox.envelopes.sockets)
        bot.conversation.warm_up()
        bot.connect()
        self.sandbox.wait_for(lambda: any(one not in others for one in self.sandbox.envelopes.sockets))
        return bot

    def _id(self) -> str:
        return f"interview{next(self._numbers)}"

    def acknowledged(self) -> None:
        """Wait until the bot has acknowledged everything; what it owes is not delivered yet."""
        self.sandbox.wait_for(self.sandbox.idle, PATIENCE_S)

    def settle(self) -> None:
        """Wait until the bot has acknowledged everything, and deliver all it owes."""
        while True:
            self.acknowledged()
            if not self.bot.outbox.run_once(self.now) and self.sandbox.idle():
                return

    def restart(self) -> None:
        """Stop the bot and build another on the same database."""
        self.bot.disconnect()
        self.store.close()
        self.bot = self._build()
        self.bot.conversation.resume()

    def new_channel(self, name: str, *, kind: str = "channel", with_bot: bool = True) -> str:
        """Add a channel with everyone in it; returns its id."""
        members = EVERYONE | ({BOT_USER} if with_bot else set())
        channel = Channel(f"C{len(self.sandbox.workspace.channels):03d}{OWN}", name, kind, members)
        self.sandbox.workspace.channels[channel.id] = channel
        return channel.id

    def begin(self, words: str = "chat with Llama 3 8B", *, with_bot: bool = True) -> str:
        """Let Alice begin an interview in a channel of its own; returns the channel's id."""
        channel = self.new_channel("interview", with_bot=with_bot)
        self.sandbox.command("alice", channel, f"/gpu-advice {words}")
        self.settle()
        return channel

    def close(self) -> None:
        """Stop everything."""
        self.bot.disconnect()
        self.store.close()
        self.running.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
