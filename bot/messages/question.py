"""One question: what was understood before it, what is asked and why, and how to answer."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.blocks import Block, actions, button, context, option, section, select
from bot.controls import carried
from bot.messages.echo import Echo, echoed
from bot.messages.led import led, roomy
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import Safe, named, say, say_plain, words_of
from bot.words.environment import in_a_row, labelled
from core.answers import Answer
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.interview import Part, Question
from core.workload import Slot

MOST_BUTTONS = 5
LONGEST_BUTTON = 30
"""Characters of a button that Slack shows on a small screen."""


class QuestionView(NamedTuple):
    """The next question, after what was heard since the last one."""

    question: Question
    head: str
    """What every control carries first: the interview and its step."""
    echo: Echo = Echo()
    again: bool = False
    """Whether the same was asked just before: it is put shorter, and more easily."""
    anew: bool = False
    """Whether an answer is to be changed: nothing is counted then."""
    changing: Answer | None = None
    """The answer that is to be changed, if there is one."""


class _Layout(NamedTuple):
    """What a question looks like, whoever is asked, where nothing was heard before it."""

    text: Safe
    progress: Safe
    blocks: tuple[Block, ...]
    """Controls carry the slot and the value of a choice; for None: no value."""


def render_question(view: QuestionView, catalogue: Catalogue) -> Message:
    """Ask one question: an echo and how many more at most, the question, its controls."""
    layout = _laid_out(view.question, catalogue, again=view.again)
    blocks = led(view.head, layout.blocks)
    echo = echoed(view.echo, catalogue)
    if echo is None and not view.anew:
        return Message(layout.text, blocks)
    progress = _changing(view, catalogue) if view.anew else layout.progress
    return Message.of(in_a_row(echo, layout.text), context(in_a_row(echo, progress)), *blocks[1:])


@lru_cache(maxsize=512)
def _laid_out(question: Question, catalogue: Catalogue, *, again: bool) -> _Layout:
    asked, reason, example = (
        words_of(part, question.slot, question.item)
        for part in ("ask", "reason", "easier" if again else "example")
    )
    progress = _progress(question)
    body = (
        say("question", "again", asked=asked, easier=example)
        if again
        else say(
            "question",
            "body",
            asked=asked,
            reason=reason,
            example=example,
            listed=_listed(question, catalogue),
        )
    )
    whole = Message.of(
        in_a_row(asked, example), context(progress), section(body), *_controls(question, catalogue)
    )
    return _Layout(Safe(whole.text), progress, roomy(whole.blocks))


def _changing(view: QuestionView, catalogue: Catalogue) -> Safe:
    before, slot = view.changing, view.question.slot
    stands = before if before is not None and before.kind == "value" else None
    so_far = None if stands is None else named(slot, stands.value, catalogue, view.question.item)
    return say("question", "changing", slot=slot, so_far=so_far, said_by=stands and stands.said_by)


def _progress(question: Question) -> Safe:
    number, more = question.number, question.at_most_more
    return say("question", "progress", number=number, more=more, goes_on=question.goes_on)


class AnsweredView(NamedTuple):
    """A question after its answer: `answers` are what was said to it, by whom."""

    slot: Slot
    answers: Sequence[Answer]
    item: Item | None = None
    """What the work is counted in, as the question had it."""
    change: str | None = None
    """What the button carries that asks for the answer anew."""


def render_answered(view: AnsweredView, catalogue: Catalogue) -> Message:
    """Show a question without its controls, and what was answered."""
    asked = words_of("ask", view.slot, view.item)
    answered = understood(view.answers, catalogue) if view.answers else say("question", "passed_over")
    told = any(answer.kind != "unknown" for answer in view.answers)
    return Message.of(
        say("question", "answered_gist", asked=asked, answered=answered),
        section(
            say("question", "answered", asked=asked),
            button(say_plain("question", "change"), "change_slot", view.change) if view.change else None,
        ),
        context(say("question", "answer" if told else "unanswered", answered=answered)),
    )


def _controls(question: Question, catalogue: Catalogue) -> Iterator[Block]:
    """Yield the controls of each part, so that one tap answers one part, and those of the whole question."""
    offered = _offered(question, "answer", catalogue)
    aside = [
        button(say_plain("question", name), name, carried(question.slot, None))
        for name in ("unknown", "why", "just_answer")
    ]
    if not question.also and offered[1:] == []:
        yield actions(*offered, *aside)
        return
    yield from _row(offered)
    for part in question.also:
        yield section(say("question", "also", asked=words_of("ask", part.slot, part.item)))
        yield from _row(_offered(part, f"answer:{part.slot}", catalogue))
    yield actions(*aside)


def _row(offered: Sequence[Block]) -> Iterator[Block]:
    if offered:
        yield actions(*offered)


def _offered(part: Part, action_id: str, catalogue: Catalogue) -> list[Block]:
    """Return the choices as buttons, or as one menu where they are many, long, or may be put together."""
    choices = [(_label(part, one.value, catalogue), carried(part.slot, one.value)) for one in part.choices]
    longest = max((len(label) for label, _ in choices), default=0)
    if choices and (part.several or len(choices) > MOST_BUTTONS or longest > LONGEST_BUTTON):
        placeholder = say_plain("question", "choose_several" if part.several else "choose_one")
        options = [option(label, load) for label, load in choices]
        return [select(placeholder, action_id, options, several=part.several)]
    return [button(label, f"{action_id}:{index}", load) for index, (label, load) in enumerate(choices)]


def _listed(question: Question, catalogue: Catalogue) -> list[str]:
    """Return the choices that a menu would hide, to be read and answered by their numbers."""
    return [_label(question, one.value, catalogue) for one in question.choices] if question.several else []


def _label(part: Part, choice: Any, catalogue: Catalogue) -> str:
    return labelled(say_plain("question", "choice", label=named(part.slot, choice, catalogue, part.item)))
