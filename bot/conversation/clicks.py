"""What people click: choices, "I don't know", "Why?", "Stop", and the ways around a closed door."""

from collections.abc import Callable
from typing import NamedTuple

from bot.controls import IN_ITS_THREAD, Control
from bot.conversation import after, commands, counsel, form, replies, starting, stopping, supposing
from bot.conversation.aside import WAYS, turn_at, typed
from bot.conversation.commands import stale
from bot.conversation.places import dm, here, join
from bot.conversation.steps import step
from bot.conversation.taking import named_without_size
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Action, Incoming
from bot.messages.resuming import render_another_begins, render_goes_on_in_its_thread
from bot.modals import Modal
from bot.open_interviews import GoingOn, too_many_open
from bot.store.protocol import Snapshot
from bot.typed import clean
from core.answers import accepts, standing, supposed
from core.reading import in_that_size
from core.workload import Slot


def control_of(action: Action) -> Control | None:
    """Return what the clicked control carries, or None for a control that is not ours.

    The controls of a recommendation carry its id alone, which is the interview's.
    """
    if not action.values:
        return None
    field = typed(action)
    if field is not None:
        return field
    if action.id in IN_ITS_THREAD:
        return Control(action.values[0], 0)
    return Control.decode(action.values[0])


class _Click(NamedTuple):
    turn: Turn
    action: Action
    control: Control

    @property
    def is_of_the_question(self) -> bool:
        """Whether the control belongs to the question that waits."""
        pending = self.turn.pending
        return pending is not None and pending.slot == self.control.slot


def click(desk: Desk, incoming: Incoming, snapshot: Snapshot, action: Action) -> Turn | Modal | None:
    """Decide on a click in an interview; what it carries was checked against where it was clicked."""
    control = control_of(action)
    handle = _CLICKS.get(action.id.partition(":")[0])
    if control is None or handle is None:
        return None
    return handle(_Click(turn_at(desk, incoming, snapshot), action, control))


def belongs(snapshot: Snapshot, incoming: Incoming, action: Action) -> bool:
    """Tell whether a control stands where its interview is held, or in a private word to its starter."""
    interview = snapshot.interview
    starter = incoming.user == interview.starter
    if action.private or (action.id in WAYS and incoming.channel != interview.channel):
        return starter
    if interview.root_ts is None:
        # Where the root is under way, its channel may still be the person whose DM it goes to.
        return interview.channel in (incoming.channel, incoming.user)
    return incoming.channel == interview.channel and interview.root_ts in (
        action.thread_ts,
        action.message_ts,
    )


def _answer(click: _Click) -> Turn | None:
    """Take a tapped answer. On the pending question it answers; on an older one it corrects."""
    turn, slot = click.turn, click.control.slot
    if not turn.goes_on:
        return stale(turn)
    controls = [Control.decode(value) for value in click.action.values]
    values = [chosen.value for chosen in controls if chosen is not None and chosen.slot == slot]
    lists = [value for value in values if isinstance(value, list)]
    value = [item for items in lists for item in items] if lists else values[0] if values else None
    if slot is Slot.MODEL and slot not in standing(turn.before):
        value = in_that_size(value, named_without_size(turn))
    if slot is None or value is None or not accepts(slot, value):
        return stale(turn)
    if turn.say(slot, value, source="button"):
        return step(turn)
    return after.leave(turn) if turn.reopened == slot else None


def _unknown(click: _Click) -> Turn:
    return (commands.unknown(click.turn, "button") if click.is_of_the_question else None) or stale(click.turn)


def _just_answer(click: _Click) -> Turn:
    return step(click.turn, just_answer=True) if click.turn.status == "open" else stale(click.turn)


def _why(click: _Click) -> Turn:
    return commands.why(click.turn) if click.is_of_the_question else stale(click.turn)


def _stop(click: _Click) -> Turn:
    return stopping.stop(click.turn) if click.turn.status == "open" else stale(click.turn)


def _form(click: _Click) -> Turn | Modal:
    turn = click.turn
    if not turn.goes_on:
        return stale(turn)
    apart = click.action.private or turn.incoming.channel != turn.interview.channel
    return form.opened(turn.desk, Snapshot(turn.interview, turn.before), apart=apart)


def _resume(click: _Click) -> Turn:
    turn = click.turn
    if turn.status != "open":
        return stale(turn)
    again = starting.resume(turn.desk, turn.incoming, Snapshot(turn.interview, turn.before))
    again.acknowledge(render_goes_on_in_its_thread())
    return again


def _another(click: _Click) -> Turn:
    turn = click.turn
    full = too_many_open(turn.desk.limits, GoingOn(turn.desk.store, turn.incoming))
    if full is not None:
        turn.acknowledge(full)
        return turn
    new = starting.begin(turn.desk, turn.incoming._replace(text=""), channel=turn.incoming.channel)
    new.acknowledge(render_another_begins())
    return new


def _change(click: _Click) -> Turn:
    if not click.turn.advised:
        return stale(click.turn)
    click.turn.post(counsel.which_answer(click.turn), kind="change")
    return click.turn


def _change_slot(click: _Click) -> Turn:
    turn, slot = click.turn, click.control.slot
    return supposing.reopen(turn, slot) if turn.goes_on and slot else stale(turn)


def _what_if(click: _Click) -> Turn:
    click.turn.post(counsel.what_if_examples(click.turn), kind="what_if")
    return click.turn


def _settle(how: Callable[[Turn], Turn]) -> Callable[[_Click], Turn]:
    """Return what keeps or drops what is supposed, while something is."""
    return lambda click: how(click.turn) if supposed(click.turn.before) else stale(click.turn)


def _say(click: _Click) -> Turn:
    """Take what was typed into a private message as a reply in a thread is taken."""
    turn, said = click.turn, clean(click.action.values[0]).strip()
    turn.incoming = turn.incoming._replace(kind="mention", text=said)
    return replies.heard_in(turn) or turn


_CLICKS: dict[str, Callable[[_Click], Turn | Modal | None]] = {
    "answer": _answer,
    "unknown": _unknown,
    "why": _why,
    "just_answer": _just_answer,
    "stop": _stop,
    "form": _form,
    "resume": _resume,
    "another": _another,
    "change": _change,
    "change_slot": _change_slot,
    "what_if": _what_if,
    "keep": _settle(supposing.keep),
    "drop": _settle(supposing.drop),
    "join": lambda click: join(click.turn),
    "dm": lambda click: dm(click.turn),
    "here": lambda click: here(click.turn),
    "say": _say,
}
