"""The staircase of serving plans: every step holds when tried, and the team stands on its own."""

from itertools import pairwise
from math import ceil, floor

import pytest

from core.advising.staircase import STEPS, with_stairs
from core.bisection import CLOSE_ENOUGH
from core.catalog.catalogue import default_catalogue
from core.match import decide, recommend
from core.recommendation import Recommendation, Stair
from core.request_rate import RequestRate
from core.workload import Latency, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()
BY_USERS = CHAT_8B.model_copy(update={"concurrency": None, "users": 400})
CROWDED = CHAT_8B.model_copy(update={"concurrency": 5_000})
ALONE = CHAT_8B.model_copy(update={"concurrency": 1, "latency": None})


def staircase(workload: Workload) -> tuple[Recommendation, tuple[Stair, ...]]:
    """Return the advice for a workload, and its staircase."""
    found = with_stairs(recommend(workload, CATALOGUE), CATALOGUE)
    return found, found.stairs


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B, BY_USERS, CROWDED, ALONE])
def test_every_step_holds_when_tried(workload: Workload) -> None:
    """All along each step, a break point's tolerance away from its ends, the plan is the one it names.

    A step narrower than the tolerance has no such number.
    """
    _, stairs = staircase(workload)
    assert len(stairs) >= 2
    for stair in stairs:
        low = ceil(stair.first * CLOSE_ENOUGH)
        high = max(low, floor(stair.last / CLOSE_ENOUGH)) if stair.last else low
        within = (at_once for at_once in (low, (low + high) // 2, high) if at_once <= (stair.last or at_once))
        for at_once in within:
            picked = decide(workload.model_copy(update={"concurrency": at_once}), CATALOGUE).serving
            assert picked is not None
            assert picked.label == (stair.tier, stair.gpu_count, stair.fits), (stair, at_once)


BOTH = Workload(
    work="both", model="meta-llama/Llama-3.1-8B-Instruct", method=("lora",), dataset_samples=20_000
)
LONG_13B = Workload(work="serving", model="13B", prompt_tokens=3_000, context_tokens=8_192)


@pytest.mark.parametrize(
    ("workload", "at_once", "plans"),
    [
        (BOTH, 40, [("rtx4090", 1), ("a100-80", 1), ("a100-80", 2), ("h100", 1)]),
        (BOTH, 130, [("h100", 1), ("a100-80", 2), ("a100-80", 4), ("h100", 2)]),
        (LONG_13B, 200, None),
    ],
)
def test_each_plan_is_one_step(workload: Workload, at_once: int, plans: list[tuple[str, int]] | None) -> None:
    """Where a plan would be advised for two spans of numbers, only that beside the team's own is told."""
    _, stairs = staircase(workload.model_copy(update={"concurrency": at_once}))
    named = [(stair.tier, stair.gpu_count) for stair in stairs if stair.fits]
    assert len(set(named)) == len(named)
    assert any(stair.first <= at_once <= (stair.last or at_once) for stair in stairs)
    if plans:
        assert named == plans


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B, CROWDED, ALONE])
def test_the_team_stands_on_the_plan_advised(workload: Workload) -> None:
    """The step that holds the team's own number names the plan chosen, at the same price."""
    found, stairs = staircase(workload)
    own = [
        stair
        for stair in stairs
        if stair.first <= (workload.concurrency or 0) <= (stair.last or workload.concurrency or 0)
    ]
    assert found.serving is not None
    chosen = found.serving.chosen
    assert [(stair.tier, stair.gpu_count, stair.path) for stair in own] == [
        (chosen.tier, chosen.gpu_count, chosen.path)
    ]
    assert own[0].usd_per_month == pytest.approx(chosen.bill.usd_per_month.expected)


@pytest.mark.parametrize("workload", [CHAT_8B, PLATFORM_70B, BY_USERS, CROWDED])
def test_steps_follow_each_other(workload: Workload) -> None:
    """Each step begins where the one before ends, and neighbours differ; only the highest is open."""
    _, stairs = staircase(workload)
    for stair, above in pairwise(stairs):
        assert stair.last is not None
        assert above.first == stair.last + 1
        assert (stair.tier, stair.gpu_count, stair.fits) != (above.tier, above.gpu_count, above.fits)
    assert stairs[-1].last is None


def test_a_step_whose_beginning_is_not_known_is_left_out() -> None:
    """Far above the ground, the staircase begins at the lowest step that was seen whole."""
    _, crowded = staircase(CROWDED)
    _, few = staircase(CHAT_8B)
    assert (few[0].first, crowded[0].first > 1) == (1, True)
    assert len(crowded) <= STEPS["above"] + STEPS["below"]


def test_the_staircase_ends_where_nothing_fits() -> None:
    """Above the largest plan there is one more step, on which nothing fits."""
    _, stairs = staircase(PLATFORM_70B.model_copy(update={"concurrency": 700}))
    assert [stair.fits for stair in stairs].count(False) == 1
    assert stairs[-1].fits is False


def test_a_step_that_goes_on_for_ever_ends_the_staircase() -> None:
    """A card that bears sixty times the load is not asked any further."""
    roomy = Workload(
        work="serving", model="1B", context_tokens=256, concurrency=1, latency=Latency(batch=True)
    )
    _, stairs = staircase(roomy)
    assert [(stair.first, stair.last, stair.tier) for stair in stairs] == [(1, None, "rtx4090")]


@pytest.mark.parametrize(
    "workload",
    [
        FINE_TUNES_13B,
        CHAT_8B.model_copy(update={"request_rate": RequestRate(per_s=2)}),
        CHAT_8B.model_copy(update={"concurrency": 10**6}),
    ],
    ids=["training", "by rate", "nothing fits"],
)
def test_where_people_at_once_do_not_decide_there_is_none(workload: Workload) -> None:
    """Training, a load given as a rate, and a load that nothing bears have no staircase."""
    assert staircase(workload)[1] == ()
