"""Every delivery comes in here, and what was decided on it goes to the store as one change at most."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import history, home, shortcuts
from bot.conversation import clicks, edits, form, places, replies, starting, stopping, waiting
from bot.conversation.turn import Effect, Turn
from bot.conversation.waiting import UnconfirmedError
from bot.desk import Desk
from bot.incoming import Incoming, Submission
from bot.messages import Message
from bot.messages.ask import CALLBACK as ASK
from bot.messages.form import CALLBACK, render_over
from bot.messages.notices import render_cut
from bot.modals import FieldErrors, Modal
from bot.open_interviews import GoingOn, too_many_open
from bot.owing import respond
from bot.store.errors import StoreError
from bot.store.protocol import Change, Delivery, Event, Outgoing, Snapshot
from bot.typed import MOST_CHARACTERS

log = logging.getLogger(__name__)
_ATTEMPTS = 20
MOST_FAILURES = 3
_SAMPLE = (
    "Llama 3 8B, AWQ 4-bit, a chat assistant in production for 20 at once, 4k context with 1k prompts, "
    "first word within 1 s, replies slow at peak, the model good enough"
)

Answered = Message | Modal | FieldErrors | None
"""What goes back with the acknowledgement: a private reply, a view, what is wrong with one, or nothing."""


class NotYetError(Exception):
    """The delivery cannot be handled yet, and has to come again."""


class Conversation:
    """Reads a snapshot, decides, and applies; decides again where somebody was faster."""

    def __init__(self, desk: Desk, wake: Callable[[], None] = lambda: None) -> None:
        self.desk = desk
        self.wake = wake

    def handle(self, incoming: Incoming) -> Answered:
        """Handle one delivery; returns what answers a command, a click or a submitted view at once.

        Raises NotYetError where the delivery has to come again, and the store's errors.
        """
        try:
            return self._handle(incoming)
        except UnconfirmedError:
            waiting.keep(self.desk, incoming)
        self.resume()  # what it waits for may have been confirmed in the meantime
        return None

    def warm_up(self) -> None:
        """Do once, and forget, what is slow at its first time: laying out patterns, tables, templates."""
        sample = Incoming(kind="advice", event=Event("", "", ""), channel="C", user="U")
        desk, going_on = (
            replace(self.desk, new_id=lambda: "sample"),
            GoingOn(self.desk.store, sample),
        )
        for text in ("", _SAMPLE):  # what is likeliest first
            starting.command(desk, sample._replace(text=text), going_on)

    def resume(self) -> None:
        """Hear the replies that waited for a message of ours to be confirmed, or given up."""
        waiting.again(self.desk, self._once_more)

    def _once_more(self, incoming: Incoming) -> None:
        try:
            self._handle(incoming)
        except (UnconfirmedError, NotYetError, StoreError):
            raise
        except Exception as error:
            failures = self.failed(incoming, error)
            log.exception("could not handle a %s that had waited, attempt %d", incoming.kind, failures)
            if failures < MOST_FAILURES:
                raise UnconfirmedError from error

    def _handle(self, incoming: Incoming) -> Answered:
        if incoming.kind == "history" and not incoming.outsider:
            return self._asked_history(incoming)
        return self._apply(lambda: self._decide(incoming))

    def _apply(self, decide: Callable[[], Effect | Answered]) -> Answered:
        """Decide and commit, and decide again where somebody was faster."""
        for _ in range(_ATTEMPTS):
            decided = decide()
            if not isinstance(decided, Effect):
                return decided
            change = decided.change() if isinstance(decided, Turn) else decided
            if self.desk.store.commit(change) != "moved":
                self.wake()
                return None
        raise NotYetError("the interview went on faster than this delivery could follow")

    def refused(self, delivery: Delivery, error: str) -> Sequence[Outgoing]:
        """Return what is said instead of a message that Slack refused."""
        if stopping.is_asked(delivery):
            return stopping.refused(delivery, error)
        instead = history.refused(delivery, error)
        return places.refused(self.desk, delivery, error) if instead is None else instead

    def arrived(self, delivery: Delivery) -> None:
        """Do what follows from a row of the outbox that reached Slack; again, it does nothing."""
        self._apply(lambda: self._confirmed(delivery))

    def settled(self, delivery: Delivery) -> None:
        """Note that a row of the outbox is done with: what waited for it can be heard."""
        try:
            if delivery.outgoing.method == "post":
                self.resume()
        except (StoreError, NotYetError):
            log.exception("what waits has to wait for the next message")

    def _confirmed(self, delivery: Delivery) -> Effect | None:
        if stopping.is_asked(delivery):
            return stopping.permitted(self.desk, delivery)
        return history.confirmed(self.desk, delivery)

    def whisper(self, incoming: Incoming, message: Message) -> None:
        """Tell the person who clicked something privately, apart from any interview."""
        self.desk.store.commit(respond(self.desk, incoming, message, in_place=False))
        self.wake()

    def failed(self, incoming: Incoming, error: Exception) -> int:
        """Count a failure to handle a delivery that will come again."""
        return self.desk.store.failed(incoming.event, type(error).__name__, self.desk.clock())

    def _asked_history(self, incoming: Incoming) -> Message:
        message, change = history.command(self.desk, incoming)
        self._follow(change)
        return message

    def _follow(self, change: Change | None) -> None:
        if change is not None:
            self.desk.store.commit(change)
            self.wake()

    def _decide(self, incoming: Incoming) -> Effect | Answered:
        if incoming.outsider:
            return places.outsider(self.desk, incoming)
        going_on = GoingOn(self.desk.store, incoming)
        decided = self._followed(incoming, going_on)
        if not isinstance(decided, Turn):
            return decided
        full = too_many_open(self.desk.limits, going_on) if decided.begins else None
        if full is not None:
            answered = incoming.kind in ("advice", "submission")
            return full if answered else places.privately(self.desk, incoming, full)
        if incoming.cut and decided.said:
            decided.whisper(render_cut(MOST_CHARACTERS))
        return decided

    def _followed(self, incoming: Incoming, going_on: GoingOn) -> Effect | Answered:
        if incoming.kind == "advice":
            return starting.command(self.desk, incoming, going_on)
        if incoming.kind == "click":
            return self._clicked(incoming)
        if incoming.submission is not None and incoming.submission.view == CALLBACK:
            return self._submitted(incoming, incoming.submission)
        if incoming.submission is not None and incoming.submission.view == ASK:
            return shortcuts.submitted(self.desk, incoming, incoming.submission)
        if incoming.kind == "home":
            return home.opened(self.desk, incoming)
        if incoming.kind == "shortcut" and incoming.ts is None:
            return shortcuts.opened()
        return self._said(incoming)

    def _said(self, incoming: Incoming) -> Effect | None:
        snapshot = self._in_thread(incoming)
        if snapshot is None:
            opens = incoming.addressed or (
                incoming.kind == "reply" and incoming.direct and incoming.thread_ts is None
            )
            fresh = opens and not self.desk.store.claimed(incoming.event)
            page = starting.about_the_bot(incoming) if fresh else None
            if page is not None:
                return starting.told(self.desk, incoming, page)
            return starting.mention(self.desk, incoming) if fresh else None
        decide = {"edited": edits.edited, "deleted": edits.deleted}.get(incoming.kind, replies.hear)
        return decide(self.desk, incoming, snapshot)

    def _in_thread(self, incoming: Incoming) -> Snapshot | None:
        if incoming.thread_ts is None:
            return None
        store = self.desk.store
        snapshot = store.interview_in_thread(incoming.team, incoming.channel, incoming.thread_ts)
        if snapshot is None and store.unconfirmed_roots(incoming.team, incoming.channel, incoming.thread_ts):
            raise UnconfirmedError
        return snapshot

    def _submitted(self, incoming: Incoming, submission: Submission) -> Turn | Answered:
        load = form.Load.decode(submission.private)
        snapshot = self.desk.store.interview(incoming.team, load.interview_id)
        if snapshot is None:
            return render_over()
        return form.submitted(self.desk, incoming, submission, snapshot)

    def _clicked(self, incoming: Incoming) -> Effect | Modal | None:
        action = incoming.action
        if action is None:
            return None
        if home.handles(action):
            return home.click(self.desk, incoming, action)
        if history.handles(action):
            return history.click(self.desk, incoming, action)
        control = clicks.control_of(action)
        snapshot = self.desk.store.interview(incoming.team, control.interview_id) if control else None
        if snapshot is None or not clicks.belongs(snapshot, incoming, action):
            log.info("a click on %s belongs to no interview here", action.id)
            return None
        return clicks.click(self.desk, incoming, snapshot, action)
