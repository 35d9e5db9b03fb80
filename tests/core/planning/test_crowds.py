"""How many requests are in flight where only their rate is known: what Little's law and chance make of it."""

from math import ceil, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.catalogue import default_catalogue
from core.demand.serving import serving_demand
from core.match import recommend
from core.planning.offers import Offer, offers
from core.planning.replica import Replica, crowd_of, load_of, replica_of
from core.planning.serving import ServingJob, sequences_each, serving_job
from core.request_rate import RequestRate
from core.workload import Workload
from tests.core.archetypes import model_id

CATALOGUE = default_catalogue()
LENGTHS = (0.0, 1000, 300)
OFFERS = {offer.tier.id: offer for offer in offers(CATALOGUE)}


def _job(**said: object) -> ServingJob:
    return serving_job(serving_demand(Workload.model_validate(said))[0], CATALOGUE)


CHAT = _job(model=model_id("Llama 3 8B"), prompt_tokens=1000, output_tokens=300)


def _replica(offer: Offer, cards: int = 1) -> Replica:
    return replica_of(CHAT.served, offer, cards)


def test_a_seldom_request_is_alone_as_long_as_it_takes() -> None:
    """One in twenty seconds, each of 7 to 9 s on slow cards, are 0.4 on average."""
    replica = _replica(OFFERS["rtx4090"])
    alone = load_of(replica, 1, LENGTHS).total_s.high
    mean = 0.05 * alone
    assert 0.2 < mean < 0.6
    assert crowd_of(replica, 100, LENGTHS, 0.05) == pytest.approx(ceil(mean + 1.65 * sqrt(mean)), abs=1)


@pytest.mark.parametrize("rate", [1.0, 3.0])
def test_the_faster_card_has_fewer_in_flight(rate: float) -> None:
    """An H100 is done with each request sooner than an A100, and so has a smaller crowd."""
    crowds = [crowd_of(_replica(OFFERS[tier]), 500, LENGTHS, rate) for tier in ("a100-80", "h100")]
    assert crowds[0] > crowds[1]


@given(st.sampled_from(sorted(OFFERS)), st.sampled_from([1, 2, 4]), st.floats(0.01, 40), st.integers(1, 500))
def test_the_crowd_is_enough_to_finish_what_comes(tier: str, cards: int, rate: float, most: int) -> None:
    """So many in flight finish the rate even on slow cards, unless `most` at once would not do either."""
    replica = _replica(OFFERS[tier], cards)
    crowd = crowd_of(replica, most, LENGTHS, rate)

    def finished(in_flight: int) -> bool:
        return load_of(replica, in_flight, LENGTHS).requests_per_s.low >= rate * (1 - 1e-6)

    assert finished(crowd) or not finished(most)


@given(st.sampled_from(sorted(OFFERS)), st.floats(0.01, 20), st.floats(1, 3))
def test_more_requests_are_never_a_smaller_crowd(tier: str, rate: float, more: float) -> None:
    """More that arrive are no fewer in flight, to within the accuracy they are counted with."""
    replica = _replica(OFFERS[tier])
    few, many = (crowd_of(replica, 400, LENGTHS, one) for one in (rate, rate * more))
    assert many >= few * 0.95 - 1


def test_how_many_at_once_stands_where_it_was_said() -> None:
    """A rate decides the crowd only where nobody said how many are in flight."""
    replica = _replica(OFFERS["h100"])
    said = {"model": model_id("Llama 3 8B"), "request_rate": RequestRate(per_s=2)}
    assert sequences_each(_job(**said, concurrency=200), replica, 1) == 200
    assert sequences_each(_job(**said), replica, 1) < 40


def test_a_plan_that_answers_soon_need_not_hold_all_who_could_be_waiting() -> None:
    """Answers may take 32 s and come 2.5 a second, but two small cards are done long before 96 are there."""
    said = {"work": "serving", "model": model_id("Llama 3 8B"), "precision": "awq", "output_tokens": 300}
    by_rate, at_once = (
        recommend(Workload.model_validate(said | load), CATALOGUE).serving
        for load in ({"request_rate": RequestRate(per_s=2.5)}, {"concurrency": 96})
    )
    assert by_rate is not None
    assert at_once is not None
    assert (by_rate.fits, by_rate.chosen.tier, by_rate.chosen.gpu_count) == (True, "rtx4090", 2)
    assert (at_once.fits, at_once.chosen.tier, at_once.chosen.gpu_count) == (True, "rtx4090", 4)
