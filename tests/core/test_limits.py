"""Limits and growth out of the words that hold them, and what they do to the plans."""

from collections.abc import Mapping

import pytest

from core.catalog.catalogue import default_catalogue
from core.limits import Limits, grown, growth_of, limits_of, merged, moves, unlimited
from core.match import recommend
from core.offers import offers
from core.recommendation import Recommendation, Verdict
from core.rentable import rentable
from core.workload import Condition, Workload

CATALOGUE = default_catalogue()
CROWD = {"work": "serving", "model": "70B", "concurrency": 100, "context_tokens": 4_096}


def advised(work: Mapping[str, object], *told: Condition) -> Recommendation:
    """Return the advice for a workload under conditions."""
    return recommend(Workload.model_validate({**work, "conditions": told}), CATALOGUE, with_flips=False)


def test_limits_stand_in_words() -> None:
    """Of two numbers the smaller holds; what limits nothing is left."""
    told: tuple[Condition, ...] = ("eu", "at most 4 GPUs", "at most 2 GPUs", "at most 1 server", "no H100")
    assert limits_of(told) == Limits(2, 1, frozenset({"H100"}))
    assert unlimited(told) == ("eu",)
    assert limits_of(("eu",)) == Limits()


def test_growth_stands_in_words() -> None:
    """The factor counts; when it is reached is only told."""
    assert growth_of(("eu", "1.5 times the load by summer")) == ("1.5 times the load by summer", 1.5)
    assert growth_of(("eu", "no H100")) is None


def test_of_two_of_one_kind_the_later_counts() -> None:
    """A limit moves, and what it says nothing of stands."""
    before: list[Condition] = ["at most 2 GPUs", "no H100", "2 times the load", "eu"]
    assert merged(before, ["at most 4 GPUs"]) == ["no H100", "2 times the load", "eu", "at most 4 GPUs"]
    assert merged(before, ["10 times the load in a year", "eu"])[-2:] == ["10 times the load in a year", "eu"]
    assert moves(before, ["at most 1 GPU"])
    assert not moves(before, ["at most 1 server"])


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (("at most 3 GPUs",), {"rtx4090": 2, "a100-40": 2, "a100-80": 2, "h100": 2}),
        (("at most 1 server",), {"rtx4090": 8, "a100-40": 8, "a100-80": 8, "h100": 8}),
        (("no A100",), {"rtx4090": 32, "h100": 32}),
        (("at most 4 GPUs", "no H100", "no RTX 4090"), {"a100-40": 4, "a100-80": 4}),
        (("at most 4 GPUs", "aws"), {"l4": 1, "a10g": 1, "l40s": 1, "h100": 4}),
        (("no card of this name",), {"rtx4090": 32, "a100-40": 32, "a100-80": 32, "h100": 32}),
        (("no H100", "no A100", "no RTX 4090"), {"rtx4090": 32, "a100-40": 32, "a100-80": 32, "h100": 32}),
    ],
)
def test_plans_keep_to_the_limits(told: tuple[Condition, ...], counts: dict[str, int]) -> None:
    """No plan has more cards than there may be, nor any card that cannot be had, while others are left."""
    assert {offer.tier.id: offer.counts[-1] for offer in offers(rentable(told, CATALOGUE))} == counts


def test_what_a_limit_keeps_away_is_told() -> None:
    """The plan that would be led with is kept beside the nearest one within the limit."""
    free, held = advised(CROWD), advised(CROWD, "at most 2 GPUs")
    assert not held.fits
    assert held.sides[0].chosen.gpu_count <= 2
    assert [(plan.tier, plan.gpu_count) for plan in held.unlimited] == [
        (side.chosen.tier, side.chosen.gpu_count) for side in free.sides
    ]


def test_a_limit_that_costs_nothing_keeps_nothing_away() -> None:
    """One card is enough for a small chat, whatever the limit."""
    small = {"work": "serving", "model": "1.5B", "concurrency": 2}
    assert advised(small, "at most 2 GPUs").unlimited == ()
    assert advised(small).unlimited == ()


def test_growth_is_what_the_next_plan_would_be() -> None:
    """Ten times the load that was told takes the plan that such a team would be advised now."""
    chat = {"work": "serving", "model": "8B", "concurrency": 20}
    then = advised(chat | {"concurrency": 200}).sides[0].chosen
    later = advised(chat, "10 times the load in a year").grown
    assert later is not None
    assert (later.tier, later.gpu_count) == (then.tier, then.gpu_count)


def test_growth_of_what_was_only_assumed() -> None:
    """Where nobody said how many come at once, what is assumed grows."""
    later = advised({"work": "serving", "model": "8B"}, "100 times the load").grown
    assert later is not None
    assert later.gpu_count > advised({"work": "serving", "model": "8B"}).sides[0].chosen.gpu_count


def test_all_that_was_told_of_the_load_grows() -> None:
    """Users, requests at once and a rate grow alike; without a load there is nothing to grow."""
    workload = Workload(concurrency=3, users=40, request_rate={"per_s": 2.0})
    later = grown(workload, 1.5)
    assert (later.concurrency, later.users, later.request_rate and later.request_rate.per_s) == (4, 60, 3.0)
    assert grown(Workload(), 2.0) == Workload()


def test_runs_do_not_grow() -> None:
    """Who only trains has no load to serve."""
    runs = {"work": "training", "model": "8B", "method": ["lora"]}
    assert advised(runs, "2 times the load").grown is None


def test_two_stacks_are_limited_each() -> None:
    """What serves and what trains have at most so many cards each."""
    both = {"work": "both", "model": "8B", "concurrency": 200, "method": ["lora"]}
    held = advised(both, "at most 2 GPUs")
    assert all(side.chosen.gpu_count <= 2 for side in held.sides)
    assert all(side.chosen.verdict in Verdict for side in held.sides)
