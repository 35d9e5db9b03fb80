"""Plays a written chat through the real bot over the sandbox's socket, line by line.

# One sentence: the behaviour this chat shows.
alice: /gpu-advice Llama 3 8B          a command in the chat's channel
bob: the model is good enough          a reply in the interview's thread
bob taps: I Don't Know                 a button of the newest message that has it
meanwhile chen taps: Training          the same before the bot's words of the line above have arrived
bob chooses: a; b in Choose one        options of the newest menu with that placeholder
bob edits: 20 at once -> 40 at once    his newest message with these words
bob deletes: 40 at once
alice in #data-eng: /gpu-advice        somewhere else: a channel, "dm", "channel" (this chat's, outside of
                                       threads), or "that thread" (of the message above)
bot asks: focus                        the newest question is about this slot, or "anything"
bot says: 20 at once                   words in what the bot wrote since the last line of a person
bot says once: 20 at once              the same, in one message only
bot does not say: <!channel>
bot whispers to bob: too late          words only bob sees
bot shows: Stopped                     words in the root message as it now stands
bot recommends: 1x rtx4090 inference_first
bot is silent                          nothing was written since the last line of a person
bot is silent in the channel           nothing that everyone sees
bot restarts                           a new process on the same database
25 hours pass                          with nobody saying anything; also "seconds", "days"
slack delivers everything 3 times      from now on
slack refuses 2 posts for 30 seconds   the next ones, with Retry-After
slack loses 1 posts after taking them  the connection drops before Slack says so
alice types: 8-bit                     in the field of her newest private message
place: private without the bot         what this chat's channel is, or what happens to it (see staging.py)

bob taps: Answer in a Form
bob fills in concurrency: 20 at once   a field of the form on his screen; menus take labels, "a; b"
bob empties concurrency
bob sends the form
bob sees at concurrency: cannot be     what is wrong with a field
bob sees in concurrency: 20 at once    what a field holds
bob sees the fields: work model        all of them, in their order, but for the last ones
bob sees the words: has ended          in whatever is on his screen
bob sees no form

alice opens: Home                      the Home tab, or "Messages"
alice taps in Home: Resume
alice sees in Home: None yet           and "does not see in Home"
alice runs Advise on This Posted on: these words
alice runs Get GPU Advice on: nothing
alice is shown: Shared in              in the private message that was shown or changed last; "is not shown"
alice has a file with: Llama 3 8B      in the file that came last to her DM; "has no file"

{newest} and {earlier} stand for the ids of this chat's last two recommendations.
"""

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from bot.sandbox import Posted
from tests.advisor import OWN, Advisor
from tests.transcripts.checks import ChatError, has, same
from tests.transcripts.forms import FORM, play_form
from tests.transcripts.misbehaving import SLACK, misbehave
from tests.transcripts.staging import stage
from tests.transcripts.surfaces import SURFACE, acts, play_surface

_PERSON = re.compile(
    r"(?:meanwhile )?(?P<who>alice|bob|chen|dana)"
    r"(?: in (?P<where>[^:]+)| (?P<verb>taps|chooses|edits|deletes|types))?: (?P<words>.+)"
)
_TIME = re.compile(r"(?P<number>\d+) (?P<unit>seconds|hours|days) pass")
_SECONDS = {"seconds": 1, "hours": 3_600, "days": 86_400}
FIELD = "Or in your own words"
_PLACE = re.compile(r"(?:meanwhile )?place: (?P<what>.+)")
_BOT = re.compile(r"bot (?P<what>[^:]+)(?:: (?P<words>.+))?")


