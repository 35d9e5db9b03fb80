"""The message an interview's thread hangs on: who asked, what was understood, and in the end the advice."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.blocks import Block, actions, button, context, section
from bot.hearing import KINDS
from bot.messages.headline import render_headline
from bot.messages.message import Message
from bot.messages.options import options_in_short
from bot.messages.recommendation import controls, inputs
from bot.messages.understood import stands_in, understood
from bot.store.protocol import Status
from bot.words import Safe, person, say, say_plain
from bot.words.environment import in_a_row
from bot.words.values import joined
from core.answers import Answer
from core.catalog.catalogue import Catalogue
from core.recommendation import Recommendation
from core.workload import Slot

MOST_ASSUMED, MOST_SAID = 2, 6
_REASONS = (Slot.WORK, Slot.FOCUS, Slot.PAIN)
"""Answers that decide the class; the record says what follows from them."""


class RootView(NamedTuple):
    """An interview as its root shows it. A control is drawn only where its value is given."""

    asker: str
    status: Status = "open"
    answers: Sequence[Answer] = ()
    """The answers that stand."""
    advice: Recommendation | None = None
    """The recommendation, once there is one."""
    today: str | None = None
    """The ISO date of today, which tells how old prices are."""
    stop: str | None = None
    form: str | None = None
    record_id: str | None = None
    wired: Collection[str] = ()
    """The controls of the recommendation that work; they carry the record's id."""
    unheard: Sequence[str] = ()
    """The scopes without which replies may not reach the bot."""
    unsized: str | None = None
    """What a model stands in for that cannot be sized."""
    alone: bool = False
    """Whether nobody but the asker sees it."""
    here: bool = True
    """Whether the interview is held in this message's thread; False: it went on elsewhere."""


def render_root(view: RootView, catalogue: Catalogue) -> Message:
    """Show who asked and what came of it, in under ten lines."""
    if view.advice is not None and view.here:
        return _advised(view, view.advice, catalogue)
    opening = in_a_row(person(view.asker), say("root", "asked"))
    state = _state(view.status, tuple(view.unheard), alone=view.alone, here=view.here)
    known = understood(view.answers, catalogue) if view.answers else None
    return Message.of(
        in_a_row(opening, state, say("root", "so_far", known=known) if known else None),
        section(f"{opening}\n{state}"),
        context(say("root", "known", known=known)) if known else None,
        _controls(view),
    )


@lru_cache(maxsize=64)
def _state(status: Status, unheard: tuple[str, ...], *, alone: bool, here: bool) -> Safe:
    if not here:
        return say("root", "elsewhere")
    if status == "open" and unheard:
        return say("root", "open_to_taps", kinds=joined([KINDS[scope] for scope in unheard]), scopes=unheard)
    return say("root", "open_alone" if status == "open" and alone else status)


def _advised(view: RootView, advice: Recommendation, catalogue: Catalogue) -> Message:
    lines = render_headline(advice, view.today)
    known = [answer for answer in view.answers if answer.slot not in _REASONS]
    choices = options_in_short(advice)
    expired = context(say("root", "expired_advised")) if view.status == "expired" else None
    return Message.of(
        lines,
        section(stands_in(view.unsized, advice.model_name)) if view.unsized else None,
        section(lines),
        section(say("recommendation", "options", choices=choices)) if choices else None,
        context(inputs(advice, known, catalogue, most_assumed=MOST_ASSUMED, most_said=MOST_SAID)),
        expired,
        controls(view.record_id, view.wired) if view.record_id else None,
    )


def _controls(view: RootView) -> Block | None:
    carried = {name: load for name, load in (("form", view.form), ("stop", view.stop)) if load is not None}
    if not carried or view.status != "open":
        return None
    row = _row(tuple(carried))
    return row | {"elements": [each | {"value": carried[each["action_id"]]} for each in row["elements"]]}


@lru_cache(maxsize=4)
def _row(names: tuple[str, ...]) -> Block:
    """Draw the buttons, which carry something else in each interview."""
    return actions(*(button(say_plain("root", f"{name}_button"), name, "its own") for name in names))
