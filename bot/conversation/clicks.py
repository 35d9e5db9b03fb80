"""What people click: choices, "I don't know", "Why?", "Stop", and the ways around a closed door."""

from collections.abc import Callable

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
from bot.limits import GoingOn, too_many_open
from bot.messages.resuming import render_another_begins, render_goes_on_in_its_thread
from bot.modals import Modal
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


def click(desk: Desk, incoming: Incoming, snapshot: Snapshot, action: Action) -> Turn | Modal | None:
    """Decide on a click in an interview; what it carries was checked against where it was clicked."""
    turn = turn_at(desk, incoming, snapshot)
    control = control_of(action)
    handle = _CLICKS.get(action.id.partition(":")[0])
    if control is None or handle is None:
        return None
    return handle(turn, action, control)


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


def _answer(turn: Turn, action: Action, control: Control) -> Turn | None:
    """Take a tapped answer. On the pending question it answers; on an older one it corrects."""
    if not turn.goes_on:
        return stale(turn)
    controls = [Control.decode(value) for value in action.values]
    values = [chosen.value for chosen in controls if chosen is not None and chosen.slot == control.slot]
    return _take(turn, control, values)


def _take(turn: Turn, control: Control, values: list[object]) -> Turn | None:
    slot = control.slot
    lists = [value for value in values if isinstance(value, list)]
    value = [item for items in lists for item in items] if lists else values[0] if values else None
    if slot is Slot.MODEL and slot not in standing(turn.before):
        value = in_that_size(value, named_without_size(turn))
    if slot is None or value is None or not accepts(slot, value):
        return stale(turn)
    if turn.say(slot, value, source="button"):
        return step(turn)
    return after.leave(turn) if turn.reopened == slot else None


def _unknown(turn: Turn, _: Action, control: Control) -> Turn:
    if turn.pending is None or turn.pending.slot != control.slot:
        return stale(turn)
    return commands.unknown(turn, "button") or stale(turn)


def _just_answer(turn: Turn, _: Action, __: Control) -> Turn:
    return step(turn, just_answer=True) if turn.status == "open" else stale(turn)


def _why(turn: Turn, _: Action, control: Control) -> Turn:
    if turn.pending is None or turn.pending.slot != control.slot:
        return stale(turn)
    return commands.why(turn)


def _stop(turn: Turn, _: Action, __: Control) -> Turn:
    return stopping.stop(turn) if turn.status == "open" else stale(turn)


def _form(turn: Turn, action: Action, _: Control) -> Turn | Modal:
    if not turn.goes_on:
        return stale(turn)
    apart = action.private or turn.incoming.channel != turn.interview.channel
    return form.opened(turn.desk, Snapshot(turn.interview, turn.before), apart=apart)


def _resume(turn: Turn, _: Action, __: Control) -> Turn:
    if turn.status != "open":
        return stale(turn)
    again = starting.resume(turn.desk, turn.incoming, Snapshot(turn.interview, turn.before))
    again.acknowledge(render_goes_on_in_its_thread())
    return again


def _another(turn: Turn, _: Action, __: Control) -> Turn:
    full = too_many_open(turn.desk.limits, GoingOn(turn.desk.store, turn.incoming))
    if full is not None:
        turn.acknowledge(full)
        return turn
    new = starting.begin(turn.desk, turn.incoming._replace(text=""), channel=turn.incoming.channel)
    new.acknowledge(render_another_begins())
    return new


def _which(turn: Turn) -> Turn:
    if not turn.advised:
        return stale(turn)
    turn.post(counsel.which_answer(turn), kind="change")
    return turn


def _reopen(turn: Turn, control: Control) -> Turn:
    return supposing.reopen(turn, control.slot) if turn.goes_on and control.slot else stale(turn)


def _examples(turn: Turn) -> Turn:
    turn.post(counsel.what_if_examples(turn), kind="what_if")
    return turn


def _said(turn: Turn, action: Action) -> Turn:
    """Take what was typed into a private message as a reply in a thread is taken."""
    turn.incoming = turn.incoming._replace(kind="mention", text=clean(action.values[0]).strip())
    return replies.heard_in(turn) or turn


_CLICKS: dict[str, Callable[[Turn, Action, Control], Turn | Modal | None]] = {
    "answer": _answer,
    "unknown": _unknown,
    "why": _why,
    "just_answer": _just_answer,
    "stop": _stop,
    "form": _form,
    "resume": _resume,
    "another": _another,
    "change": lambda turn, _, __: _which(turn),
    "change_slot": lambda turn, _, control: _reopen(turn, control),
    "what_if": lambda turn, _, __: _examples(turn),
    "keep": lambda turn, _, __: supposing.keep(turn) if supposed(turn.before) else stale(turn),
    "drop": lambda turn, _, __: supposing.drop(turn) if supposed(turn.before) else stale(turn),
    "join": lambda turn, _, __: join(turn),
    "dm": lambda turn, _, __: dm(turn),
    "here": lambda turn, _, __: here(turn),
    "say": lambda turn, action, _: _said(turn, action),
}
