"""One constraint held against one plan: slack, verdict and the check shown."""

from math import inf

import pytest

from core.planning.findings import TRAINING_MEMORY, allows, holds, reaches, within
from core.quantity import Range
from core.recommendation import Verdict
from core.workload import Slot


@pytest.mark.parametrize(
    ("available", "verdict"), [(24, Verdict.FITS), (20, Verdict.FITS), (19, Verdict.TIGHT), (17, Verdict.NO)]
)
def test_memory_fits_at_its_worst_and_is_tight_as_expected(available: float, verdict: Verdict) -> None:
    """Memory fits when the pessimistic need is there, and is tight when only the expected one is."""
    assert holds(Range(16, 18, 20), available, TRAINING_MEMORY).verdict == verdict


@pytest.mark.parametrize(("target", "verdict"), [(10, Verdict.FITS), (12, Verdict.TIGHT), (16, Verdict.NO)])
def test_a_speed_is_met_when_the_slow_end_meets_it(target: float, verdict: Verdict) -> None:
    """More is better: the low speed decides, the expected one makes it tight."""
    assert reaches("tokens_per_s_each", target, Range(10, 15, 30), "tokens/s").verdict == verdict


@pytest.mark.parametrize(("target", "verdict"), [(3, Verdict.FITS), (2, Verdict.TIGHT), (1, Verdict.NO)])
def test_a_wait_is_met_when_the_long_end_meets_it(target: float, verdict: Verdict) -> None:
    """Less is better: the long duration decides."""
    assert within("run_hours", target, Range(1, 2, 3), "hours").verdict == verdict


def test_what_is_there_or_not_never_decides_while_it_is_there() -> None:
    """A supported format leaves endless slack; a missing one leaves none."""
    assert allows("format", 8.0, 8.9, "compute capability").slack == inf
    assert allows("format", 8.9, 8.0, "compute capability").verdict == Verdict.NO


def test_a_check_shows_both_sides_and_what_it_reads() -> None:
    """The recommendation gets demand, capacity, unit and the slots behind the constraint."""
    check = reaches("first_token_s", 2, Range(1, 2, 3), "s").check()
    assert (check.constraint, check.unit, check.demand) == ("first_token_s", "s", Range.exact(2))
    assert Slot.LATENCY in check.reads
