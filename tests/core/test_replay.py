"""An old recommendation is held against what the same answers lead to today."""

from typing import Any

import pytest

from core.answers import Answer, standing, workload_of
from core.catalog.catalogue import Catalogue, default_catalogue
from core.match import recommend
from core.recommendation import Recommendation
from core.replay import bill_of, replay
from core.workload import Slot, Workload
from tests.core.archetypes import CHAT_8B, PLATFORM_70B

CATALOGUE = default_catalogue()


def answers_of(workload: Workload) -> tuple[Answer, ...]:
    """Return a workload as answers."""
    said = workload.model_dump(mode="json", exclude_defaults=True)
    return tuple(
        Answer(seq=number, slot=Slot(name), value=value, said_by="alice", source="text", event="e", at=0)
        for number, (name, value) in enumerate(said.items(), 1)
    )


def advised(workload: Workload, catalogue: Catalogue = CATALOGUE) -> Recommendation:
    """Return what is recommended for a workload."""
    return recommend(workload_of(standing(answers_of(workload)).values()), catalogue, with_flips=False)


def cheaper(then: Recommendation, factor: float) -> Recommendation:
    """Return a recommendation from a time when its serving plan cost so many times as much."""
    assert then.serving is not None
    paid = then.serving.chosen.bill.usd_per_month.scaled(factor)
    return with_chosen(then, bill=then.serving.chosen.bill.model_copy(update={"usd_per_month": paid}))


def with_chosen(then: Recommendation, **changed: Any) -> Recommendation:
    """Return a recommendation whose serving plan was another."""
    assert then.serving is not None
    chosen = then.serving.chosen.model_copy(update=changed)
    return then.model_copy(update={"serving": then.serving.model_copy(update={"chosen": chosen})})


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B])
def test_the_same_core_and_catalogue_advise_the_same(workload: Workload) -> None:
    """Nothing differs while nothing changed."""
    then = advised(workload)
    again = replay(then, answers_of(workload), CATALOGUE)
    assert (again.now, again.changes) == (then, ())
    assert again.usd_per_month_now == again.usd_per_month_then == bill_of(then)


@pytest.mark.parametrize(("factor", "changes"), [(1.04, ()), (1.5, ("cost",)), (0.5, ("cost",))])
def test_a_bill_that_moved_is_noticed(factor: float, changes: tuple[str, ...]) -> None:
    """More than 5 % is another bill; less is the same money."""
    then = cheaper(advised(CHAT_8B), factor)
    assert replay(then, answers_of(CHAT_8B), CATALOGUE).changes == changes


def test_another_number_of_cards_is_another_plan() -> None:
    """A plan that was larger then differs as a plan, whatever it cost."""
    then = with_chosen(advised(CHAT_8B), gpu_count=4)
    assert replay(then, answers_of(CHAT_8B), CATALOGUE).changes == ("plan",)


def test_what_fits_today_and_did_not_then_is_noticed() -> None:
    """A verdict that turned is a change of its own."""
    then = advised(CHAT_8B)
    assert then.serving is not None
    failed = then.model_copy(update={"serving": then.serving.model_copy(update={"fits": False})})
    assert replay(failed, answers_of(CHAT_8B), CATALOGUE).changes == ("fits",)


def test_another_class_is_noticed() -> None:
    """The class may turn without the plan."""
    then = advised(CHAT_8B)
    unclear = then.classification.model_copy(update={"workload_class": "unclear"})
    before = then.model_copy(update={"classification": unclear})
    assert replay(before, answers_of(CHAT_8B), CATALOGUE).changes == ("class",)


@pytest.mark.parametrize("gone", [{"model": "no/such-model"}, {"concurrency": -5}])
def test_answers_that_cannot_be_taken_any_more_are_told_so(gone: dict[str, Any]) -> None:
    """A model or a value that today's catalogue or core does not know ends in no advice, not in an error."""
    answers = tuple(
        one.model_copy(update={"value": gone[one.slot]}) if one.slot in gone else one
        for one in answers_of(CHAT_8B)
    )
    found = replay(advised(CHAT_8B), answers, CATALOGUE)
    assert (found.now, found.changes) == (None, ())


def test_free_then_and_billed_now_differ() -> None:
    """A bill of nothing has no share to compare with; any bill beside it is another."""
    then = cheaper(advised(CHAT_8B), 0)
    assert replay(then, answers_of(CHAT_8B), CATALOGUE).changes == ("cost",)
