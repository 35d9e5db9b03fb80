"""The next question over the real recommender: from the first to the last, and why."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.answers import Answer, workload_of
from core.catalog.catalogue import Catalogue, default_catalogue
from core.choosing.buckets import FEW_CUTS
from core.choosing.decision import Decider
from core.interview import Done, Question, ask_about, breaks_of, live_slots, next_question
from core.match import decide
from core.questions import BY_SLOT, QUESTIONS
from core.workload import Slot
from tests.core.choosing.answering import replies, said

CATALOGUE = default_catalogue()
CHAT = {
    "work": "serving",
    "model": "meta-llama/Meta-Llama-3-8B-Instruct",
    "precision": "awq",
    "concurrency": 20,
    "context_tokens": 4096,
    "prompt_tokens": 1000,
    "latency": {"first_token_s": 1.0},
    "pain": ["latency", "concurrency"],
    "focus": ["I3"],
}


def _ask(answers: list[Answer], catalogue: Catalogue = CATALOGUE) -> Question | Done:
    return next_question(answers, catalogue)


def test_an_empty_command_is_asked_for_the_kind_of_work() -> None:
    """The first of at most six questions is what all others hang on."""
    question = _ask([])
    assert isinstance(question, Question)
    assert (question.slot, question.number, question.at_most_more) == (Slot.WORK, 1, 5)
    assert [choice.value for choice in question.choices] == ["serving", "training", "both"]


def test_just_answer_stops() -> None:
    """Whoever wants the answer now gets it."""
    assert next_question([], CATALOGUE, just_answer=True) == Done(reason="asked")


def test_a_full_sentence_leaves_next_to_nothing_to_ask() -> None:
    """A team that said all but the length of answers needs at most one question."""
    question = _ask(said(CHAT))
    assert isinstance(question, Done) or question.slot is Slot.OUTPUT_TOKENS


def test_a_question_names_the_parts_of_its_thought() -> None:
    """Who serves is asked in one breath for parts that belong together."""
    asked = _ask(replies({"work": "serving"}))
    assert isinstance(asked, Question)
    assert asked.also
    assert asked.slot not in {part.slot for part in asked.also}
    assert all(part.choices for part in asked.also)


def test_one_person_is_not_asked_how_many_there_are_at_once() -> None:
    """A single user's requests come one after the other, so that only the other parts are asked for."""
    answers = said({"work": "serving", "model": "70B", "users": 1})
    asked = _ask(answers)
    assert isinstance(asked, Question)
    assert Slot.CONCURRENCY not in (asked.slot, *(part.slot for part in asked.also))
    assert Slot.CONCURRENCY not in live_slots(answers, CATALOGUE)
    assert Slot.CONCURRENCY in live_slots(said({"work": "serving", "model": "70B", "users": 200}), CATALOGUE)


def test_a_model_nobody_knows_counts_as_not_known() -> None:
    """A name outside of the catalogue is not asked again, and stops nothing."""
    question = _ask(said({"work": "serving", "model": "no-such-model"}))
    assert isinstance(question, Question)
    assert Slot.MODEL not in (question.slot, *(part.slot for part in question.also))
    unknown = said({"work": "serving"}) + said({"model": None}, kind="unknown", start=1)
    assert isinstance(_ask(unknown), Question)


def test_after_six_questions_the_interview_ends() -> None:
    """The cap holds however open the advice still is."""
    answers: list[Answer] = []
    texts = ("output_tokens", "sequence_tokens", "cadence", "rental", "prompt_tokens")
    values = (300, 2048, "weekly", "per_run", 1000)
    parts: list[dict[str, Any]] = [{"work": "both"}]
    parts += [{slot: value} for slot, value in zip(texts, values, strict=True)]
    for number, reply in enumerate(parts):
        answers += said(reply, event=f"reply {number}", start=number)
    assert _ask(answers) == Done(reason="cap")


