"""How far estimates are from sources held out, of all folders: `python -m tests.bench.held_out [KIND ...]`.

For every source of the measured folder and of the measurements found later, the constants of serving's
engines are fitted again on the other sources (`tests.bench.refit`), and each constant of training is chosen
again on them, among steps around what ships; the source's rows are predicted with those. Every step of a
constant of training is predicted once for all rows with the others as they ship, so that the whole takes
seconds. Rules that read a row (frameworks' defaults, engines' releases) were written with all halves in sight
and cannot be taken back: these figures are still kinder than a first sight.

Calibrated ranges reach as much further, or less far, as holds 88 % of the other sources' rows
(`tests.bench.ranges`); `spread` is the factor either way that holds 88 % of a half's.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import mean
from typing import Any, NamedTuple
from unittest.mock import patch

from core.quantity import Range
from core.sizing import training_hours, training_memory, training_runtime, training_step
from core.sizing.training_efficiency import TRAINING_STACKS
from tests.bench import counted_memory, refit
from tests.bench.pooled import MEASURED, Pool, Prediction, Truth, log_errors, pool
from tests.bench.ranges import held, needed_spread, stretches
from tests.bench.score_measured import FIT, score

SERVING = "inference_speed"
KINDS = (SERVING, "training_mem", "training_speed", "training_hours")
STEPS = (1.0, 0.75, 0.87, 1.15, 1.33)
"""What is tried of a constant; what ships where others tell no difference."""
_MOST = 0.7


class Knob(NamedTuple):
    """A constant that measurements tell: where it is kept, and its name."""

    holder: Any
    name: str

    @contextmanager
    def turned(self, step: float) -> Iterator[None]:
        """Keep the constant at `step` times what ships, for a while."""
        if isinstance(self.holder, dict):
            stack, _, field = self.name.partition(".")
            row = self.holder[stack]
            with patch.dict(self.holder, {stack: row._replace(**{field: getattr(row, field) * step})}):
                yield
            return
        shipped = getattr(self.holder, self.name)
        turned = shipped.scaled(step) if isinstance(shipped, Range) else shipped * step
        with patch.object(self.holder, self.name, turned):
            yield


_FITTED = ("matmul", "attention", "activation_bytes", "layer_us")
KNOBS: dict[str, tuple[Knob, ...]] = {
    "training_mem": (
        Knob(training_memory, "EAGER_COPIES"),
        *(
            Knob(training_runtime, name)
            for name in ("_ACTIVATION_FRAGMENTS", "_SHARDED_FRAGMENTS", "_PAST_SHAPES")
        ),
        *(Knob(counted_memory, name) for name in ("_KEPT", "_KEPT_OF_OPTIMIZER", "_KEPT_OF_BLOCKS")),
    ),
    "training_speed": (
        *(Knob(TRAINING_STACKS, f"{stack}.{field}") for stack in TRAINING_STACKS for field in _FITTED),
        *(
            Knob(training_step, name)
            for name in ("_EXPERT_WIDTH", "_ROUTED_LAYER_US", "_SCORE_BYTES", "_FIRST_FLASH")
        ),
    ),
    "training_hours": tuple(Knob(training_hours, name) for name in ("_LOST", "_LATE_LOST", "_HALF_LOST_AT")),
}


def held_out(told: Pool, knobs: Sequence[Knob], truths: Sequence[Truth]) -> list[Prediction]:
    """Return a prediction of every row by constants chosen without its source."""
    shipped = told.predict()
    sums = {
        (knob.name, step): _by_source(truths, shipped if step == 1 else _turned(told, [(knob, step)]))
        for knob in knobs
        for step in STEPS
    }
    said = list(shipped)
    done: dict[tuple[float, ...], list[Prediction]] = {tuple(1.0 for _ in knobs): shipped}
    for source in sorted({truth.source for truth in truths}):
        chosen = tuple(min(STEPS, key=lambda step: _cost(sums[knob.name, step], source)) for knob in knobs)
        if chosen not in done:
            done[chosen] = _turned(told, zip(knobs, chosen, strict=True))
        for truth in truths:
            if truth.source == source:
                said[truth.place] = done[chosen][truth.place]
    return said


def _turned(told: Pool, steps: Iterable[tuple[Knob, float]]) -> list[Prediction]:
    left = list(steps)
    if not left:
        return told.predict()
    knob, step = left[0]
    with knob.turned(step):
        return _turned(told, left[1:])


def _by_source(truths: Sequence[Truth], said: Sequence[Prediction]) -> dict[str, tuple[float, int]]:
    """Return the sum of the groups' mean errors, and how many groups there are, of each source."""
    groups: dict[tuple[str, tuple[str, ...]], list[float]] = defaultdict(list)
    for truth, error in log_errors(truths, said).items():
        groups[truth.source, truth.group].append(min(abs(error), _MOST))
    sums: dict[str, tuple[float, int]] = {}
    for (source, _), errors in groups.items():
        size, count = sums.get(source, (0.0, 0))
        sums[source] = size + mean(errors), count + 1
    return sums


