"""The bench of advice measures real advice, on workloads nobody asked about before."""

import pytest

from tests.bench.core import CASES, floor_ms, measure, moved
from tests.core.archetypes import CHAT_8B


def test_every_run_is_of_another_workload() -> None:
    """Numbers move a little with the seed, so that no cache answers, and what was not said stays unsaid."""
    first, second = moved(CHAT_8B, 1), moved(CHAT_8B, 2)
    assert first.concurrency != second.concurrency or first.context_tokens != second.context_tokens
    assert (first.output_tokens, first.model) == (None, CHAT_8B.model)


@pytest.mark.parametrize("name", ["one stack: by request rate", "training: LoRA 70B"])
def test_advice_is_timed(name: str) -> None:
    """Both kinds of call take time, the median no more than the worst, and the machine has a speed."""
    for with_flips in (False, True):
        timing = measure(CASES[name], with_flips=with_flips, runs=3)
        assert 0 < timing.median_ms <= timing.p99_ms
    assert floor_ms() > 0
