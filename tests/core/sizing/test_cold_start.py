"""Cold starts: bands, not points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import gpu
from core.quantity import Range, Term
from core.sizing.cold_start import estimate_cold_start

A100 = gpu("a100-80-sxm")


def test_weights_come_over_the_slowest_way() -> None:
    """15 GiB take 8 s from a disk of 2 GB/s."""
    disk = _loading(estimate_cold_start(weights_gib=15, gpu=A100, engine="vllm").terms)
    assert disk.expected == pytest.approx(15 * 2**30 / 2e9)


def test_engines_differ_in_their_own_start() -> None:
    """llama.cpp is up in seconds, vLLM compiles for most of a minute, an unknown engine is in between."""
    totals = [
        estimate_cold_start(weights_gib=0, gpu=A100, engine=name).total.expected
        for name in ("llama.cpp", "pytorch", "another", "vllm")
    ]
    assert totals == sorted(totals)
    assert totals[0] < 10
    assert totals[3] >= 40


@given(st.floats(0, 2000), st.floats(0, 500), st.integers(1, 8))
def test_more_weights_never_start_sooner(gib: float, more: float, count: int) -> None:
    """Every figure of the band grows with the weights and is in order."""
    small = estimate_cold_start(weights_gib=gib, gpu=A100, gpu_count=count, engine="vllm")
    large = estimate_cold_start(weights_gib=gib + more, gpu=A100, gpu_count=count, engine="vllm")
    assert small.total.low <= small.total.expected <= small.total.high
    assert large.total.expected >= small.total.expected


def _loading(terms: tuple[Term, ...]) -> Range:
    return next(term.amount for term in terms if term.name == "load weights")
