"""Conditions as answers hold them; what limits and growth do to the plans."""

from collections.abc import Mapping

import pytest

from core.catalog.catalogue import default_catalogue
from core.conditions import (
    AtMost,
    Condition,
    Growth,
    Limits,
    Without,
    conditions_of,
    growth_of,
    held,
    limits_of,
    merged,
    moves,
    unlimited,
)
from core.match import recommend
from core.planning.offers import offers
from core.planning.rentable import rentable
from core.recommendation import Recommendation, Verdict
from core.workload import Workload

CATALOGUE = default_catalogue()
ALL = {"rtx4090": 32, "a100-40": 32, "a100-80": 32, "h100": 32}
CROWD = {"work": "serving", "model": "70B", "concurrency": 100, "context_tokens": 4_096}


def gpus(count: int) -> AtMost:
    """Return the limit to so many cards."""
    return AtMost(count=count, of="gpu")


def servers(count: int) -> AtMost:
    """Return the limit to so many servers."""
    return AtMost(count=count, of="server")


def advised(work: Mapping[str, object], *told: Condition) -> Recommendation:
    """Return the advice for a workload under conditions."""
    return recommend(Workload.model_validate({**work, "conditions": told}), CATALOGUE, with_flips=False)


def test_limits_are_those_of_all_conditions() -> None:
    """Of two numbers the smaller holds; what limits nothing is left."""
    told: tuple[Condition, ...] = ("eu", gpus(4), gpus(2), servers(1), Without(gpu="H100"))
    assert limits_of(told) == Limits(2, 1, frozenset({"H100"}))
    assert unlimited(told) == ("eu",)
    assert limits_of(("eu",)) == Limits()


def test_growth_is_one_of_the_conditions() -> None:
    """Who tells of none expects none."""
    growth = Growth(factor=1.5, when="by summer")
    assert growth_of(("eu", growth)) == growth
    assert growth_of(("eu", Without(gpu="H100"))) is None


def test_answers_hold_fields() -> None:
    """What an answer holds is told apart by its fields, and is the same conditions again."""
    told: tuple[Condition, ...] = ("eu", gpus(4), Without(gpu="H100"), Growth(factor=2))
    assert held(told) == ["eu", {"count": 4, "of": "gpu"}, {"gpu": "H100"}, {"factor": 2.0}]
    assert conditions_of(held(told)) == told


def test_of_two_of_one_kind_the_later_counts() -> None:
    """A limit moves, and what it says nothing of stands."""
    before = held([gpus(2), Without(gpu="H100"), Growth(factor=2), "eu"])
    assert merged(before, held([gpus(4)])) == [*before[1:], *held([gpus(4)])]
    later = held([Growth(factor=10, when="in a year"), "eu"])
    assert merged(before, later) == [*before[:2], *later]
    assert moves(before, held([gpus(1)]))
    assert not moves(before, held([servers(1)]))


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        ((gpus(3),), {"rtx4090": 2, "a100-40": 2, "a100-80": 2, "h100": 2}),
        ((servers(1),), {"rtx4090": 8, "a100-40": 8, "a100-80": 8, "h100": 8}),
        ((Without(gpu="A100"),), {"rtx4090": 32, "h100": 32}),
        ((gpus(4), Without(gpu="H100"), Without(gpu="RTX 4090")), {"a100-40": 4, "a100-80": 4}),
        ((gpus(4), "aws"), {"l4": 4, "a10g": 4, "l40s": 4, "h100": 4}),
        ((Without(gpu="card of this name"),), ALL),
        (
            (Without(gpu="H100"), Without(gpu="A100"), Without(gpu="RTX 4090")),
            {"rtx4090": 32, "a100-40": 32, "a100-80": 32, "h100": 32},
        ),
    ],
)
def test_plans_keep_to_the_limits(told: tuple[Condition, ...], counts: dict[str, int]) -> None:
    """No plan has more cards than there may be, nor any card that cannot be had, while others are left."""
    assert {offer.tier.id: offer.counts[-1] for offer in offers(rentable(told, CATALOGUE))} == counts


def test_what_a_limit_keeps_away_is_told() -> None:
    """The plan that would be led with is kept beside the nearest one within the limit."""
    free, held = advised(CROWD), advised(CROWD, gpus(2))
    assert not held.fits
    assert held.sides[0].chosen.gpu_count <= 2
    assert [(plan.tier, plan.gpu_count) for plan in held.unlimited] == [
        (side.chosen.tier, side.chosen.gpu_count) for side in free.sides
    ]


def test_a_limit_that_costs_nothing_keeps_nothing_away() -> None:
    """One card is enough for a small chat, whatever the limit."""
    small = {"work": "serving", "model": "1.5B", "concurrency": 2}
    assert advised(small, gpus(2)).unlimited == ()
    assert advised(small).unlimited == ()


def test_growth_is_what_the_next_plan_would_be() -> None:
    """Ten times the load that was told takes the plan that such a team would be advised now."""
    chat = {"work": "serving", "model": "8B", "concurrency": 20}
    then = advised(chat | {"concurrency": 200}).sides[0].chosen
    later = advised(chat, Growth(factor=10, when="in a year")).grown
    assert later is not None
    assert (later.tier, later.gpu_count) == (then.tier, then.gpu_count)


def test_growth_of_what_was_only_assumed() -> None:
    """Where nobody said how many come at once, what is assumed grows."""
    later = advised({"work": "serving", "model": "8B"}, Growth(factor=100)).grown
    assert later is not None
    assert later.gpu_count > advised({"work": "serving", "model": "8B"}).sides[0].chosen.gpu_count


def test_all_that_was_told_of_the_load_grows() -> None:
    """Users, requests at once and a rate grow alike; without a load there is nothing to grow."""
    workload = Workload(concurrency=3, users=40, request_rate={"per_s": 2.0})
    later = workload.times(1.5)
    assert (later.concurrency, later.users, later.request_rate and later.request_rate.per_s) == (4, 60, 3.0)
    assert Workload().times(2.0) == Workload()


def test_runs_do_not_grow() -> None:
    """Who only trains has no load to serve."""
    runs = {"work": "training", "model": "8B", "method": ["lora"]}
    assert advised(runs, Growth(factor=2)).grown is None


def test_two_stacks_are_limited_each() -> None:
    """What serves and what trains have at most so many cards each."""
    both = {"work": "both", "model": "8B", "concurrency": 200, "method": ["lora"]}
    held = advised(both, gpus(2))
    assert all(side.chosen.gpu_count <= 2 for side in held.sides)
    assert all(side.chosen.verdict in Verdict for side in held.sides)
