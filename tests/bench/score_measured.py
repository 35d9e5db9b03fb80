"""Score predictions against published measurements.

Run as `python -m tests.bench.score_measured FILE.csv PREDICTIONS.jsonl`.

Predictions are one JSON line per data row (`row` counts from 0): `{"row": 7, "skipped": "why"}`, or
`low_gib`, `expected_gib`, `high_gib` and `fits` for memory, or `low`, `expected`, `high` for speeds (in the
row's own scope and unit; GPU-hours for training_hours). GiB are per card.

Rows marked SUSPECT never count; PREALLOCATES rows hold no memory truth; a fit needs a named card; "GB" of an
unknown divisor may be 6.9 % less. Near-duplicates weigh as one: errors and widths are the median within each
group of (sub-kind, source, model, card) and then over groups, shares the mean within and then over groups.
"""

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

Row = Mapping[str, str]
Prediction = Mapping[str, Any]
Judgement = dict[str, float]
Group = list[Judgement]

MEMORY, SPEED, FIT = "memory", "speed", "fit"
FILES = {
    "inference_fit": [(MEMORY, "measured_mem_gib"), (FIT, "outcome")],
    "training_mem": [(MEMORY, "peak_mem_gib"), (FIT, "outcome")],
    "inference_speed": [(SPEED, "tokens_per_s")],
    "training_speed": [(SPEED, "tokens_per_s_per_gpu")],
    "training_hours": [(SPEED, "gpu_hours")],
    "nonllm": [(MEMORY, "mem_gib"), (SPEED, "speed")],
}
ANSWERS = frozenset(
    {
        *("outcome", "measured_mem_gib", "mem_sum_gib", "mem_printed", "peak_mem_gib", "mem_gib", "note"),
        *("tokens_per_s", "tokens_per_s_per_gpu", "tokens_per_s_total", "tflops_per_gpu", "mfu", "hfu"),
        *("derived", "gpu_hours", "mfu_or_tflops", "speed"),
    }
)
"""Columns that hold or quote an answer: a predictor never sees them."""

_GB_SLACK = 1.073741824
_FORM = re.compile(
    r"\b(SXM\d?|PCIe( Gen\d)?|NVL|HBM\d?e?|\(.*?\)|NVIDIA|LambdaCloud|Dell\w*|Lambda|\d+x)\b|\(.*?\)"
)


def inputs(rows: Iterable[Row]) -> list[dict[str, str]]:
    """Return the rows without the columns that hold or quote an answer."""
    return [{name: value for name, value in row.items() if name not in ANSWERS} for row in rows]


def number(text: object) -> float | None:
    """Return a finite number, or None."""
    try:
        value = float(text)  # type: ignore[arg-type]  # anything float() refuses becomes None
    except (TypeError, ValueError):
        return None
    return value if abs(value) < float("inf") else None


def card_class(name: str) -> str:
    """Return a card's name without form factor and vendor: "A100 SXM 80GB" -> "A100 80GB"."""
    return " ".join(_FORM.sub(" ", name).split()) or "?"


def sub_kind(kind: str, row: Row) -> str:
    """Return the part of a file that a row is reported under."""
    if kind == "inference_fit":
        return _bits(row["quant"].lower())
    if kind in ("training_mem", "training_speed"):
        return _method(row["method"].lower())
    if kind == "inference_speed":
        if row["phase"] == "decode":
            return "decode batch 1" if number(row["batch"]) == 1 else "decode batched"
        return "prefill" if row["phase"] == "prefill" else "total (prompt+output)"
    return row["kind"] if kind == "nonllm" else "all"


def _bits(quant: str) -> str:
    if "fp32" in quant or quant.startswith("32"):
        return "32-bit"
    if re.search(r"fp8|int8|8bit|8-bit|q8", quant) and "int8 kv" not in quant:
        return "8-bit"
    return "16-bit" if re.search(r"bf16|fp16|f16|float16|^16", quant) else "4-bit or less"


def _method(method: str) -> str:
    if method.startswith("full"):
        return "full pre-training" if "pretrain" in method else "full"
    first = method.split(maxsplit=1)[0]
    return first if first in ("lora", "qlora") else "other PEFT"


def true_fit(column: str, row: Row) -> bool | None:
    """Return whether a row ran; None where it does not say, names no card or is suspect."""
    said = row[column]
    return None if _suspect(row) or not row["gpu"] or said not in ("fits", "oom") else said == "fits"


def true_range(measure: str, column: str, row: Row, kind: str) -> tuple[float, float] | None:
    """Return the least and most a row's truth may be, or None where it holds no such truth."""
    if _suspect(row) or (measure == MEMORY and "PREALLOCATES" in row.get("note", "")):
        return None
    if kind == "training_hours" and not number(row["tokens_b"]):
        return None
    value, cards, whole = number(row[column]), number(row.get("gpu_count")), number(row.get("mem_sum_gib"))
    if value is None and measure == MEMORY and whole and cards:
        value = whole / cards
    if not value or value <= 0:
        return None
    unsure = measure == MEMORY and row.get("mem_unit") == "GB_unknown"
    return (value / _GB_SLACK if unsure else value), value


def _suspect(row: Row) -> bool:
    return "SUSPECT" in row.get("note", "") + row.get("derived", "")


def judge(truth: tuple[float, float], low: float | None, expected: float, high: float | None) -> Judgement:
    """Return one row's error against the nearest acceptable truth, and how its range did."""
    nearest = min(max(expected, truth[0]), truth[1])
    error = (expected - nearest) / nearest
    out = {"error": error, "size": abs(error), "in10": abs(error) <= 0.1, "in25": abs(error) <= 0.25}
    if low is not None and high is not None:
        out["inside"] = low <= truth[1] and high >= truth[0]
        out["width"] = high / low if low > 0 else float("inf")
    return out


