"""How far the estimates are from sources they have not seen: `python -m tests.bench.leave_one_out [DIR]`.

For every source of measured inference, the constants of engines are fitted again without it, and its rows are
predicted with those; serving memory and other work have no constant to fit and are predicted as they are.
Training has a way of its own, over all folders: `tests.bench.held_out`. The table scores these predictions as
the accuracy table scores the others; `spread` is the factor either way within which 88 % of the truths lie,
each group weighing as one, which is what the widths in `core/sizing` are set from.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import exp, log
from pathlib import Path
from typing import Any
from unittest.mock import patch

from core.sizing.engines import ENGINES
from tests.bench.measured_models import FOLDERS
from tests.bench.predict import _predictor, predict_rows
from tests.bench.predict_engines import engine_of
from tests.bench.refit import KNOBS, fit, log_errors, without
from tests.bench.score_measured import FILES, FIT, MEMORY, inputs, read_rows, score, sub_kind, true_range

Row = dict[str, str]
Predictions = dict[int, dict[str, Any]]

REFITTED = "inference_speed"
KINDS = ("inference_fit", REFITTED, "nonllm")
_INSIDE = 0.88


def held_out(kind: str, path: Path) -> Predictions:
    """Return a prediction of every row by constants that never saw its source."""
    if kind != REFITTED:
        return {said["row"]: said for said in predict_rows(path)}
    rows = read_rows(path)
    said: Predictions = {}
    for source in sorted({row["source"] for row in rows}):
        said |= _without(kind, rows, source)
    return said


def _without(kind: str, rows: list[Row], source: str) -> Predictions:
    measure, column = FILES[kind][0]
    truths = {
        index: truth[1]
        for index, row in enumerate(rows)
        if row["source"] != source and (truth := true_range(measure, column, row, kind))
    }
    asked = inputs(rows)
    predictor = _predictor(kind)

    def predict(chosen: Iterable[int]) -> Predictions:
        return {index: predictor(asked[index]) for index in chosen}

    theirs = [index for index, row in enumerate(rows) if row["source"] == source]
    with patch.dict(ENGINES):
        for name, start, seen in list(without(rows, source)):
            ENGINES[name] = start
            others = [index for index in truths if engine_of(asked[index]) == name]
            if seen:
                fit(ENGINES, name, KNOBS, partial(_errors_of, truths, predict, others))
        return predict(theirs)


def _errors_of(
    truths: Mapping[int, float], predict: Callable[[Iterable[int]], Predictions], rows: list[int]
) -> list[float]:
    return log_errors(truths, predict(rows))


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


def _errors(kind: str, rows: list[Row], said: Predictions) -> Iterator[tuple[str, str, str, float]]:
    """Yield (measure and sub-kind, source, group, ln(predicted / true)) of every row with both."""
    for measure, column in FILES[kind]:
        suffix = "_gib" if measure == MEMORY else ""
        for index, row in enumerate(rows):
            truth = None if measure == FIT else true_range(measure, column, row, kind)
            expected = said[index].get(f"expected{suffix}")
            if truth and expected:
                nearest = min(max(expected, truth[0]), truth[1])
                group = f"{row['source']}/{row['model']}/{row['gpu']}"
                yield f"{sub_kind(kind, row)} {measure}", row["source"], group, log(expected / nearest)


def _report(kind: str, rows: list[Row], said: Predictions) -> None:
    lines = f"\n{kind}: {len(rows)} rows, each predicted without its source\n"
    print(lines + f"{'':58}{'rows':>6}{'med|err|':>9}{'<=25%':>7}{'inside':>7}{'hi/lo':>7}{'spread':>7}")
    found = list(_errors(kind, rows, said))
    whole = {f"{line['sub_kind']} {line['measure']}": line for line in score(kind, rows, said)}
    for measure in sorted({name.rsplit(maxsplit=1)[1] for name, *_ in found}):
        _line(
            f"ALL {measure}", whole[f"ALL {measure}"], [each for each in found if each[0].endswith(measure)]
        )
    for name in sorted({name for name, *_ in found}):
        _line(name, whole[name], [each for each in found if each[0] == name])
        for source in sorted({each[1] for each in found if each[0] == name}):
            own = [row if row["source"] == source else row | {"note": "SUSPECT"} for row in rows]
            part = {f"{line['sub_kind']} {line['measure']}": line for line in score(kind, own, said)}
            _line(f"  {source}", part[name], [each for each in found if each[:2] == (name, source)])


def _line(name: str, figures: Mapping[str, Any], found: list[tuple[str, str, str, float]]) -> None:
    groups: dict[str, list[float]] = {}
    for _, _, group, error in found:
        groups.setdefault(group, []).append(error)
    print(
        f"{name[:58]:58}{figures['rows']:6}{figures['median_error']:9.1%}{figures['within_25']:7.0%}"
        f"{figures['in_range']:7.0%}{figures['width']:7.2f}{needed_spread(groups):7.2f}"
    )


def main() -> int:
    """Print how each kind fares on sources held out, and which spread would hold."""
    parser = argparse.ArgumentParser(description="Score the estimates on sources they have not seen.")
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDERS[-1])
    folder = parser.parse_args().folder
    for kind in KINDS:
        path = folder / f"{kind}.csv"
        if path.is_file():
            _report(kind, read_rows(path), held_out(kind, path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
