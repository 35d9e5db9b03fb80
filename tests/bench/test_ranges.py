"""Ranges are tested on sources they have not seen."""

import sys
from collections import defaultdict
from math import inf, isnan
from statistics import median, quantiles

import pytest

from tests.bench import ranges
from tests.bench.measured_models import FOLDERS
from tests.bench.predict import predict_rows
from tests.bench.ranges import Stretch, held, holding, needed_spread, stretch, stretches
from tests.bench.score_measured import FILES, FIT, MEMORY, read_rows


def test_a_stretch_says_how_far_a_range_must_reach() -> None:
    """None where the truth is expected, 1 at an end, 2 twice as far in the logarithm, none for a point."""
    assert stretch((10.0, 10.0), 5.0, 10.0, 20.0) == 0
    assert stretch((20.0, 20.0), 5.0, 10.0, 20.0) == pytest.approx(1)
    assert stretch((2.5, 2.5), 5.0, 10.0, 20.0) == pytest.approx(2)
    assert stretch((9.0, 11.0), 5.0, 10.0, 20.0) == 0
    assert stretch((11.0, 11.0), 10.0, 10.0, 10.0) == inf


def test_groups_weigh_as_one_in_what_holds_them() -> None:
    """A hundred rows of one group do not outvote eight groups of one row; of nothing there is no size."""
    assert holding({"many": [0.1] * 100} | {f"one {n}": [float(n)] for n in range(1, 9)}) == 7.0
    assert isnan(holding({}))


def test_the_spread_that_holds_weighs_groups_not_rows() -> None:
    """Of one group with an outlier among nine, and one of a single row, the outlier is left outside."""
    assert needed_spread({"a": [0.1] * 9 + [2.0], "b": [-0.2]}) == pytest.approx(1.2214, rel=1e-3)
    assert needed_spread({"a": [0.0, 0.7]}) == pytest.approx(2.0138, rel=1e-3)


def test_a_source_is_held_by_what_all_others_need() -> None:
    """One source whose truths lie twice as far out is not held by a stretch that never saw it."""
    near = [Stretch(f"source {n}", f"group {n}", 0.5, 4.0) for n in range(9)]
    told = held([*near, Stretch("far", "far out", 2.0, 4.0)])
    assert (told.sources, told.groups) == (10, 10)
    assert told.inside == told.of_each == pytest.approx(0.9)
    assert told.needed == 0.5
    assert told.held_out == pytest.approx(0.9)
    assert told.held_out_width == pytest.approx(2.0)


def test_each_source_weighs_as_one_where_it_says_so() -> None:
    """Three groups of one source outside and one source of one group inside: a quarter, and a half."""
    outside = [Stretch("a", f"a{n}", 3.0, 2.0) for n in range(3)]
    told = held([*outside, Stretch("b", "b", 0.2, 2.0)])
    assert (told.inside, told.of_each) == (0.25, 0.5)


def test_rows_without_truth_or_prediction_are_left_out() -> None:
    """Only a row that is measured and predicted says how its range did."""
    row = {"quant": "bf16", "source": "s", "model": "m", "gpu": "g", "measured_mem_gib": "20"}
    said = {"low_gib": 5.0, "expected_gib": 10.0, "high_gib": 20.0}
    pairs: list[tuple[ranges.Row, ranges.Prediction]] = [
        (row, said),
        (row, {"skipped": "why"}),
        (row | {"measured_mem_gib": ""}, said),
    ]
    (found,) = stretches("inference_fit", MEMORY, "measured_mem_gib", pairs)
    assert (found.source, found.group, found.width) == ("s", "16-bit/s/m/g", 4.0)
    assert found.needed == pytest.approx(1)


def test_the_ranges_of_what_is_served_hold_held_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At least 88 % are inside, each source as one too; of the speed of other models fewer."""
    monkeypatch.setattr(sys, "argv", ["ranges", "inference_fit", "nonllm"])
    assert ranges.main() == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert "held out" in head
    assert [line.split()[:2] for line in lines] == [
        ["inference_fit", "memory"],
        ["nonllm", "memory"],
        ["nonllm", "speed"],
    ]
    for line, least, widest, most in zip(lines, (88, 86, 78), (1.7, 1.7, 2.63), (1.0, 1.0, 1.2), strict=True):
        inside, of_each, width, needed = line.split()[4:8]
        assert min(float(inside.rstrip("%")), float(of_each.rstrip("%"))) >= least
        assert float(width) <= widest
        assert float(needed) <= most


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "nonllm"])
def test_few_ranges_are_twice_as_wide_as_most_may_be(kind: str) -> None:
    """Of the measured folder's groups nine in ten stay under twice the width that the median must keep to."""
    path = FOLDERS[-1] / f"{kind}.csv"
    pairs = list(zip(read_rows(path), predict_rows(path), strict=True))
    for measure, column in ((measure, column) for measure, column in FILES[kind] if measure != FIT):
        widths: dict[str, list[float]] = defaultdict(list)
        for found in stretches(kind, measure, column, pairs):
            widths[found.group].append(found.width)
        each = [median(of_group) for of_group in widths.values()]
        most = 1.7 if measure == MEMORY else 2.6
        assert median(each) <= most
        assert quantiles(each, n=10)[-1] <= 2 * most
