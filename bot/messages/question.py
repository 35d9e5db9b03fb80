"""One question: what was understood before it, what is asked and why, and how to answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.blocks import Block, actions, button, context, option, section, select
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import Safe, say, say_plain, value
from core.answers import Answer
from core.interview import Question
from core.workload import Slot

MOST_BUTTONS = 5
LONGEST_BUTTON = 30
"""Characters of a button that Slack shows on a small screen."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """An answer that gave way to a later one."""

    before: Answer
    now: Answer


@dataclass(frozen=True, slots=True)
class QuestionView:
    """The next question, after what was heard since the last one."""

    question: Question
    load: Callable[[Any], str]
    """What a control carries, for the value of a choice; for None: the controls that carry no value."""
    heard: Sequence[Answer] = ()
    replaced: Sequence[Replaced] = ()
    assumed: Slot | None = None
    """A slot given up after two replies that could not be read: its typical value is taken."""


def render_question(view: QuestionView) -> Message:
    """Ask one question: an echo and how many more at most, the question, its controls."""
    question = view.question
    echo = _echo(view)
    asked = say("question", f"ask_{question.slot}")
    reason = say("question", f"reason_{question.slot}")
    progress = say("question", "progress", number=question.number, more=question.at_most_more)
    example = say("question", f"example_{question.slot}")
    listed = _listed(question)
    also = [say("question", f"ask_{slot}") for slot in question.also]
    return Message.of(
        say("question", "gist", echo=echo, asked=asked, example=example),
        context(say("question", "context", echo=echo, progress=progress)),
        section(
            say("question", "body", asked=asked, reason=reason, example=example, listed=listed, also=also)
        ),
        *_controls(view),
    )


@dataclass(frozen=True, slots=True)
class AnsweredView:
    """A question after its answer: `answers` are what was said to it, by whom."""

    slot: Slot
    answers: Sequence[Answer]


def render_answered(view: AnsweredView) -> Message:
    """Show a question without its controls, and what was answered."""
    asked = say("question", f"ask_{view.slot}")
    answered = understood(view.answers) if view.answers else say("question", "passed_over")
    return Message.of(
        say("question", "answered_gist", asked=asked, answered=answered),
        section(say("question", "answered", asked=asked)),
        context(say("question", "answer", answered=answered)),
    )


def example_of(slot: Slot) -> Safe:
    """Return an example of a reply that can be read."""
    return say("question", f"example_{slot}")


def _echo(view: QuestionView) -> Safe | None:
    lines = [
        say(
            "question",
            "replaced",
            before=value(change.before.slot, change.before.value),
            now=value(change.now.slot, change.now.value),
            was_by=change.before.said_by,
            said_by=change.now.said_by,
        )
        for change in view.replaced
    ]
    replaced = {change.now.seq for change in view.replaced}
    fresh = [answer for answer in view.heard if answer.seq not in replaced]
    if fresh:
        lines.insert(0, say("question", "heard", understood=understood(fresh)))
    if view.assumed is not None:
        lines.append(say("question", "assumed", slot=view.assumed))
    return Safe(" ".join(lines)) if lines else None


def _controls(view: QuestionView) -> tuple[Block, ...]:
    question = view.question
    offered = [(_label(question.slot, one.value), view.load(one.value)) for one in question.choices]
    aside = (
        button(say_plain("question", "unknown"), "unknown", view.load(None)),
        button(say_plain("question", "why"), "why", view.load(None)),
        button(say_plain("question", "just_answer"), "just_answer", view.load(None)),
    )
    if not offered:
        return (actions(*aside),)
    longest = max(len(label) for label, _ in offered)
    if question.several or len(offered) > MOST_BUTTONS or longest > LONGEST_BUTTON:
        placeholder = say_plain("question", "choose_several" if question.several else "choose_one")
        options = [option(label, carried) for label, carried in offered]
        return (actions(select(placeholder, "answer", options, several=question.several), *aside),)
    choices = [button(label, f"answer:{index}", carried) for index, (label, carried) in enumerate(offered)]
    return (actions(*choices), actions(*aside))


def _listed(question: Question) -> list[str]:
    """Return the choices that a menu would hide, to be read and answered by their numbers."""
    return [_label(question.slot, one.value) for one in question.choices] if question.several else []


def _label(slot: Slot, choice: Any) -> str:
    words = say_plain("question", "choice", label=value(slot, choice))
    first = words.split(" ", 1)[0]
    return words[:1].upper() + words[1:] if first.isalpha() and first.islower() else words