def _judged(
    measure: str, column: str, row: Row, kind: str, said: Prediction
) -> tuple[bool, Judgement | None]:
    """Return whether a row is scorable, and its judgement where it is predicted."""
    if measure == FIT:
        fit = true_fit(column, row)
        guess = said.get("fits") if "skipped" not in said else None
        if fit is None or not isinstance(guess, bool):
            return fit is not None, None
        return True, {"right": fit == guess, "false_oom" if fit else "false_fit": fit != guess}
    truth = true_range(measure, column, row, kind)
    suffix = "_gib" if measure == MEMORY else ""
    low, expected, high = (number(said.get(name + suffix)) for name in ("low", "expected", "high"))
    if truth is None or "skipped" in said or not expected or expected <= 0:
        return truth is not None, None
    return True, judge(truth, low, expected, high)


def over_groups(groups: Iterable[Group], key: str, how: Callable[[list[float]], float]) -> float | None:
    """Return `how` within each group and then over groups; None where no row has the key."""
    values = [
        how([row[key] for row in group if key in row]) for group in groups if any(key in row for row in group)
    ]
    return how(values) if values else None


def score(kind: str, rows: Sequence[Row], predictions: Mapping[int, Prediction]) -> list[dict[str, Any]]:
    """Return one summary per measure and sub-kind of a file, "ALL" first."""
    results: list[dict[str, Any]] = []
    for measure, column in FILES[kind]:
        scorable: dict[str, int] = defaultdict(int)
        buckets: dict[str, dict[tuple[str, ...], Group]] = defaultdict(lambda: defaultdict(list))
        for index, row in enumerate(rows):
            counts, judgement = _judged(measure, column, row, kind, predictions.get(index, {"skipped": ""}))
            if not counts:
                continue
            sub = sub_kind(kind, row)
            for name in ("ALL", sub):
                scorable[name] += 1
                if judgement is not None:
                    key = (sub, row["source"], row["model"], card_class(row["gpu"]))
                    buckets[name][key].append(judgement)
        results += [
            {"sub_kind": name, "measure": measure} | _summary(buckets[name], scorable[name])
            for name in sorted(scorable, key=lambda name: (name != "ALL", name))
        ]
    return results


def worst_groups(
    kind: str, rows: Sequence[Row], predictions: Mapping[int, Prediction]
) -> list[tuple[float, float, str]]:
    """Return (median size of the error, its bias, name) of every group, the worst first."""
    groups: dict[str, Group] = defaultdict(list)
    for measure, column in FILES[kind]:
        for index, row in enumerate(rows):
            counts, judgement = _judged(measure, column, row, kind, predictions.get(index, {"skipped": ""}))
            if counts and judgement is not None and measure != FIT:
                parts = (measure, sub_kind(kind, row), row["source"], row["model"], card_class(row["gpu"]))
                groups[" / ".join(parts)].append(judgement)
    figures = [
        (median(row["size"] for row in group), median(row["error"] for row in group), name)
        for name, group in groups.items()
    ]
    return sorted(figures, reverse=True)


def _summary(groups: Mapping[tuple[str, ...], Group], scorable: int) -> dict[str, Any]:
    kept = list(groups.values())
    return {
        "rows": scorable,
        "groups": len(kept),
        "coverage": sum(map(len, kept)) / scorable,
        "median_error": over_groups(kept, "size", median),
        "within_10": over_groups(kept, "in10", mean),
        "within_25": over_groups(kept, "in25", mean),
        "bias": over_groups(kept, "error", median),
        "in_range": over_groups(kept, "inside", mean),
        "width": over_groups(kept, "width", median),
        "fit_accuracy": over_groups(kept, "right", mean),
        "false_fit": over_groups(kept, "false_fit", mean),
        "false_oom": over_groups(kept, "false_oom", mean),
    }


def table(results: Iterable[Mapping[str, Any]]) -> str:
    """Return the summaries as text, one line each."""
    head = ("sub-kind", "measure", "rows", "groups", "cover", "med|err|", "<=10%", "<=25%", "bias", "inside")
    lines = [_line(*head, "hi/lo", "fit", "f-fit", "f-oom")]
    for row in results:
        width = "-" if row["width"] is None else f"{row['width']:.2f}"
        shares = [_share(row[name]) for name in ("within_10", "within_25", "bias", "in_range")]
        fits = [_share(row[name]) for name in ("fit_accuracy", "false_fit", "false_oom")]
        counts = (
            row["sub_kind"],
            row["measure"],
            str(row["rows"]),
            str(row["groups"]),
            _share(row["coverage"]),
        )
        lines.append(_line(*counts, _share(row["median_error"], 1), *shares, width, *fits))
    return "\n".join(lines)


def _line(kind: str, measure: str, *figures: str) -> str:
    return f"{kind:22} {measure:7}" + "".join(f"{figure:>9}" for figure in figures)


def _share(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{100 * value:.{digits}f}%"


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the data rows of a measured file; what is not UTF-8 in it is read as far as it is."""
    usual = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
            return list(csv.DictReader(file))
    finally:
        csv.field_size_limit(usual)


def main() -> int:
    """Print the table for a measured file and a file of predictions."""
    if len(sys.argv) != 3:
        print("usage: python -m tests.bench.score_measured FILE.csv PREDICTIONS.jsonl", file=sys.stderr)
        return 2
    measured, lines = Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    predictions = {said["row"]: said for said in map(json.loads, filter(None, lines))}
    print(table(score(measured.stem, read_rows(measured), predictions)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
