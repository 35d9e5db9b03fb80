"""What a correction after the recommendation did to it."""

from collections.abc import Mapping

from bot.blocks import actions, option, section, select
from bot.messages.echo import Echo, echoed
from bot.messages.kinds import correction, topic_of_answers
from bot.messages.message import Message
from bot.words import say, say_plain
from core.answers import Answer
from core.workload import Slot


def render_changed(echo: Echo, *, before: str, now: str) -> Message:
    """Say what was changed, and that the recommendation above is updated or stays as it was."""
    part = "same" if before == now else "other"
    words = say("changed", part, echo=echoed(echo), before=before, now=now)
    return Message.of(words, section(words))


def render_left(slot: Slot | None, standing: Mapping[Slot, Answer]) -> Message:
    """Say that an answer which was to be changed stays as it is."""
    words = say("changed", "left", slot=slot, answer=standing.get(slot) if slot else None)
    return Message.of(words, section(words))


def render_which_answer(standing: Mapping[Slot, Answer], load: Mapping[Slot, str]) -> Message:
    """Offer every answer that can be changed, with its present value; `load` is what each option carries."""
    about = topic_of_answers(standing.values())
    words = say("changed", "which", correction=correction(about))
    options = [
        option(say_plain("changed", "choice", slot=slot, answer=standing.get(slot)), carried)
        for slot, carried in load.items()
    ]
    menu = select(say_plain("changed", "placeholder"), "change_slot", options)
    return Message.of(words, section(words), actions(menu))
