"""Measurements found later: halves of their sources judged before they were learned from."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.bench.elsewhere import FOLDER, HALVES, halves
from tests.bench.predict import PREDICTORS, predict_rows
from tests.bench.predict_memory_training import usable_of
from tests.bench.score_measured import read_rows, score, true_fit

MEASURED = FOLDER.parent / "measured"
KINDS = tuple(kind for kind in PREDICTORS if (FOLDER / f"{kind}.csv").is_file())


def test_every_source_is_in_one_half_and_no_row_is_in_the_measured_folder() -> None:
    """What judges is apart from what was learned: by source, or by model of a source that told more later."""
    told = halves(FOLDER)
    assert set(told.values()) == set(HALVES)
    for kind in KINDS:
        mine = {(row["source"], row["model"]) for row in read_rows(FOLDER / f"{kind}.csv")}
        learned = {(row["source"], row["model"]) for row in read_rows(MEASURED / f"{kind}.csv")}
        assert {source for source, _ in mine} <= set(told)
        assert not mine & learned


@pytest.mark.parametrize("kind", KINDS)
def test_columns_are_those_of_the_measured_folder(kind: str) -> None:
    """A file scores and predicts as its namesake does: same columns, same order."""
    assert header(FOLDER / f"{kind}.csv") == header(MEASURED / f"{kind}.csv")


def header(path: Path) -> list[str]:
    """Return the names of a file's columns."""
    with path.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize(
    ("kind", "sub_kind", "measure", "error", "within_25", "inside", "width"),
    [
        ("inference_fit", "ALL", "memory", 0.045, 0.91, 0.93, 1.7),
        ("inference_speed", "decode batch 1", "speed", 0.091, 0.83, 0.94, 2.6),
        ("inference_speed", "decode batched", "speed", 0.14, 0.69, 0.89, 2.78),
        ("inference_speed", "prefill", "speed", 0.121, 0.75, 0.92, 2.64),
        ("training_mem", "ALL", "memory", 0.112, 0.77, 0.9, 1.95),
        ("training_speed", "ALL", "speed", 0.152, 0.66, 0.86, 2.6),
        ("training_hours", "ALL", "speed", 0.233, 0.52, 0.85, 2.6),
        ("nonllm", "ALL", "memory", 0.1, 0.87, 0.88, 1.7),
        ("nonllm", "ALL", "speed", 0.2, 0.55, 0.74, 2.9),
    ],
)
def test_later_measurements_are_met(
    kind: str, sub_kind: str, measure: str, error: float, within_25: float, inside: float, width: float
) -> None:
    """The estimates hold on what was found later and learned from since: guards at what is measured."""
    found = next(
        told
        for told in score(kind, *told_of(kind))
        if (told["sub_kind"], told["measure"]) == (sub_kind, measure)
    )
    assert found["coverage"] >= (0.9 if kind == "nonllm" else 0.95)
    assert found["median_error"] <= error
    assert found["within_25"] >= within_25
    assert found["in_range"] >= inside
    assert found["width"] <= width


def test_of_training_runs_found_later_few_are_misjudged() -> None:
    """Of halves A to E one that failed is thought to fit, and one in 25 of those that ran to fail."""
    runs = [(row, said) for half, row, said in training_runs() if half < "F"]
    rows, told = [row for row, _ in runs], {index: said for index, (_, said) in enumerate(runs)}
    failed = [index for index, row in enumerate(rows) if true_fit("outcome", row) is False]
    fits = next(line for line in score("training_mem", rows, told) if line["measure"] == "fit")
    assert [rows[index]["model"] for index in failed if told[index].get("fits")] == ["Gemma-2-27B"]
    assert fits["false_oom"] <= 0.04


def test_of_training_runs_that_failed_few_were_certain() -> None:
    """Where users sought the largest batch, what just failed is thought to fit; two whole ranges fit.

    LLaMA in 8 bits on a T4 fails at 1,024 tokens, where 512 ran, and adapters of a mixture of 550 billion
    on 32 B200; what took the rest is not known.
    """
    failed = [(row, said) for _, row, said in training_runs() if true_fit("outcome", row) is False]
    certain = [
        (row["model"], row["gpu"])
        for row, said in failed
        if said.get("fits") and said["high_gib"] <= usable_of(row["gpu"])
    ]
    assert len(failed) >= 45
    assert certain == [("LLaMA-7B", "T4"), ("Nemotron-3-Ultra-550B-A55B", "B200")]


def training_runs() -> list[tuple[str, dict[str, str], Mapping[str, Any]]]:
    """Return the half, the row and the prediction of every run of training found later."""
    later, (rows, told) = halves(FOLDER), told_of("training_mem")
    return [(later[row["source"]], row, told[index]) for index, row in enumerate(rows)]


@cache
def told_of(kind: str) -> tuple[list[dict[str, str]], dict[int, Mapping[str, Any]]]:
    """Return the rows of a file and the prediction of each."""
    path = FOLDER / f"{kind}.csv"
    return read_rows(path), dict(enumerate(predict_rows(path)))