def _cost(sums: Mapping[str, tuple[float, int]], left_out: str) -> float:
    kept = [each for source, each in sums.items() if source != left_out]
    return sum(size for size, _ in kept) / max(1, sum(count for _, count in kept))


def _report(kind: str) -> None:
    told = pool(kind)
    truths = told.truths()
    said = refit.held_out(told, truths) if kind == SERVING else held_out(told, KNOBS[kind], truths)
    errors = log_errors(truths, said)
    wide = held(stretches(kind, *told.measured, zip(told.rows, said, strict=True)))
    print(
        f"\n{kind}, each source predicted by constants chosen without it; ranges calibrated so as well hold "
        f"{wide.held_out:.0%} at a width of {wide.held_out_width:.2f}\n"
        f"{'':22}{'rows':>6}{'groups':>8}{'med|err|':>10}{'<=25%':>7}{'bias':>7}{'inside':>8}{'hi/lo':>7}"
        f"{'f-fit':>7}{'f-oom':>7}{'spread':>8}"
    )
    for half in sorted({"ALL", *told.halves}, key=lambda name: (name != "ALL", name != MEASURED, name)):
        chosen = [place for place, own in enumerate(told.halves) if half in ("ALL", own)]
        rows = [told.rows[place] for place in chosen]
        lines = score(kind, rows, {index: said[place] for index, place in enumerate(chosen)})
        fits = next((line for line in lines if line["measure"] == FIT), {})
        for line in (line for line in lines if line["measure"] != FIT):
            name = line["sub_kind"]
            groups: dict[str, list[float]] = defaultdict(list)
            for truth, error in errors.items():
                if half in ("ALL", told.halves[truth.place]) and name in ("ALL", truth.group[0]):
                    groups[str(truth.group)].append(error)
            whole = name == "ALL"
            print(_line(half if whole else f"  {name}", line, fits if whole else {}), end="")
            print(f"{needed_spread(groups):8.2f}")


def _line(name: str, line: Mapping[str, Any], fits: Mapping[str, Any]) -> str:
    false = (fits.get(each) for each in ("false_fit", "false_oom"))
    return (
        f"{name:22}{line['rows']:6}{line['groups']:8}{line['median_error']:10.1%}{line['within_25']:7.0%}"
        f"{line['bias']:+7.0%}{line['in_range']:8.0%}{line['width']:7.2f}"
        + "".join(f"{'-' if each is None else f'{each:.0%}':>7}" for each in false)
    )


def main() -> int:
    """Print how each kind fares on sources held out, by half and by phase or method."""
    parser = argparse.ArgumentParser(description="Score estimates on sources held out, of all folders.")
    parser.add_argument("kind", nargs="*", default=KINDS)
    for kind in parser.parse_args().kind:
        _report(kind)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
