"""Where nothing is enough: which plan is called the nearest."""

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Deadline, Workload


def test_a_slow_plan_is_nearer_than_one_that_cannot_begin() -> None:
    """No plan pre-trains 7B on 2T tokens in two days; the nearest is fast and holds the model in memory."""
    work = Workload(
        work="training",
        method=("pretrain",),
        model="7B",
        dataset_tokens=2 * 10**12,
        deadline=Deadline(hours=48),
    )
    advice = recommend(work, default_catalogue(), with_flips=False).training
    assert advice is not None
    assert not advice.fits
    assert (advice.chosen.tier, advice.chosen.gpu_count) == ("h100", 32)
    memory = next(check for check in advice.chosen.checks if check.constraint == "memory")
    assert memory.verdict != "no"
