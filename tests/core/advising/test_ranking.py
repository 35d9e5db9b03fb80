"""Which plan wins: fewer servers within the same money, and where nothing is certain the surest."""

from math import inf

import pytest

from core.advising.ranking import choose
from core.advising.search import TierPlans
from core.catalog.catalogue import default_catalogue
from core.planning.candidate import Candidate, candidate_of
from core.planning.findings import reaches
from core.planning.offers import offers
from core.quantity import Range
from core.recommendation import WorkloadClass

OFFERS = {offer.tier.id: offer for offer in offers(default_catalogue())}


def _plan(tier: str, cards: int, usd: float, *, low: float, expected: float) -> Candidate:
    """Return a plan that reaches so many times the speed that is asked for."""
    speed = Range(low, expected, 2 * expected)
    return candidate_of(
        offer=OFFERS[tier],
        gpu_count=cards,
        cards_per_replica=1,
        findings=(reaches("throughput", 1.0, speed, "tokens/s"),),
        usd_per_month=usd,
    )


def _sure(tier: str, cards: int, usd: float) -> Candidate:
    return _plan(tier, cards, usd, low=1.5, expected=3.0)


def _choose(*plans: Candidate, usual_for: WorkloadClass = "inference_first") -> tuple[str, int, str]:
    found = [
        TierPlans(one.offer, one if one.sureness == 3 else None, one if one.sureness < 3 else None, one)
        for one in plans
    ]
    choice = choose(found, usual_for)
    return choice.candidate.offer.tier.id, choice.candidate.gpu_count, choice.won_by


def test_one_server_wins_over_four_for_about_the_same_money() -> None:
    """Even where the four are the usual path and a little cheaper."""
    assert _choose(_sure("rtx4090", 32, 14_400), _sure("a100-80", 8, 14_800)) == (
        "a100-80",
        8,
        "fewer_servers",
    )
    assert _choose(_sure("rtx4090", 32, 14_400), _sure("a100-80", 8, 17_000)) == (
        "rtx4090",
        32,
        "usual_path",
    )
    assert _choose(_sure("rtx4090", 32, 14_400), _sure("a100-80", 8, 22_000)) == ("rtx4090", 32, "price")


def test_the_usual_path_wins_among_the_plans_on_as_few_servers() -> None:
    """A little less money is no reason to take more of them."""
    plans = (_sure("rtx4090", 8, 3_600), _sure("a100-80", 4, 3_500), _sure("a100-40", 16, 3_400))
    assert _choose(*plans) == ("rtx4090", 8, "usual_path")


def test_of_two_usual_paths_the_roomier_wins() -> None:
    """And it won as the usual path, where another tier costs the same money."""
    plans = (_sure("a100-40", 2, 60), _sure("a100-80", 2, 65), _sure("h100", 1, 70))
    assert _choose(*plans, usual_for="training_first") == ("a100-80", 2, "usual_path")


def test_off_the_usual_path_headroom_wins_and_then_fewer_cards() -> None:
    """Where the usual path costs clearly more, the others stand among themselves."""
    assert _choose(_sure("a100-40", 2, 1_000), _sure("a100-80", 2, 1_100)) == ("a100-80", 2, "headroom")
    assert _choose(_sure("a100-80", 2, 2_200), _sure("h100", 1, 2_400)) == ("h100", 1, "fewer_cards")


def test_a_plan_at_the_brim_loses_to_one_with_room() -> None:
    """At whatever price: it is as likely not to be enough."""
    brim = _plan("rtx4090", 1, 450, low=0.5, expected=1.02)
    roomy = _plan("h100", 1, 2_400, low=0.9, expected=1.8)
    assert (brim.sureness, roomy.sureness) == (1, 2)
    assert _choose(brim, roomy) == ("h100", 1, "only")
    assert _choose(brim, roomy, _sure("h100", 4, 9_600)) == ("h100", 4, "only")


def test_where_nothing_is_certain_the_surest_of_the_same_money_wins() -> None:
    """Rather than the usual path; for clearly more money it is only offered as the safer one."""
    usual = _plan("rtx4090", 2, 900, low=0.6, expected=1.2)
    surer = _plan("a100-80", 1, 1_000, low=0.9, expected=1.3)
    assert _choose(usual, surer) == ("a100-80", 1, "surest")
    dear = _plan("h100", 1, 2_400, low=0.95, expected=2.0)
    assert _choose(usual, dear) == ("rtx4090", 2, "price")


def test_a_plan_that_misses_is_no_surer_for_its_price() -> None:
    """Nothing that falls short counts at all while something may do."""
    miss = _plan("rtx4090", 1, 100, low=0.1, expected=0.5)
    assert miss.sureness == 0
    assert _choose(miss, _plan("h100", 1, 2_400, low=0.5, expected=1.0)) == ("h100", 1, "only")


@pytest.mark.parametrize("usd", [100.0, inf])
def test_the_nearest_is_told_where_nothing_is_enough(usd: float) -> None:
    """Whatever it would cost."""
    near, far = (_plan("h100", 1, usd, low=0.5, expected=speed) for speed in (0.9, 0.6))
    assert _choose(near, far) == ("h100", 1, "nearest")
