"""Choosing and stopping under a toy recommender that can be checked by hand."""

import pytest

from core.answers import Answer
from core.choosing.choose import Asking, choose
from core.choosing.decision import Chosen, Decided, Fields
from core.choosing.draws import draw_workloads
from core.choosing.outlook import DRAWS
from core.choosing.proof import settled
from core.choosing.worth import least_loss
from core.workload import Slot
from tests.core.choosing.answering import LARGE, RUN, SMALL, by_size, said, toy

SERVING = {"work": "serving", "model": "8B", "precision": "fp8", "context_tokens": 4096, "focus": ["I1"]}
ALL_BUT_SIZE = {
    **SERVING,
    "prompt_tokens": 1000,
    "output_tokens": 300,
    "latency": {"batch": True},
    "pain": ["cost"],
}


def _slots(chosen: object) -> list[Slot]:
    assert isinstance(chosen, Asking)
    return [part.row.slot for part in chosen.parts]


def test_the_kind_of_work_comes_first() -> None:
    """From nothing the first question is what the others hang on."""
    assert _slots(choose(toy([]), questions_left=6)) == [Slot.WORK]


def test_only_what_can_change_the_advice_is_asked() -> None:
    """The toy reads requests at once alone, so the question that asks for them is worth most."""
    assert _slots(choose(toy(said(SERVING)), questions_left=5))[0] is Slot.CONCURRENCY


def test_a_certain_advice_is_settled() -> None:
    """With the only thing the toy reads answered, no answer can change its advice."""
    outlook = toy(said({**SERVING, "concurrency": 100}))
    assert choose(outlook, questions_left=5) == "settled"


def test_one_unlikely_corner_is_no_proof_but_a_reason_to_stop() -> None:
    """A change that only an end of the domain makes leaves the proof open, and is not worth a question."""

    def only_when_huge(fields: Fields) -> Decided:
        return Decided("both", LARGE if (fields.get("concurrency") or 0) >= 1000 else SMALL, None)

    outlook = toy(said(ALL_BUT_SIZE), only_when_huge)
    assert not settled(outlook)
    assert choose(outlook, questions_left=5) == "unlikely"


def test_a_small_chance_of_too_little_is_worth_a_question() -> None:
    """A rare plan that is dearer is asked about; one that is as rare and cheaper is not."""

    def seldom(fields: Fields, usual: Chosen, rare: Chosen) -> Decided:
        return Decided("both", rare if fields.get("concurrency") == 2 else usual, None)

    grows = toy(said(ALL_BUT_SIZE), lambda fields: seldom(fields, SMALL, LARGE))
    shrinks = toy(said(ALL_BUT_SIZE), lambda fields: seldom(fields, LARGE, SMALL))
    assert (grows.hardly_changes, shrinks.hardly_changes) == (False, True)
    assert _slots(choose(grows, questions_left=5)) == [Slot.CONCURRENCY]
    assert choose(shrinks, questions_left=5) == "unlikely"


def test_a_change_for_one_team_in_seven_is_worth_a_question() -> None:
    """Though the other plan is cheaper, and nobody would end with too little."""

    def small_for_many(fields: Fields) -> Decided:
        return Decided("both", SMALL if (fields.get("concurrency") or 0) >= 100 else LARGE, None)

    outlook = toy(said(ALL_BUT_SIZE), small_for_many)
    assert 0.1 < sum(one != outlook.now for one in outlook.decisions) / len(outlook.decisions) < 0.2
    assert _slots(choose(outlook, questions_left=5)) == [Slot.CONCURRENCY]


def test_a_plan_hangs_on_all_that_the_class_hangs_on() -> None:
    """While the class is uncertain its signals may change the plan, which each class has its own of."""

    def by_class(fields: Fields) -> Decided:
        improves = "T1" in (fields.get("focus") or ())
        return Decided("both" if improves else "inference_first", LARGE if improves else SMALL, None)

    uncertain = toy(said({"work": "serving", "model": "8B"}), by_class)
    assert Slot.FOCUS not in uncertain.reads["serving"]
    assert Slot.FOCUS in uncertain.varying["serving"]


