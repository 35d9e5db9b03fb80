"""The interview as a form: one field for each question that matters, and what is wrong with a field."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.blocks import Block, option, section
from bot.modals import Modal, chosen, field, modal, ticks, typed
from bot.words import named, say, say_plain, words_of
from bot.words.environment import labelled, unmarked
from bot.words.questions import Saying
from bot.words.values import sizes_told
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.reading import Problem
from core.workload import Slot

CALLBACK = "form"
MORE = "more"
NOW = "now"
_HELD = "held"


class Field(NamedTuple):
    """One question of the form: what it holds at first, and its choices where it is no field to type into."""

    slot: Slot
    holds: tuple[str, ...] = ()
    """As a submission carries it: the text typed, or each value chosen as JSON."""
    choices: tuple[Any, ...] = ()
    several: bool = False


class FormView(NamedTuple):
    """The form: its fields in their order, and what comes back with the submission."""

    fields: Sequence[Field]
    private: str
    kind: Item | None = None
    """What the work is counted in; None for tokens."""
    more: str = ""
    """What stands in the field for everything else."""
    goes_on: bool = False
    """Whether more fields come once this is submitted."""
    apart: bool = False
    """Whether there is no thread to go on in."""


def render_form(view: FormView, catalogue: Catalogue) -> Modal:
    """Show the questions with what is known filled in."""
    ends = [] if view.apart or view.goes_on else [_now()]
    return modal(
        CALLBACK,
        say_plain("form", "title"),
        [
            section(say("form", "intro_apart" if view.apart else "intro")),
            *(_field(one, view.kind, catalogue) for one in view.fields),
            field(
                MORE,
                say_plain("form", "more"),
                typed(_HELD, view.more, multiline=True),
                hint=say_plain("form", "more_hint"),
            ),
            *ends,
        ],
        private=view.private,
        submit=say_plain("form", "next" if view.goes_on else "send"),
        close=say_plain("form", "cancel"),
    )


def render_over() -> Modal:
    """Say that the interview ended while the form was open."""
    words = section(say("form", "over"))
    return modal(CALLBACK, say_plain("form", "title"), [words], close=say_plain("form", "close"))


def problem_words(problem: Problem, slot: Slot, kind: Item | None = None) -> str:
    """Return what is wrong with a field, for the line under it."""
    named = problem.slot or slot
    told = {"text": problem.text[:100], "sizes": sizes_told(problem.choices)}
    return say_plain("form", problem.kind, slot=named, **told, example=_words_of("example", named, kind))


def more_unread() -> str:
    """Return that nothing could be read from the words for everything else."""
    return say_plain("form", "more_unread")


def _field(one: Field, kind: Item | None, catalogue: Catalogue) -> Block:
    label = _words_of("ask", one.slot, kind)
    if not one.choices:
        hint = _words_of("example", one.slot, kind)
        return field(one.slot, label, typed(_HELD, "".join(one.holds)), hint=hint)
    options = {carried(choice): _option(one.slot, choice, catalogue) for choice in one.choices}
    placeholder = say_plain("form", "choose_several" if one.several else "choose")
    initial = [options[held] for held in one.holds if held in options]
    menu = chosen(_HELD, placeholder, list(options.values()), initial, several=one.several)
    return field(one.slot, label, menu)


def _option(slot: Slot, choice: Any, catalogue: Catalogue) -> Block:
    return option(labelled(named(slot, choice, catalogue)), carried(choice))


def carried(choice: Any) -> str:
    """Return what a menu's entry carries for a value."""
    return json.dumps(choice, separators=(",", ":"))


def _words_of(part: Saying, slot: Slot, kind: Item | None) -> str:
    return unmarked(words_of(part, slot, kind))


def _now() -> Block:
    return field(NOW, say_plain("form", "now"), ticks(_HELD, [option(say_plain("form", "now_option"), NOW)]))
