"""Ranges hold on sources that the constants have not seen."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from core.sizing.engines import ENGINES
from tests.bench.leave_one_out import Predictions, Row, held_out, needed_spread
from tests.bench.measured_models import FOLDERS
from tests.bench.score_measured import read_rows, score

FOLDER = FOLDERS[-1]


def scored(kind: str, said: Predictions) -> dict[str, dict[str, float]]:
    """Return the scorer's figures by sub-kind, the fits apart."""
    rows = read_rows(FOLDER / f"{kind}.csv")
    return {line["sub_kind"]: line for line in score(kind, rows, said) if line["measure"] != "fit"}


def copied(rows: Sequence[Row], folder: Path, kind: str) -> Path:
    """Write rows as a measured file of their own."""
    path = folder / f"{kind}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_speeds_of_sources_held_out_lie_in_their_ranges() -> None:
    """Without the source, at least 88 % of its rows are inside, by widths within what is promised."""
    before = dict(ENGINES)
    figures = scored("inference_speed", held_out("inference_speed", FOLDER / "inference_speed.csv"))
    for sub_kind in ("ALL", "decode batch 1", "decode batched", "prefill"):
        assert figures[sub_kind]["in_range"] >= 0.88
        assert figures[sub_kind]["width"] <= 2.6
    assert before == ENGINES


def test_a_source_held_out_does_not_tell_its_answers(tmp_path: Path) -> None:
    """With 1.3 times its answers its predictions stay, and so do those of engines that it did not measure."""
    kind, source = "inference_speed", "turboderp/exllamav2"
    rows = [row for row in read_rows(FOLDER / f"{kind}.csv") if row["tokens_per_s"] and _small(row)]
    other = [
        row | {"tokens_per_s": str(1.3 * float(row["tokens_per_s"]))} if row["source"] == source else row
        for row in rows
    ]
    assert held_out(kind, copied(rows, tmp_path, kind)) == held_out(kind, copied(other, tmp_path, kind))


def _small(row: Row) -> bool:
    return "XiongjieDai" not in row["source"] and "docs history" not in row["source"]


def test_the_spread_that_holds_weighs_groups_not_rows() -> None:
    """Of one group with an outlier among nine, and one of a single row, the outlier is left outside."""
    assert needed_spread({"a": [0.1] * 9 + [2.0], "b": [-0.2]}) == pytest.approx(1.2214, rel=1e-3)
    assert needed_spread({"a": [0.0, 0.7]}) == pytest.approx(2.0138, rel=1e-3)
