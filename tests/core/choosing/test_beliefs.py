"""What is believed about unanswered questions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answers import Answer, standing
from core.choosing.beliefs import Belief, Ladder, beliefs_of
from core.questions import QUESTIONS
from core.workload import Slot
from tests.core.choosing.answering import replies, said


def _belief(answers: list[Answer], slot: Slot) -> Belief:
    return next(belief for belief in beliefs_of(standing(answers)) if belief.row.slot is slot)


def _slots(answers: list[Answer]) -> set[Slot]:
    return {belief.row.slot for belief in beliefs_of(standing(answers))}


def _chances(belief: Belief) -> dict[Any, float]:
    ladder = belief.ladders[None]
    below = (0.0, *ladder.reached)
    return {
        value: reached - before
        for value, reached, before in zip(ladder.values, ladder.reached, below, strict=False)
    }


def test_nothing_said_leaves_every_question_open() -> None:
    """Without answers there is a belief for every row, each open."""
    beliefs = beliefs_of({})
    assert [belief.row for belief in beliefs] == list(QUESTIONS)
    assert {belief.status for belief in beliefs} == {"open"}


def test_a_point_leaves_nothing_to_believe() -> None:
    """An answered slot has no belief."""
    assert Slot.MODEL not in _slots(said({"model": "8B"}))


def test_not_knowing_keeps_the_belief_but_not_the_question() -> None:
    """What nobody knows stays uncertain, and is marked so."""
    assert _belief(said({"model": None}, kind="unknown"), Slot.MODEL).status == "unknown"


@pytest.mark.parametrize(
    ("told", "spared"),
    [
        ({"request_rate": {"per_s": 4}}, Slot.CONCURRENCY),
        ({"dataset_gb": 2.0}, Slot.DATASET_TOKENS),
        ({"dataset_samples": 900}, Slot.DATASET_TOKENS),
    ],
)
def test_the_same_thing_in_other_words_is_not_asked(told: dict[str, Any], spared: Slot) -> None:
    """A rate stands for requests at once, samples and gigabytes for tokens."""
    assert spared not in _slots(said(told))


def test_a_prompt_spares_the_context_only_together_with_its_answer() -> None:
    """The context is both together; of a prompt alone nobody knows what it grows to."""
    assert Slot.CONTEXT_TOKENS in _slots(said({"prompt_tokens": 1_500}))
    assert Slot.CONTEXT_TOKENS not in _slots(said({"prompt_tokens": 1_500, "output_tokens": 250}))


def test_an_unknown_rate_spares_nothing() -> None:
    """Not to know the rate leaves requests at once open."""
    assert Slot.CONCURRENCY in _slots(said({"request_rate": None}, kind="unknown"))


def test_a_wide_bucket_is_believed_within_its_ends_and_may_be_asked_about_again() -> None:
    """A range chosen by button bounds the belief; a closer figure may still be worth a question."""
    belief = _belief(replies({"concurrency": {"low": 21, "high": 100}}), Slot.CONCURRENCY)
    assert (belief.status, belief.chosen) == ("open", True)
    assert belief.ladders[None].values == (21, 46, 50, 100)
    assert belief.corners({}) == (21, 100)


def test_a_narrow_bucket_is_sharp_enough() -> None:
    """What lies within a tenth is not asked about again; lengths are known as powers of two."""
    narrow = replies(
        {"concurrency": {"low": 95, "high": 100}}, {"context_tokens": {"low": 4097, "high": 8192}}
    )
    assert _belief(narrow, Slot.CONCURRENCY).status == "bounded"
    assert _belief(narrow, Slot.CONTEXT_TOKENS).status == "bounded"
    wider = replies(
        {"concurrency": {"low": 87, "high": 100}}, {"context_tokens": {"low": 4095, "high": 8192}}
    )
    assert _belief(wider, Slot.CONCURRENCY).status == "open"
    assert _belief(wider, Slot.CONTEXT_TOKENS).status == "open"


def test_an_open_bucket_reaches_far_beyond_its_beginning() -> None:
    """A range without an upper end keeps the larger values of the prior, and some beyond."""
    belief = _belief(replies({"concurrency": {"low": 101, "high": None}}), Slot.CONCURRENCY)
    assert belief.ladders[None].values == (101, 202, 300, 404)


def test_a_range_in_passing_may_still_be_asked_about() -> None:
    """A range among other things in one message was not an answer to its question."""
    vague = {"low": 5, "high": 20}
    assert _belief(said({"concurrency": vague, "model": "8B"}), Slot.CONCURRENCY).status == "open"
    assert _belief(said({"concurrency": vague}), Slot.CONCURRENCY).status == "bounded"


def test_people_tell_how_many_ask_at_once() -> None:
    """With users known, requests at once are a share of them, and at least one."""
    belief = _belief(said({"users": 1000}), Slot.CONCURRENCY)
    assert [belief.draw(chance, {"users": 1000})[1] for chance in (0.1, 0.4, 0.9)] == [10, 30, 100]
    assert belief.draw(0.1, {"users": 3})[1] == 1
    assert belief.corners({"users": 400}) == (1, 400)


def test_without_its_reference_a_share_falls_back_to_the_prior() -> None:
    """Nobody said how many users: requests at once come from the prior."""
    assert _belief([], Slot.CONCURRENCY).draw(0.0, {}) == (0, 2)
    assert _belief([], Slot.CONCURRENCY).corners({}) == (1, 1000)


def test_focus_depends_on_the_work() -> None:
    """Who serves mostly names signals of inference."""
    belief = _belief([], Slot.FOCUS)
    assert belief.draw(0.0, {"work": "serving"}) == (0, ("I3",))
    assert belief.draw(0.0, {"work": "training"}) == (0, ("T1",))


@pytest.mark.parametrize(
    ("told", "likeliest"),
    [
        ({"concurrency": 20, "latency": {"batch": True}}, "serving"),
        ({"method": ["lora"], "dataset_tokens": 1_000_000}, "training"),
        ({"method": ["lora"], "concurrency": 20}, "both"),
        ({"focus": ["T1", "T3"]}, "training"),
        ({"pain": ["latency"]}, "serving"),
        ({"budget": {"low": 1, "high": 2}, "users": 5}, "serving"),
    ],
)
def test_answers_tell_the_kind_of_work(told: dict[str, Any], likeliest: str) -> None:
    """Answers that exist for one kind of work make it likelier."""
    chances = _chances(_belief(said(told), Slot.WORK))
    assert max(chances, key=lambda work: chances[work]) == likeliest


def test_surest_is_the_chance_of_the_likeliest_value() -> None:
    """Half of all teams serve as far as one can know before asking."""
    assert _belief([], Slot.WORK).surest() == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(), st.floats(0.01, 10)), min_size=1, max_size=8), st.floats(0, 1))
def test_a_ladder_has_a_rung_for_every_chance(prior: list[tuple[int, float]], chance: float) -> None:
    """Every chance from 0 to 1 leads to one of the values, and the last is reached with certainty."""
    ladder = Ladder.of(prior)
    assert ladder.values[ladder.rung(chance)] in {value for value, _ in prior}
    assert ladder.reached[-1] == pytest.approx(1.0)