class Player:
    """One chat being played, in a channel of its own, so that chats do not meet."""

    def __init__(self, advisor: Advisor, channel: str) -> None:
        self.advisor = advisor
        self.channel = channel
        self.root: Posted | None = None
        self.said: Posted | None = None
        self.fresh: list[Posted] = []
        advisor.sandbox.workspace.modals.clear()
        self._seen = {_mark(message) for message in self._messages()}

    def play(self, text: str) -> None:
        """Play every line; raises ChatError for the first that does not hold."""
        lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
        for line, following in pairwise([*lines, ""]):
            try:
                self._play(line, settle=not following.startswith("meanwhile"))
            except (AssertionError, TimeoutError) as error:
                raise ChatError(f"{line!r}: {error}\n{self.advisor.sandbox.transcript(14)}") from None

    def _play(self, line: str, *, settle: bool) -> None:
        line, place = self._named(line), _PLACE.fullmatch(line)
        form, person, bot = FORM.fullmatch(line), _PERSON.fullmatch(line), _BOT.fullmatch(line)
        time, surface, slack = _TIME.fullmatch(line), SURFACE.fullmatch(line), SLACK.fullmatch(line)
        if place is not None:
            stage(self.advisor, self.channel, self.root, place["what"])
            self._settle()
        elif slack is not None:
            misbehave(self.advisor.sandbox.faults, slack)
        elif time is not None:
            self._pass(int(time["number"]) * _SECONDS[time["unit"]])
        elif surface is not None:
            if acts(surface):
                self.fresh = []
            play_surface(self.advisor.sandbox, surface, self._messages())
            self._settle()
        elif form is not None:
            if not form["seen"]:
                self.fresh = []
            play_form(self.advisor.sandbox, form)
            self._settle()
        elif person is not None:
            self._do(person["who"], person["verb"], person["words"], person["where"])
            self._settle() if settle else self.advisor.acknowledged()
        elif bot is not None:
            self._expect(bot["what"], bot["words"] or "")
        else:
            raise ChatError(f"{line!r} is not a line of a chat")

    def _pass(self, seconds: int) -> None:
        self.fresh = []
        self.advisor.now += seconds
        for _ in range(2):  # a second sweep finds nothing left to do
            self.advisor.bot.timers.sweep(self.advisor.now)
        self._settle()

    def _named(self, line: str) -> str:
        """Put the ids of recommendations where the chat names them."""
        if "{" not in line:
            return line
        found = [
            one for one in self._messages() if _payload(one).get("recommendation_id") and _is_record(one)
        ]
        ids = [str(_payload(one)["recommendation_id"]) for one in sorted(found, key=lambda one: one.ts)]
        return line.replace("{newest}", ids[-1]).replace("{earlier}", ids[-2] if len(ids) > 1 else "?")

    def _do(self, who: str, verb: str | None, words: str, where: str | None) -> None:
        self.fresh = []
        acts: dict[str | None, Callable[[str, str], None]] = {
            "taps": self._tap,
            "chooses": self._choose,
            "edits": self._edit,
            "deletes": self._delete,
            "types": self._type,
        }
        if verb in acts:
            acts[verb](who, words)
        else:
            self._say(who, words, where)

    def _say(self, who: str, words: str, where: str | None) -> None:
        sandbox = self.advisor.sandbox
        channel, thread_ts = self._place(where)
        if words.startswith("/"):
            sandbox.command(who, self.channel if where is None else channel, words)
        else:
            self.said = sandbox.say(who, channel, words, thread_ts)

    def _place(self, where: str | None) -> tuple[str, str | None]:
        """Return the channel and the thread that a line is said in."""
        if where == "that thread" and self.said is not None:
            return self.said.channel, self.said.ts
        thread = (self.root.thread_ts or self.root.ts) if self.root else None
        if where == "dm" and self.root and self.root.channel.startswith("D"):
            return self.root.channel, thread
        if where is None and self.root:
            return self.root.channel, thread
        return (self.channel if where in (None, "channel") else where), None

    def _tap(self, who: str, words: str) -> None:
        message = self._holding(who, words)
        self.advisor.sandbox.act(who, message.channel, message.ts, words)

    def _type(self, who: str, words: str) -> None:
        message = self._holding(who, FIELD)
        self.advisor.sandbox.act(who, message.channel, message.ts, FIELD, words)

    def _choose(self, who: str, words: str) -> None:
        chosen, _, menu = words.rpartition(" in ")
        message = self._holding(who, menu)
        values = [self._place_named(value.strip()) for value in chosen.split(";")]
        several = "multi_static_select" in str(message.blocks)
        self.advisor.sandbox.act(who, message.channel, message.ts, menu, values if several else values[0])

    def _edit(self, who: str, words: str) -> None:
        before, after = words.split(" -> ")
        message = self._written(who, before)
        self.advisor.sandbox.edit(who, message.channel, message.ts, after)

    def _delete(self, who: str, words: str) -> None:
        message = self._written(who, words)
        self.advisor.sandbox.delete(who, message.channel, message.ts)

    def _expect(self, what: str, words: str) -> None:
        if what.startswith("whispers to "):
            who = self.advisor.sandbox.user(what.removeprefix("whispers to ")).id
            has(words, _told(one for one in self.fresh if one.visible_to == who))
            return
        public = [one for one in self.fresh if one.visible_to is None]
        here = [one for one in public if one.channel == self.channel]
        checks: dict[str, Callable[[], None]] = {
            "asks": lambda: self._asks(words),
            "recommends": lambda: same(words, self._recommended()),
            "says": lambda: has(words, _told(public)),
            "says once": lambda: same([words], [words for one in public if words in _told([one])]),
            "does not say": lambda: same([], [one.text for one in self.fresh if words in _told([one])]),
            "shows": lambda: has(words, _told([self.root] if self.root else [])),
            "is silent": lambda: same([], [one.text for one in self.fresh]),
            "is silent in the channel": lambda: same([], [one.text for one in here]),
            "restarts": self.advisor.restart,
        }
        checks[what]()

    def _asks(self, slot: str) -> None:
        asked = self._metadata("gpu_advice_question").get("slot")
        same(asked if slot == "anything" else slot, asked)
        if not any(_payload(one).get("slot") == asked for one in self.fresh):
            raise ChatError("no question was asked since the last line of a person")

    def _settle(self) -> None:
        """Let the bot acknowledge and deliver everything, and note what is new."""
        self.advisor.settle()
        for message in self._messages():
            if _mark(message) not in self._seen and (message.bot_id or message.visible_to):
                self.fresh.append(message)
                if _payload(message).get("kind") == "root":
                    self.root = message
            self._seen.add(_mark(message))

    def _messages(self) -> list[Posted]:
        """Return every message of this chat: those of its channel, and of the places all chats share."""
        places = self.advisor.sandbox.workspace.channels.values()
        shared = [place for place in places if not place.id.endswith(OWN) or place.id == self.channel]
        return [message for place in shared for message in place.messages]

    def _place_named(self, value: str) -> str:
        """Return a channel's id for its name, and anything else as it is."""
        return self.advisor.sandbox.channel(value).id if value.startswith("#") else value

    def _holding(self, who: str, control: str) -> Posted:
        """Return the newest message with a control of that label that the person sees."""
        viewer = self.advisor.sandbox.user(who).id
        held = [
            one
            for one in self._messages()
            if one.visible_to in (None, viewer)
            and (f"'{control}'" in str(one.blocks) or f'"{control}"' in str(one.blocks))
        ]
        if not held:
            raise ChatError(f"no message has a control {control!r}")
        return max(held, key=lambda one: one.ts)

    def _written(self, who: str, words: str) -> Posted:
        writer = self.advisor.sandbox.user(who).id
        return next(one for one in reversed(self._messages()) if one.user == writer and words in one.text)

    def _metadata(self, event_type: str) -> dict[str, object]:
        found = [
            one
            for one in self.advisor.sandbox.channel(self.channel).messages
            if one.metadata and one.metadata["event_type"] == event_type
        ] or [one for one in self._messages() if one.metadata and one.metadata["event_type"] == event_type]
        if not found:
            raise ChatError(f"no message carries {event_type}")
        return _payload(max(found, key=lambda one: one.ts))

    def _recommended(self) -> str:
        public = self._metadata("gpu_advice_recommendation")
        return f"{public['gpu_count']}x {public['tier']} {public['workload_class']}"


def _mark(message: Posted) -> tuple[str, str, object]:
    """Return what tells whether a message was seen: a replaced one, or a question that goes on, is new."""
    changed = str(message.edited) if message.visible_to else _payload(message).get("revision")
    return message.channel, message.ts, changed


def _payload(message: Posted) -> dict[str, object]:
    return dict((message.metadata or {}).get("event_payload") or {})


def _is_record(message: Posted) -> bool:
    return (message.metadata or {}).get("event_type") == "gpu_advice_recommendation"


def _told(messages: Iterable[Posted]) -> str:
    return "\n".join(f"{message.text}\n{message.blocks}" for message in messages)