def test_a_tap_on_one_part_leaves_the_others_of_the_same_question() -> None:
    """After a tap the rest of the question goes on under its number; after words the next one comes."""
    start = replies({"work": "serving"})
    asked = _ask(start)
    assert isinstance(asked, Question)
    assert not asked.goes_on
    tapped = [*start, *said({asked.slot: asked.choices[3].value}, event="tap", source="button", start=1)]
    rest = _ask(tapped)
    assert isinstance(rest, Question)
    assert (rest.goes_on, rest.number) == (True, asked.number)
    assert {rest.slot, *(part.slot for part in rest.also)} <= {part.slot for part in asked.also}
    written = [*start, *said({asked.slot: 20}, event="words", start=1)]
    following = _ask(written)
    assert isinstance(following, Question)
    assert (following.goes_on, following.number) == (False, asked.number + 1)


def test_a_tap_on_a_part_of_two_thoughts_leaves_what_stood_beside_it() -> None:
    """The optimizer belongs to the method as to the data; asked beside the method, it leaves that."""
    start = said({"work": "training", "model": "7B"})
    asked = _ask(start)
    assert isinstance(asked, Question)
    assert (asked.slot, [part.slot for part in asked.also]) == ("method", ["optimizer"])
    rest = _ask([*start, *said({"optimizer": "adamw"}, event="tap", source="button", start=2)])
    assert isinstance(rest, Question)
    assert (rest.slot, rest.also, rest.goes_on, rest.number) == ("method", (), True, asked.number)


def test_the_last_part_of_a_question_keeps_as_many_choices() -> None:
    """A part that stood beside others, with a menu for each, is no row of few buttons once it is alone."""
    parts = ("context_tokens", "prompt_tokens")
    known = said({"output_tokens": 300, **{name: value for name, value in CHAT.items() if name not in parts}})
    asked = _ask(known)
    assert isinstance(asked, Question)
    (beside,) = asked.also
    tap = said({asked.slot: asked.choices[-2].value}, event="tap", source="button", start=30)
    rest = _ask([*known, *tap])
    assert isinstance(rest, Question)
    assert (rest.slot, rest.goes_on, rest.also) == (beside.slot, True, ())
    assert min(len(rest.choices), len(beside.choices)) > FEW_CUTS + 1


def test_a_chosen_range_that_leaves_the_plan_open_is_asked_about_more_closely() -> None:
    """With all else known, a wide range is parted at usual numbers, under a number of its own."""
    known = {**CHAT, "output_tokens": 300, "prompt_tokens": 1000}
    del known["concurrency"]
    start = said(known)
    wide = [*start, *said({"concurrency": {"low": 1, "high": 1000}}, event="tap", source="button", start=20)]
    closer = _ask(wide)
    assert isinstance(closer, Question)
    assert (closer.slot, closer.number, closer.goes_on) == (Slot.CONCURRENCY, 2, False)
    assert (closer.choices[0].value["low"], closer.choices[-1].value["high"]) == (1, 1000)
    assert {5, 15, 40, 150, 400} <= {choice.value["high"] for choice in closer.choices}
    sharp = [
        *wide,
        *said({"concurrency": {"low": 98, "high": 100}}, event="again", source="button", start=21),
    ]
    assert isinstance(_ask(sharp), Done)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_every_interview_ends_within_six_questions(data: st.DataObject) -> None:
    """Whatever is tapped or not known, at most six questions are asked, and the bound only shrinks."""
    answers: list[Answer] = []
    number, bound = 0, 7
    for tap in range(30):
        step = _ask(answers)
        if isinstance(step, Done):
            break
        assert step.number == number + (not step.goes_on)
        assert step.at_most_more <= bound - (not step.goes_on)
        number, bound = step.number, step.at_most_more
        picked = data.draw(st.sampled_from([*step.choices, None]))
        kind: Any = "unknown" if picked is None else "value"
        value = None if picked is None else picked.value
        answers += said({step.slot: value}, event=f"reply {tap}", source="button", kind=kind, start=tap)
    assert isinstance(_ask(answers), Done)
    assert number <= 6


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_chooser_decides_as_the_recommender_does(data: st.DataObject) -> None:
    """Remembered decisions are those of the core, slot by slot."""
    rows = data.draw(st.lists(st.sampled_from(QUESTIONS), unique_by=lambda row: row.slot, max_size=8))
    answers = said({row.slot: data.draw(st.sampled_from(row.values())) for row in rows})
    workload = workload_of(answers)
    fields = {name: value for name, value in workload if value not in (None, ())}
    mine, core = Decider(CATALOGUE)(fields), decide(workload, CATALOGUE)
    assert mine.workload_class == core.workload_class
    for pick, right in ((mine.serving, core.serving), (mine.training, core.training)):
        assert (pick and pick[:4]) == (right and (right.tier, right.gpu_count, right.nodes, right.fits))


