"""Plays a written chat through the real bot over the sandbox's socket, line by line.

# One sentence: the behaviour this chat shows.
alice: /gpu-advice Llama 3 8B          typed in the chat's channel
bot asks: focus                         the newest question is about this slot
bob: the model is good enough           a reply in the interview's thread
bob taps: I Don't Know                  a button of the newest message that has it
bob chooses: a; b in focus              options of the newest menu
bot says: 20 at once                    words in what the bot wrote since the last line of a person
bot whispers to bob: too late           the same, only for bob's eyes
bot shows: Stopped                      words in the root message as it now stands
bot recommends: 1x rtx4090 inference_first
bot is silent                           nothing was written since the last line of a person
bot restarts                            a new process on the same database
bob edits: 20 at once -> 40 at once     his newest message with these words
bob deletes: 40 at once
alice in #data-eng: /gpu-advice         somewhere else than in the chat's channel
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.sandbox import Channel, Message
from tests.advisor import Advisor

_LINE = re.compile(r"(?P<who>\w+)(?: in (?P<where>#?[\w-]+))?(?P<what> [\w ]+?)?(?:: (?P<words>.*))?")


class ChatError(AssertionError):
    """A line of a chat that did not happen as written."""


@dataclass
class Player:
    """One chat being played. Its channel is its own, so that chats do not meet."""

    advisor: Advisor
    channel: str
    thread_ts: str | None = None
    seen: list[Message] = field(default_factory=list)
    fresh: list[Message] = field(default_factory=list)

    def play(self, lines: Iterator[str]) -> None:
        """Play every line; raises ChatError for the first that does not hold."""
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                self._play(number, line.strip())

    def _play(self, number: int, line: str) -> None:
        found = _LINE.fullmatch(line)
        if found is None:
            raise ChatError(f"line {number} is not a line of a chat: {line}")
        who, what, words = found["who"], (found["what"] or "").strip(), found["words"] or ""
        try:
            if who == "bot":
                self._expect(what, words)
            else:
                self._do(who, what, words, found["where"] or self.channel)
        except AssertionError as error:
            raise ChatError(f"line {number}, {line!r}: {error}\n{self._told()}") from None

    def _do(self, who: str, what: str, words: str, where: str) -> None:
        self.fresh = []
        acts: dict[str, Callable[[str, str, str], None]] = {
            "": self._say,
            "taps": self._tap,
            "chooses": self._choose,
            "edits": self._edit,
            "deletes": self._delete,
        }
        acts[what](who, words, where)
        self._settle(who)

    def _say(self, who: str, words: str, where: str) -> None:
        sandbox = self.advisor.sandbox
        if words.startswith("/"):
            sandbox.command(who, where, words)
        elif where != self.channel:
            sandbox.say(who, where, words)
        else:
            sandbox.say(who, where, words, self.thread_ts)

    def _tap(self, who: str, words: str, where: str) -> None:
        self.advisor.sandbox.act(who, self._place(), self._holding(words).ts, words)

    def _choose(self, who: str, words: str, where: str) -> None:
        chosen, _, menu = words.rpartition(" in ")
        values = [value.strip() for value in chosen.split(";")]
        self.advisor.sandbox.act(who, self._place(), self._holding(menu).ts, menu, values)

    def _edit(self, who: str, words: str, where: str) -> None:
        before, after = words.split(" -> ")
        self.advisor.sandbox.edit(who, where, self._written(who, before).ts, after)

    def _delete(self, who: str, words: str, where: str) -> None:
        self.advisor.sandbox.delete(who, where, self._written(who, words).ts)

    def _expect(self, what: str, words: str) -> None:
        if what.startswith("whispers to "):
            who = self.advisor.sandbox.user(what.removeprefix("whispers to ")).id
            assert words in _text(one for one in self.fresh if one.visible_to == who)
        elif what == "asks":
            assert self._metadata("gpu_advice_question").get("slot") == words
        elif what == "recommends":
            public = self._metadata("gpu_advice_recommendation")
            told = f"{public.get('gpu_count')}x {public.get('tier')} {public.get('workload_class')}"
            assert told == words, told
        elif what == "says":
            assert words in _text(one for one in self.fresh if one.visible_to is None)
        elif what == "does not say":
            assert words not in _text(self.fresh)
        elif what == "shows":
            assert words in _text([self._root()])
        elif what == "is silent":
            assert not self.fresh, _text(self.fresh)
        elif what == "restarts":
            self.advisor.restart()
        else:
            raise ChatError(f"the bot cannot be expected to {what}")

    def _settle(self, who: str) -> None:
        """Wait until the bot has acknowledged and delivered everything, and note what is new."""
        self.advisor.settle()
        for message in self._messages():
            if message not in self.seen and (message.by_app or message.visible_to):
                self.fresh.append(message)
            if message not in self.seen:
                self.seen.append(message)
        if self.thread_ts is None:
            self.thread_ts = next(
                (one.ts for one in self._messages() if one.by_app and one.visible_to is None), None
            )

    def _messages(self) -> list[Message]:
        channels = [self._channel(), *(self.advisor.sandbox.channel("dm", user) for user in ("alice", "bob"))]
        return [message for channel in channels for message in channel.messages]

    def _channel(self) -> Channel:
        return self.advisor.sandbox.channel(self.channel)

    def _place(self) -> str:
        return self.channel

    def _root(self) -> Message:
        return next(one for one in self._messages() if one.ts == self.thread_ts)

    def _holding(self, control: str) -> Message:
        """Return the newest message with a control of that label."""
        for message in reversed(self._messages()):
            if control in str(message.blocks):
                return message
        raise ChatError(f"no message has a control {control!r}")

    def _written(self, who: str, words: str) -> Message:
        writer = self.advisor.sandbox.user(who).id
        return next(one for one in reversed(self._messages()) if one.user == writer and words in one.text)

    def _metadata(self, event_type: str) -> dict[str, object]:
        found = [
            one.metadata
            for one in self.seen
            if one.by_app and one.metadata and one.metadata["event_type"] == event_type
        ]
        assert found, f"no message carries {event_type}"
        payload: dict[str, object] = found[-1]["event_payload"]
        return payload

    def _told(self) -> str:
        return self.advisor.sandbox.workspace.transcript(14)


def _text(messages: "Iterator[Message] | list[Message]") -> str:
    return "\n".join(f"{message.text}\n{message.blocks}" for message in messages)
