"""What a correction after the recommendation did to it."""

from collections.abc import Mapping

from bot.blocks import actions, option, section, select
from bot.messages.echo import Echo, echoed
from bot.messages.kinds import correction, topic_of_answers
from bot.messages.message import Message
from bot.words import named, say, say_plain
from core.answers import Stands
from core.catalog.catalogue import Catalogue
from core.workload import Slot


def render_changed(echo: Echo, catalogue: Catalogue, *, before: str, now: str) -> Message:
    """Say what was changed, and that the recommendation above is updated or stays as it was."""
    part = "same" if before == now else "other"
    words = say("changed", part, echo=echoed(echo, catalogue), before=before, now=now)
    return Message.of(words, section(words))


def render_left(slot: Slot | None, standing: Stands, catalogue: Catalogue) -> Message:
    """Say that an answer which was to be changed stays as it is."""
    words = say("changed", "left", now=_now(slot, standing, catalogue) if slot else None)
    return Message.of(words, section(words))


def render_which_answer(standing: Stands, load: Mapping[Slot, str], catalogue: Catalogue) -> Message:
    """Offer every answer that can be changed, with its present value; `load` is what each option carries."""
    about = topic_of_answers(standing.values(), catalogue)
    words = say("changed", "which", correction=correction(about))
    options = [
        option(say_plain("changed", "choice", slot=slot, now=_now(slot, standing, catalogue)), carried)
        for slot, carried in load.items()
    ]
    menu = select(say_plain("changed", "placeholder"), "change_slot", options)
    return Message.of(words, section(words), actions(menu))


def _now(slot: Slot, standing: Stands, catalogue: Catalogue) -> str | None:
    """Return the value that stands, in words."""
    answer = standing.get(slot)
    if answer is None or answer.kind != "value":
        return None
    return named(slot, answer.value, catalogue, topic_of_answers(standing.values(), catalogue).kind)
