"""People who hold many interviews at once: they start, reply, tap new and old questions, edit and delete."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.sandbox import Posted, RefusedError
from tests.sandbox import Sandbox
from tests.sandbox.controls import controls_of

PEOPLE = ("alice", "bob", "chen")
OPENINGS = (
    "/gpu-advice chat with Llama 3 8B",
    "/gpu-advice we fine-tune a 13B model with LoRA",
    "/gpu-advice serving and training Mistral 7B",
    "/gpu-advice",
)


@dataclass
class Crowd:
    """Everything is done by chance; numbers in replies are unlike each other, so that each can be found."""

    sandbox: Sandbox
    channels: list[str]
    chance: random.Random
    begun: int = 0
    replies: int = 0
    taps: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(20))

    def begin(self) -> None:
        """Somebody starts an interview."""
        person = self.chance.choice(PEOPLE)
        opening = self.chance.choice(OPENINGS)
        words = f"{opening} for {next(self._numbers)} at once" if " " in opening else opening
        self.sandbox.command(person, self.chance.choice(self.channels), words)
        self.begun += 1

    def act(self) -> None:
        """Somebody does something in one of the interviews."""
        roots = self._of_kind("root")
        if not roots:
            return
        root = self.chance.choice(roots)
        fate = self.chance.random()
        if fate < 0.5:
            self._reply(root)
        elif fate < 0.92:
            self._tap(root)
        else:
            self._take_back(root)

    def hurry(self, root: Posted) -> None:
        """Somebody wants the advice now."""
        self.sandbox.say(self.chance.choice(PEOPLE), root.channel, "just answer", root.ts)

    def roots(self) -> list[Posted]:
        """Return the root of each interview that shows in a channel."""
        return self._of_kind("root")

    def recommended(self) -> set[str]:
        """Return the ids of the interviews that have their recommendation."""
        with self.sandbox.workspace.lock:
            return {
                str(one.metadata["event_payload"]["interview_id"])
                for one in self._messages()
                if one.metadata and one.metadata["event_type"] == "gpu_advice_recommendation"
            }

    def _reply(self, root: Posted) -> None:
        self.replies += 1
        words = f"actually, {next(self._numbers)} at once"
        self.sandbox.say(self.chance.choice(PEOPLE), root.channel, words, root.ts)

    def _tap(self, root: Posted) -> None:
        with self.sandbox.workspace.lock:
            offers = [
                (one, element["action_id"])
                for one in self.sandbox.channel(root.channel).messages
                if one.thread_ts == root.ts and one.bot_id
                for _, element in controls_of(one.blocks)
                if element["type"] == "button" and element["action_id"].startswith(("answer", "unknown"))
            ]
        if offers:
            asked, control = self.chance.choice(offers)
            self._try(lambda: self.sandbox.act(self.chance.choice(PEOPLE), asked.channel, asked.ts, control))
            self.taps += 1

    def _take_back(self, root: Posted) -> None:
        with self.sandbox.workspace.lock:
            said = [
                one
                for one in self.sandbox.channel(root.channel).messages
                if one.thread_ts == root.ts and not one.bot_id and one.visible_to is None
            ]
        if not said:
            return
        mine = self.chance.choice(said)
        if self.chance.random() < 0.5:
            self._try(lambda: self.sandbox.delete(mine.user, mine.channel, mine.ts))
        else:
            words = f"actually, {next(self._numbers)} at once"
            self._try(lambda: self.sandbox.edit(mine.user, mine.channel, mine.ts, words))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except RefusedError:
            return

    def _of_kind(self, kind: str) -> list[Posted]:
        with self.sandbox.workspace.lock:
            return [
                one
                for one in self._messages()
                if one.metadata and one.metadata["event_payload"].get("kind") == kind
            ]

    def _messages(self) -> list[Posted]:
        return [one for channel in self.channels for one in self.sandbox.channel(channel).messages]
