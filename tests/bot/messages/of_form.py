"""The form, as it is opened and as it is found when the interview is over."""

from collections.abc import Iterator
from typing import Any

from bot.messages import Message
from bot.messages.form import Field, FormView, carried, render_form, render_over
from core.questions import QUESTIONS
from core.workload import Slot
from tests.core.archetypes import CATALOGUE

TYPED = (Slot.MODEL, Slot.CURRENT_HARDWARE)


def messages(_: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return nothing: a form is a view."""
    return iter(())


def views(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the form with every question; `text` is what somebody typed into it before."""
    fields = [
        Field(row.slot, holds=(text,))
        if row.slot in TYPED
        else Field(
            row.slot,
            holds=(carried(row.values()[0]),),
            choices=tuple(row.values()),
            several=row.several,
        )
        for row in QUESTIONS
    ]
    whole = FormView(fields=fields, private="load", more=text)
    yield "form", render_form(whole, CATALOGUE).view
    yield "form_apart", render_form(FormView(fields=fields[:2], private="load", apart=True), CATALOGUE).view
    yield "form_over", render_over().view
