"""Models too large for one server are served in stages, a server for each share of the layers."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.demand.serving import serving_demand
from core.match import recommend
from core.planning.offers import offers
from core.planning.replica import replica_of
from core.planning.serving import replica_load, replica_memory, serving_job, throughput_of
from core.recommendation import Plan
from core.workload import Workload

H100 = next(offer for offer in offers(default_catalogue()) if offer.tier.id == "h100")
V3 = Workload(work="serving", model="deepseek-ai/DeepSeek-V3", concurrency=8)
JOB = serving_job(serving_demand(V3)[0], default_catalogue())


def _chosen(work: Workload) -> Plan:
    advice = recommend(work, default_catalogue(), with_flips=False)
    assert advice.serving is not None
    return advice.serving.chosen


def test_a_model_of_671_billion_takes_two_servers() -> None:
    """DeepSeek V3 in fp8 is 625 GiB: more than eight cards of 80 GB have, less than sixteen."""
    plan = _chosen(V3)
    assert (plan.memory_gb, plan.gpu_count, plan.nodes, plan.replicas) == (80, 16, 2, 1)
    assert 625 / 16 < plan.memory.total.expected < plan.usable_gib


def test_a_smaller_model_stays_in_one_server() -> None:
    """A 70B in fp8 is never cut into stages, however many cards serve it."""
    plan = _chosen(Workload(work="serving", model="70B", precision="fp8", concurrency=2_000))
    assert plan.cards_per_replica <= 8


def test_stages_share_the_weights_and_the_cache() -> None:
    """Twice the servers hold about half on each card; only the ends with their embeddings are not shared."""
    one, two, four = (replica_of(JOB.served, H100, cards) for cards in (4, 16, 32))
    assert (one.stages, two.stages, four.stages) == (1, 2, 4)
    on_two, on_four = (replica_memory(JOB, each, each.cards).total.expected for each in (two, four))
    assert on_four == pytest.approx(on_two / 2, rel=0.1)
    assert four.card.most_sequences(1000) > two.card.most_sequences(1000)


def test_every_stage_works_at_once() -> None:
    """One request sees the speed of one server; all of them together that of every stage."""
    replica = replica_of(JOB.served, H100, 16)
    load = replica_load(JOB, replica, 16)
    assert throughput_of(load, replica, 16).expected == pytest.approx(
        2 * load.throughput_tokens_per_s.expected
    )


def test_what_no_number_of_servers_holds_does_not_fit() -> None:
    """A trillion parameters in 16 bits are 1,860 GiB, more than four servers of RTX 4090 have."""
    advice = recommend(
        Workload(work="serving", model="1000B", precision="bf16"), default_catalogue(), with_flips=False
    )
    assert advice.serving is not None
    small = next(plan for plan in advice.serving.tiers if plan.tier == "rtx4090")
    memory = next(check for check in small.checks if check.constraint == "memory")
    assert (small.gpu_count, memory.verdict) == (32, "no")