def test_breaks_are_where_the_plan_changes() -> None:
    """More requests at once take another plan from some number on, and each break says from which."""
    breaks = breaks_of(said({"work": "serving", "model": "8B"}), CATALOGUE, Slot.CONCURRENCY)
    assert breaks
    assert all(one.until != one.beyond for one in breaks)
    assert [one.at for one in breaks] == sorted(one.at for one in breaks)


def test_breaks_of_one_side_leave_the_other_alone() -> None:
    """Of two stacks only the one that reads the slot changes along it."""
    breaks = breaks_of(said({"work": "both", "model": "8B"}), CATALOGUE, Slot.CONCURRENCY)
    assert {one.until.stack for one in breaks} == {"serving"}


@pytest.mark.parametrize("slot", [Slot.PRECISION, Slot.USERS])
def test_what_is_no_asked_number_has_no_breaks(slot: Slot) -> None:
    """Categories, and slots that are never asked, have no points between plans."""
    assert breaks_of(said({"work": "serving", "model": "8B"}), CATALOGUE, slot) == ()
    assert (slot in BY_SLOT) == (slot is Slot.PRECISION)


def test_what_is_live_before_the_kind_of_work_is_known() -> None:
    """With nothing said, only what matters to any kind of work is worth filling in."""
    live = live_slots([], CATALOGUE)
    assert Slot.WORK in live
    assert Slot.MODEL in live
    assert not live & {Slot.METHOD, Slot.CONCURRENCY}


@pytest.mark.parametrize(
    ("work", "live", "dead"), [("serving", "concurrency", "method"), ("training", "method", "concurrency")]
)
def test_what_is_live_for_a_kind_of_work(work: str, live: str, dead: str) -> None:
    """Each kind of work has its own open questions; what is answered is none of them."""
    slots = live_slots(said({"work": work, "model": "13B"}), CATALOGUE)
    assert live in slots
    assert not slots & {dead, "work", "model"}


def test_asking_again_offers_what_was_offered_before_the_answer() -> None:
    """A question asked anew has the choices it had when nobody had answered it."""
    before = said({"work": "serving", "model": "8B"})
    answered = [*before, *said({"concurrency": 20}, start=2)]
    assert ask_about(answered, CATALOGUE, Slot.CONCURRENCY) == ask_about(before, CATALOGUE, Slot.CONCURRENCY)
    assert len(ask_about(answered, CATALOGUE, Slot.CONCURRENCY).choices) > 1


def test_what_is_no_question_of_its_own_can_be_asked_about() -> None:
    """Slots without a row have no choices, and are answered in words."""
    assert ask_about([], CATALOGUE, Slot.EPOCHS).choices == ()


def test_short_answers_can_demand_more_as_long_ones_do() -> None:
    """With prompts that may fill 8k, answers of 380 tokens leave less time for each reader than of 1,100.

    A stop is settled only if every length of answer leads to the same plan; here one does not.
    """
    answers = said(
        {
            "work": "serving",
            "model": "mistralai/Mistral-7B-Instruct-v0.3",
            "precision": "any",
            "concurrency": 3,
            "context_tokens": 8192,
            "latency": {"first_token_s": 3.0, "tokens_per_s_each": 8},
            "focus": ["I4", "I2", "I3"],
            "pain": ["cost", "latency"],
        }
    )
    step = _ask(answers)
    assert isinstance(step, Question) or step.reason != "settled"
    known = dict(workload_of({answer.slot: answer for answer in answers}.values()))
    plans = {
        output: Decider(CATALOGUE)({**known, "prompt_tokens": 7_000, "output_tokens": output}).serving
        for output in (380, 1_100)
    }
    assert plans[380] != plans[1_100]
