"""Whether ranges hold where they have not seen a source: `python -m tests.bench.ranges [KIND ...]`.

Takes the measured folder and what was found later together. A row's stretch is how many times as far its
range would have to reach, towards the truth, to hold it (0: the truth is what is expected). For every source
the stretch that holds 88 % of all others is found, its own ranges are stretched by that much, and it is
counted how many of its truths they hold then: `inside` is of ranges as they are (and `of each`, where every
source weighs as one), `held out` of ranges that never saw the source. A `needed` below 1 says that ranges are
wider than these rows ask for.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import exp, inf, log
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

from tests.bench import elsewhere
from tests.bench.measured_models import FOLDERS
from tests.bench.predict import PREDICTORS, predict_rows
from tests.bench.score_measured import FILES, FIT, MEMORY, read_rows, sub_kind, true_range

_INSIDE = 0.88

Row = Mapping[str, str]
Prediction = Mapping[str, Any]


class Stretch(NamedTuple):
    """How one row's range did."""

    source: str
    group: str
    needed: float
    width: float


class Held(NamedTuple):
    """How ranges do as they are and on sources held out; shares and widths by groups."""

    sources: int
    groups: int
    inside: float
    of_each: float
    width: float
    needed: float
    held_out: float
    held_out_width: float


def stretch(truth: tuple[float, float], low: float, expected: float, high: float) -> float:
    """Return how many times as far a range must reach to hold what may be the truth."""
    nearest = min(max(expected, truth[0]), truth[1])
    if nearest == expected:
        return 0.0
    reach = log(high / expected) if nearest > expected else log(expected / low)
    return abs(log(nearest / expected)) / reach if reach > 0 else inf


def stretches(kind: str, measure: str, column: str, rows: Iterable[tuple[Row, Prediction]]) -> list[Stretch]:
    """Return how each predicted row's range did, of one measure of a kind of file."""
    suffix = "_gib" if measure == MEMORY else ""
    found = []
    for row, said in rows:
        truth = true_range(measure, column, row, kind)
        if truth is None or not said.get(f"expected{suffix}"):
            continue
        low, expected, high = (float(said[name + suffix]) for name in ("low", "expected", "high"))
        group = "/".join((sub_kind(kind, row), row["source"], row["model"], row["gpu"]))
        found.append(Stretch(row["source"], group, stretch(truth, low, expected, high), high / low))
    return found


def held(rows: Iterable[Stretch]) -> Held:
    """Return how these ranges do as they are, and with each source's stretch found on all others."""
    groups: dict[str, list[Stretch]] = defaultdict(list)
    for row in rows:
        groups[row.group].append(row)
    by_source: dict[str, list[bool]] = defaultdict(list)
    for group in groups.values():
        by_source[group[0].source] += [row.needed <= 1 for row in group]
    others = {source: needed(groups, source) for source in by_source}
    stretched = [[(row, others[row.source]) for row in group] for group in groups.values()]
    return Held(
        sources=len(by_source),
        groups=len(groups),
        inside=mean(mean(row.needed <= 1 for row in group) for group in groups.values()),
        of_each=mean(mean(inside) for inside in by_source.values()),
        width=median(median(row.width for row in group) for group in groups.values()),
        needed=needed(groups, ""),
        held_out=mean(mean(row.needed <= most for row, most in group) for group in stretched),
        held_out_width=median(
            median(exp(most * log(row.width)) for row, most in group) for group in stretched
        ),
    )


def needed(groups: Mapping[str, list[Stretch]], without: str) -> float:
    """Return the stretch that holds 88 % of the rows of all sources but one."""
    return holding(
        {name: [row.needed for row in group] for name, group in groups.items() if group[0].source != without}
    )


def needed_spread(errors: Mapping[str, list[float]]) -> float:
    """Return the factor either way that holds 88 % of all errors, each group weighing as one."""
    return exp(holding({name: [abs(error) for error in group] for name, group in errors.items()}))


def holding(sizes: Mapping[str, list[float]]) -> float:
    """Return the least size that 88 % are no larger than, each group weighing as one; NaN of none."""
    weighed = sorted((size, 1 / len(group)) for group in sizes.values() for size in group)
    left = _INSIDE * sum(weight for _, weight in weighed)
    for size, weight in weighed:
        left -= weight
        if left <= 0:
            return size
    return float("nan")


def _paired(kind: str) -> list[tuple[Row, Prediction]]:
    paths = [folder / f"{kind}.csv" for folder in (FOLDERS[-1], elsewhere.FOLDER)]
    return [pair for path in paths for pair in zip(read_rows(path), predict_rows(Path(path)), strict=True)]


def main() -> int:
    """Print how the ranges of each kind do, as they are and held out."""
    parser = argparse.ArgumentParser(description="Test ranges on sources they have not seen.")
    parser.add_argument("kinds", nargs="*", default=list(PREDICTORS))
    heads = ("sources", "groups", "inside", "of each", "width", "needed", "held out", "width")
    print(f"{'':30}" + "".join(f"{head:>9}" for head in heads))
    for kind in parser.parse_args().kinds:
        pairs = _paired(kind)
        for measure, column in FILES[kind]:
            if measure == FIT:
                continue
            told = held(stretches(kind, measure, column, pairs))
            shares = f"{told.inside:9.0%}{told.of_each:9.0%}{told.width:9.2f}{told.needed:9.2f}"
            unseen = f"{told.held_out:9.0%}{told.held_out_width:9.2f}"
            print(f"{kind + ' ' + measure:30}{told.sources:9}{told.groups:9}{shares}{unseen}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
