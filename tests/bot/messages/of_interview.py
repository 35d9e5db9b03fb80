"""The messages of an interview: its root, its questions, and what becomes of them."""

from collections.abc import Iterator, Sequence
from typing import Final

from bot.messages import Message
from bot.messages.echo import Echo, Replaced, render_noted
from bot.messages.question import AnsweredView, QuestionView, render_answered, render_question
from bot.messages.recommendation import BUTTONS, MENU
from bot.messages.root import RootView, render_root
from core.answers import Answer
from core.interview import Choice, Part, Question
from core.questions import BY_SLOT, QUESTIONS
from core.reading import Problem
from core.recommendation import Recommendation
from core.workload import Slot
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, BOB, TODAY, answer, answers_with
from tests.core.archetypes import CATALOGUE

HEAD: Final = "i1|7"


def messages(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the questions and roots by name; `text` stands for somebody's own words."""
    yield from _questions(text)
    yield from _roots(text)


def _questions(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    for number, row in enumerate(QUESTIONS):
        asked = Question(
            slot=row.slot,
            several=row.several,
            choices=tuple(Choice(value=value) for value in row.values()),
            number=min(number + 1, 6),
            at_most_more=max(0, 5 - number),
        )
        yield (
            f"question_{row.slot}",
            (
                render_question(QuestionView(question=asked, head=HEAD), CATALOGUE),
                render_question(QuestionView(question=asked, head=HEAD, again=True), CATALOGUE),
                render_answered(AnsweredView(row.slot, [answer(1, row.slot, row.values()[0])]), CATALOGUE),
            ),
        )
    first, *others = (
        Part(slot=row.slot, several=row.several, choices=tuple(Choice(value=one) for one in row.values()))
        for row in map(BY_SLOT.get, (Slot.MODEL, Slot.PRECISION, Slot.METHOD))
        if row
    )
    parts = Question(**dict(first), number=2, at_most_more=4, also=tuple(others))
    yield "question_of_parts", (render_question(QuestionView(question=parts, head=HEAD), CATALOGUE),)
    rest = parts.model_copy(update={"slot": others[0].slot, "also": tuple(others[1:]), "goes_on": True})
    yield "question_of_parts_left", (render_question(QuestionView(question=rest, head=HEAD), CATALOGUE),)
    heard = answers_with(text)
    open_question = Question(slot=Slot.MODEL, several=False, choices=(), number=6, at_most_more=0)
    full = QuestionView(
        question=open_question,
        head=HEAD,
        echo=Echo(
            heard=heard,
            replaced=[
                Replaced(answer(6, Slot.MODEL, text, BOB), heard[1]),
                Replaced(answer(7, Slot.CONCURRENCY, 20, BOB), heard[2]),
            ],
            assumed=Slot.LATENCY,
            left_out=Problem(Slot.PROMPT_TOKENS, "impossible", text),
        ),
    )
    yield "question_after_much", (render_question(full, CATALOGUE),)
    noted = render_noted(full.echo, CATALOGUE)
    assert noted is not None
    yield "noted", (noted,)
    for problem in (Problem(Slot.MODEL, "sizes", text, ("8B", "70B")), Problem(Slot.MODEL, "closed", text)):
        after = full._replace(echo=Echo(left_out=problem))
        yield f"question_after_{problem.kind}", (render_question(after, CATALOGUE),)
    anew = QuestionView(question=open_question, head=HEAD, anew=True, changing=heard[1])
    yield (
        "question_anew",
        (render_question(anew, CATALOGUE), render_question(anew._replace(changing=None), CATALOGUE)),
    )
    settled = AnsweredView(Slot.MODEL, [heard[1]], change="i1|7|model|null")
    yield "question_settled", (render_answered(settled, CATALOGUE),)
    yield "question_passed_over", (render_answered(AnsweredView(Slot.MODEL, ()), CATALOGUE),)


def advised(advice: Recommendation, answers: Sequence[Answer]) -> RootView:
    """Return the view of an interview that led to this advice."""
    return RootView(
        ALICE,
        status="done",
        answers=answers,
        advice=advice,
        today=TODAY,
        record_id="r42",
        wired=(*BUTTONS, *MENU),
    )


def _roots(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    heard = answers_with(text)
    yield "root_open", (render_root(RootView(ALICE, answers=heard, stop="i1|7", form="i1|7"), CATALOGUE),)
    yield "root_fresh", (render_root(RootView(text), CATALOGUE),)
    yield "root_in_a_dm", (render_root(RootView(ALICE, alone=True), CATALOGUE),)
    for name, advice in CASES.items():
        yield f"root_done_{name}", (render_root(advised(advice, heard), CATALOGUE),)
    yield (
        "root_unheard",
        (render_root(RootView(ALICE, stop="i1|7", unheard=("channels:history",)), CATALOGUE),),
    )
    yield "root_stopped", (render_root(RootView(ALICE, status="stopped", stop="i1|7"), CATALOGUE),)
    yield (
        "root_expired",
        (render_root(RootView(ALICE, status="expired", advice=CASES["one_stack"]), CATALOGUE),),
    )
    yield "root_stranded", (render_root(RootView(ALICE, status="stranded"), CATALOGUE),)
    yield "root_elsewhere", (render_root(RootView(ALICE, here=False), CATALOGUE),)
