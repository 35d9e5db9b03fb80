"""One question: what was understood before it, what is asked and why, and how to answer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.blocks import Block, actions, button, context, option, section, select
from bot.messages.echo import Echo, echoed
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import Safe, say, say_plain, value
from bot.words.environment import labelled
from core.answers import Answer
from core.interview import Part, Question
from core.workload import Slot

MOST_BUTTONS = 5
LONGEST_BUTTON = 30
"""Characters of a button that Slack shows on a small screen."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The next question, after what was heard since the last one."""

    question: Question
    load: Callable[[Slot, Any], str]
    """What a control carries, for a slot and the value of a choice; for None: controls without a value."""
    echo: Echo = field(default_factory=Echo)
    anew: bool = False
    """Whether an answer is to be changed: nothing is counted then."""
    changing: Answer | None = None
    """The answer that is to be changed, if there is one."""


def render_question(view: QuestionView) -> Message:
    """Ask one question: an echo and how many more at most, the question, its controls."""
    question = view.question
    echo = echoed(view.echo)
    asked = say("question", f"ask_{question.slot}")
    reason = say("question", f"reason_{question.slot}")
    progress = _progress(view)
    example = say("question", f"example_{question.slot}")
    listed = _listed(question)
    return Message.of(
        say("question", "gist", echo=echo, asked=asked, example=example),
        context(say("question", "context", echo=echo, progress=progress)),
        section(say("question", "body", asked=asked, reason=reason, example=example, listed=listed)),
        *_controls(view),
    )


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """A question after its answer: `answers` are what was said to it, by whom."""

    slot: Slot
    answers: Sequence[Answer]
    change: str | None = None
    """What the button carries that asks for the answer anew."""


def render_answered(view: AnsweredView) -> Message:
    """Show a question without its controls, and what was answered."""
    asked = say("question", f"ask_{view.slot}")
    answered = understood(view.answers) if view.answers else say("question", "passed_over")
    return Message.of(
        say("question", "answered_gist", asked=asked, answered=answered),
        section(
            say("question", "answered", asked=asked),
            button(say_plain("question", "change"), "change_slot", view.change) if view.change else None,
        ),
        context(say("question", "answer", answered=answered) if view.answers else answered),
    )


def example_of(slot: Slot) -> Safe:
    """Return an example of a reply that can be read."""
    return say("question", f"example_{slot}")


def _progress(view: QuestionView) -> Safe:
    question = view.question
    if view.anew:
        return say("question", "changing", slot=question.slot, before=view.changing)
    return say("question", "progress", number=question.number, more=question.at_most_more)


def _controls(view: QuestionView) -> Iterator[Block]:
    """Yield the controls of each part, so that one tap answers one part, and those of the whole question."""
    question = view.question
    offered = _offered(question, view.load, "answer")
    aside = [
        button(say_plain("question", name), name, view.load(question.slot, None))
        for name in ("unknown", "why", "just_answer")
    ]
    if not question.also and offered[1:] == []:
        yield actions(*offered, *aside)
        return
    yield from _row(offered)
    for part in question.also:
        yield section(say("question", "also", asked=say("question", f"ask_{part.slot}")))
        yield from _row(_offered(part, view.load, f"answer:{part.slot}"))
    yield actions(*aside)


def _row(offered: Sequence[Block]) -> Iterator[Block]:
    if offered:
        yield actions(*offered)


def _offered(part: Part, load: Callable[[Slot, Any], str], action_id: str) -> list[Block]:
    """Return the choices as buttons, or as one menu where they are many, long, or may be put together."""
    choices = [(_label(part.slot, one.value), load(part.slot, one.value)) for one in part.choices]
    longest = max((len(label) for label, _ in choices), default=0)
    if choices and (part.several or len(choices) > MOST_BUTTONS or longest > LONGEST_BUTTON):
        placeholder = say_plain("question", "choose_several" if part.several else "choose_one")
        options = [option(label, carried) for label, carried in choices]
        return [select(placeholder, action_id, options, several=part.several)]
    return [button(label, f"{action_id}:{index}", carried) for index, (label, carried) in enumerate(choices)]


def _listed(question: Question) -> list[str]:
    """Return the choices that a menu would hide, to be read and answered by their numbers."""
    return [_label(question.slot, one.value) for one in question.choices] if question.several else []


def _label(slot: Slot, choice: Any) -> str:
    return labelled(say_plain("question", "choice", label=value(slot, choice)))
