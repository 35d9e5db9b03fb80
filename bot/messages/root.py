"""The message an interview's thread hangs on: who asked, what was understood, how it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.blocks import Block, actions, button, context, section
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import Safe, say, say_plain
from core.answers import Answer

Status = Literal["open", "done", "stopped", "expired", "stranded"]


@dataclass(frozen=True, slots=True)
class RootView:
    """An interview as its root shows it. A control is drawn only where its value is given."""

    asker: str
    status: Status = "open"
    answers: Sequence[Answer] = ()
    """The answers that stand."""
    headline: str | None = None
    """The first three lines of the recommendation, as `render_headline` returns them."""
    stop: str | None = None
    form: str | None = None
    here: bool = True
    """Whether the interview is held in this message's thread; False: it went on elsewhere."""


def render_root(view: RootView) -> Message:
    """Show who asked and what came of it, in under ten lines."""
    opening = say("root", "opening", asker=view.asker)
    state = say("root", _state(view))
    known = understood(view.answers) if view.answers else None
    lead = Safe(view.headline) if view.headline is not None else None
    return Message.of(
        say("root", "gist", opening=opening, state=state, known=known, headline=lead),
        section(say("root", "body", opening=opening, state=state, headline=lead)),
        context(say("root", "known", known=known)) if known else None,
        _controls(view),
    )


def _state(view: RootView) -> str:
    if not view.here:
        return "elsewhere"
    advised = view.status == "expired" and view.headline is not None
    return "expired_advised" if advised else view.status


def _controls(view: RootView) -> Block | None:
    buttons = []
    if view.form is not None:
        buttons.append(button(say_plain("root", "form_button"), "form", view.form))
    if view.stop is not None:
        buttons.append(button(say_plain("root", "stop_button"), "stop", view.stop))
    return actions(*buttons) if buttons and view.status == "open" else None
