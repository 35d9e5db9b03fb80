"""Training: the hours of a run, and what long runs lose."""

from itertools import pairwise

import pytest

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.training_hours import estimate_pretraining_hours, goodput
from core.sizing.training_speed import hours_at
from tests.core.sizing.speed_cases import LLAMA_2_13B, LLAMA_8B, LLAMA_70B, model
from tests.core.sizing.training_cases import A100


def test_hours_are_tokens_over_pace() -> None:
    """100 million tokens take their seconds, the fewest at the fastest."""
    hours = hours_at(1e8, Range(1000, 2000, 4000))
    ends = [hours.low, hours.expected, hours.high]
    assert ends == pytest.approx([1e8 / pace / 3600 for pace in (4000, 2000, 1000)])


def test_pretraining_hours_of_llama_2_are_as_reported() -> None:
    """Meta reported 184,320 A100-hours for two trillion tokens of Llama 2 7B."""
    hours = estimate_pretraining_hours(model("llama 2 7b"), tokens=2e12, gpu=A100, gpu_count=256)
    assert hours.total.expected == pytest.approx(184_320, rel=0.15)
    assert hours.total.low < 184_320 < hours.total.high
    assert [term.name for term in hours.terms] == ["training", "interruptions"]


def test_long_runs_keep_less_of_a_late_cards_pace() -> None:
    """A quarter more hours: IBM reported 832,102 of H100 for 12 trillion tokens of Granite 3 8B."""
    granite, late = model("granite 3.3 8b"), gpu("h100-sxm")

    def hours(card: Gpu) -> Range:
        return estimate_pretraining_hours(granite, tokens=12e12, gpu=card, gpu_count=256).total

    early = late._replace(fp8_tflops=0)
    assert hours(late).expected / hours(early).expected == pytest.approx(0.783 / 0.605, rel=0.01)
    assert hours(late).expected == pytest.approx(832_102, rel=0.25)
    assert hours(late).low < 832_102 < hours(late).high


def test_the_more_cards_the_less_of_a_long_run_trains_and_never_at_once() -> None:
    """Of one card all hours train, of hundreds four fifths, or less with 8-bit products; no step between."""
    for card, least in ((A100, 0.78), (gpu("h100-sxm"), 0.6)):
        shares = [goodput(card, cards) for cards in range(1, 20_001)]
        steps = [before - after for before, after in pairwise(shares)]
        assert shares[0] > 0.999
        assert all(step >= 0 for step in steps)
        assert max(steps) < 0.01
        assert all(
            before < after for before, after in pairwise(n * share for n, share in enumerate(shares, 1))
        )
        assert shares[-1] == pytest.approx(least, abs=0.001)


def test_hours_rise_smoothly_with_cards_and_small_cards_recompute() -> None:
    """One card more than 32 costs hardly more hours in all; 40 GB take up to a third longer than 80 do."""
    small = gpu("a100-80-sxm")._replace(memory_gb=40.0)

    def hours(card: Gpu, count: int) -> Range:
        return estimate_pretraining_hours(LLAMA_8B, tokens=1e12, gpu=card, gpu_count=count).total

    assert 1 <= hours(A100, 33).expected / hours(A100, 32).expected < 1.01
    assert 1.15 < hours(small, 256).expected / hours(A100, 256).expected < 1.34


def test_the_largest_models_recomputed_on_early_cards_and_native_fp8_is_used() -> None:
    """Past 100 billion parameters hours grow by more than the size on an A100, and as the size on an H100."""
    big = LLAMA_70B._replace(params_b=120.0, active_params_b=120.0)
    small = LLAMA_70B._replace(params_b=99.0, active_params_b=99.0)
    h100 = gpu("h100-sxm")

    def hours(arch: Architecture, card: Gpu) -> float:
        return estimate_pretraining_hours(arch, tokens=1e12, gpu=card, gpu_count=4).total.expected

    assert hours(big, A100) > 1.3 * 120 / 99 * hours(small, A100)
    assert hours(big, h100) == pytest.approx(120 / 99 * hours(small, h100), rel=0.03)
    assert hours(small._replace(native_precision="fp8"), h100) < hours(small, h100)


def test_early_cards_kept_the_scores_of_attention() -> None:
    """A V100 has no flash attention: of its hours at 4,096 tokens more than a third go to scores."""
    v100 = gpu("v100-32-sxm")
    kept, flash = (
        estimate_pretraining_hours(
            LLAMA_2_13B, tokens=1e11, gpu=v100._replace(compute_capability=capability), gpu_count=64
        ).total.expected
        for capability in (7.0, 8.0)
    )
    assert kept > 1.5 * flash