def test_each_further_part_makes_a_question_harder() -> None:
    """Of the same worth, a question of one part is worth more for its effort than one of two."""
    parts = [part for part in toy(said(SERVING)).beliefs if part.row.slot in (Slot.CONCURRENCY, Slot.LATENCY)]
    one, both = Asking(tuple(parts[:1]), 1.2), Asking(tuple(parts), 1.2)
    assert one.worth_for_effort == pytest.approx(1.2 / parts[0].row.effort)
    assert both.worth_for_effort == pytest.approx(1.2 / (parts[0].row.effort + 0.2))


def test_what_nobody_knows_is_not_asked_again() -> None:
    """With requests at once unknown nothing that can be asked matters any more."""
    answers = [*said(ALL_BUT_SIZE), *said({"concurrency": None}, event="reply", kind="unknown", start=9)]
    assert choose(toy(answers), questions_left=5) == "unanswerable"


def test_the_last_question_is_the_last() -> None:
    """With no question left the interview ends, however open it is."""
    assert choose(toy(said({"work": "serving"})), questions_left=0) == "cap"


def test_too_many_corners_count_as_open() -> None:
    """A proof over too many combinations is not tried."""
    constant = toy([], lambda _: Decided("both", SMALL, RUN))
    assert not settled(constant)
    assert choose(constant, questions_left=6) == "unlikely"


def test_few_draws_do_where_much_changes_and_more_where_little_does() -> None:
    """Where no further draw could make it a reason to stop there are no more of them; certainty takes all."""
    assert len(toy(said(ALL_BUT_SIZE)).draws) == DRAWS[0]
    assert len(toy(said({**SERVING, "concurrency": 100})).draws) == DRAWS[-1]


def test_draws_agree_with_what_was_said_and_are_always_the_same() -> None:
    """A draw keeps every answer; drawing again gives the same workloads."""
    outlook = toy(said(SERVING))
    again = draw_workloads(outlook.said, outlook.beliefs, range(len(outlook.draws)))
    assert again == outlook.draws
    assert all(draw.fields["model"] == "8B" for draw in outlook.draws)


def test_questions_that_the_work_rules_out_are_never_open() -> None:
    """Who serves is not asked about training."""
    open_slots = {belief.row.slot for belief in toy(said({"work": "serving"})).beliefs}
    assert open_slots.isdisjoint({Slot.METHOD, Slot.DATASET_TOKENS, Slot.DEADLINE, Slot.RENTAL})
    training = {belief.row.slot for belief in toy(said({"work": "training"})).beliefs}
    assert training.isdisjoint({Slot.CONCURRENCY, Slot.CONTEXT_TOKENS, Slot.OUTPUT_TOKENS})


def test_an_understood_kind_of_work_waits_its_turn() -> None:
    """Requests at once and a method say that it is both; the plan's size is worth more than asking."""
    answers: list[Answer] = said(
        {"method": ["lora"], "dataset_tokens": 10**6, "output_tokens": 300, "context_tokens": 4096}
    )
    assert toy(answers).beliefs[0].surest() > 0.99
    assert _slots(choose(toy(answers), questions_left=6))[0] is not Slot.WORK
    fewer = said({"method": ["lora"], "output_tokens": 300})
    assert 0.9 < toy(fewer).beliefs[0].surest() < 0.95
    assert _slots(choose(toy(fewer), questions_left=6))[0] is not Slot.WORK


def test_the_least_loss_weighs_too_small_above_too_large() -> None:
    """One team in four that needs four times the price makes the large plan the safer advice."""
    assert least_loss([SMALL]) == 0
    assert least_loss([SMALL, LARGE]) == 2.3
    assert least_loss([SMALL, SMALL, SMALL, LARGE]) == 3.0
    assert least_loss([None, None, SMALL]) > 2.0
    assert least_loss(["both", "both", "unclear"]) == 1.0


def test_a_plan_that_is_not_enough_stands_above_its_price() -> None:
    """Where nothing fits, the nearest plan counts as dearer than the same plan that fits."""
    assert least_loss([SMALL, SMALL._replace(fits=False)]) == 1.3


def test_the_toy_leaves_out_the_side_that_is_not_planned() -> None:
    """The toy plans training for training, and both for both."""
    assert by_size({"work": "training"}) == Decided("inference_first", None, RUN)
    assert by_size({"work": "both"}) == Decided("both", SMALL, RUN)
