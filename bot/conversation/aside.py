"""An interview held in the private message that was clicked, where the bot cannot post.

Whoever types a command can be answered privately anywhere. Such a message takes buttons, menus and a field to
type in; each click brings the address at which it can be replaced by what comes next. Nothing is remembered
of it: an interview without a root, clicked in a private message, is held there.
"""

from bot.blocks import Block, button
from bot.controls import Control
from bot.conversation import voice
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Action, Incoming
from bot.messages import Message
from bot.messages.aside import SAY, render_aside
from bot.owing import alone
from bot.store.protocol import Change, Json, Outgoing, Record, Snapshot, Status
from bot.words import say_plain
from core.interview import Question

WAYS = ("join", "dm", "here", "form")
"""The controls that lead out of a place where the bot cannot post."""


def turn_at(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn:
    """Return a turn that speaks where the interview is held."""
    action = incoming.action
    private = action is not None and action.private and action.id not in WAYS
    return (Aside if private and snapshot.interview.root_ts is None else Turn)(desk, incoming, snapshot)


def typed(action: Action) -> Control | None:
    """Return the interview whose field was typed into."""
    return Control.decode(action.id.removeprefix(SAY)) if action.id.startswith(SAY) else None


def ways(interview_id: str, *offered: str) -> list[Block]:
    """Return the buttons that lead elsewhere."""
    control = Control(interview_id, 0).encode()
    return [button(say_plain("notices", f"{way}_button"), way, control) for way in offered]


def with_field(turn: Turn, messages: tuple[Message, ...]) -> list[Message]:
    """Return messages of which the last can be answered in one's own words."""
    control = turn.control()
    *first, last = messages
    return [*first, render_aside(last, control, ways(turn.interview.id, "dm"))]


class Aside(Turn):
    """A turn whose words all go into the private message that was clicked, in place of what stood there."""

    def __init__(self, desk: Desk, incoming: Incoming, snapshot: Snapshot) -> None:
        super().__init__(desk, incoming, snapshot)
        self._shown: list[Message] = []
        self._asked = False

    def post(self, message: Message, *, kind: str) -> None:  # noqa: ARG002 - a private message carries no metadata
        """Show a message above the pending question."""
        self._shown.append(message)

    def ask(self, message: Message, question: Question) -> None:
        """Show the next question."""
        self._steps = self._asked = True
        self._shown.append(message)
        self.desk.remember((self.interview.team, self.interview.id, self.interview.revision + 1), question)

    def settle(self, message: Message) -> None:
        """Do nothing: the question gives way to what follows."""

    def settle_post(self, kind: str, event: str, message: Message) -> None:
        """Do nothing: a supposition gives way to what follows."""

    def show_root(self, message: Message) -> None:
        """Do nothing: there is no root."""

    def whisper(self, message: Message) -> None:
        """Show a message above the pending question."""
        self._shown.append(message)

    def recommend(
        self,
        record: Record,
        messages: tuple[Message, ...],
        metadata: Json,  # noqa: ARG002 - a private message carries no metadata
        *,
        status: Status,
    ) -> None:
        """Show the recommendation."""
        self._steps = True
        self.status = status
        self.record = record
        self._shown += messages

    def change(self) -> Change:
        """Return everything gathered as one change; what is shown replaces what was clicked."""
        waits = self.status == "open" and self.pending is not None and not self._asked
        if waits and self.pending is not None:
            self._shown.append(voice.question(self, self.pending))
        answerable = self.goes_on or self.record is not None
        shown = with_field(self, tuple(self._shown)) if self._shown and answerable else self._shown
        change = super().change()
        told = (self._respond(number, message) for number, message in enumerate(joined(shown)))
        return change._replace(outgoing=(*change.outgoing, *told))

    def _respond(self, number: int, message: Message) -> Outgoing:
        key = f"{self.interview.id}:aside:{self._mark}:{number}"
        word = alone(key, "respond", self.incoming, message, to=self.incoming.channel)
        return word._replace(stream=f"aside:{self._mark}", replace=number == 0)


def joined(messages: list[Message]) -> list[Message]:
    """Return short messages as one, so that they replace each other whole; tables stay apart."""
    together: list[Message] = []
    for message in messages:
        before = together[-1] if together else None
        if before is not None and _few(before) and _few(message):
            together[-1] = Message.of(f"{before.text} {message.text}", *before.blocks, *message.blocks)
        else:
            together.append(message)
    return together


def _few(message: Message) -> bool:
    return len(message.blocks) <= 12 and not any("table" in block["type"] for block in message.blocks)
