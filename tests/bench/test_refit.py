"""Speeds of serving hold on sources that the engines' constants have not seen, in all folders."""

import csv
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import pytest

from core.sizing.engines import ENGINES
from tests.bench import refit
from tests.bench.pooled import MEASURED, Pool, Prediction, pool
from tests.bench.refit import _FIELDS, _HABITS, Measured, _weight, held_out
from tests.bench.score_measured import read_rows, score

EXLLAMA = "turboderp/exllama"


@pytest.fixture(scope="module")
def whole() -> Pool:
    """Return the speeds of all folders."""
    return pool("inference_speed")


@pytest.mark.usefixtures("untraced")
def test_speeds_of_sources_held_out_are_met(whole: Pool) -> None:
    """Of one request, of many and of prompts, in all folders and in the measured one; all constants stay."""
    before = dict(ENGINES)
    said = held_out(whole, whole.truths())
    assert before == ENGINES
    everywhere = scored(whole.rows, said)
    measured = [place for place, half in enumerate(whole.halves) if half == MEASURED]
    there = scored([whole.rows[place] for place in measured], [said[place] for place in measured])
    for sub_kind, error, within_25, inside in (
        ("decode batch 1", 0.107, 0.81, 0.91),
        ("decode batched", 0.165, 0.67, 0.87),
        ("prefill", 0.13, 0.75, 0.92),
    ):
        assert everywhere[sub_kind]["median_error"] <= error
        assert everywhere[sub_kind]["within_25"] >= within_25
        assert everywhere[sub_kind]["in_range"] >= inside
        assert everywhere[sub_kind]["width"] <= 2.7
        assert there[sub_kind]["median_error"] <= (0.09 if sub_kind == "decode batch 1" else 0.15)
        assert there[sub_kind]["within_25"] >= (0.86 if sub_kind == "decode batch 1" else 0.78)
        assert there[sub_kind]["in_range"] >= 0.88


def scored(rows: list[dict[str, str]], said: list[Prediction]) -> dict[str, dict[str, Any]]:
    """Return the scorer's figures of speed by sub-kind."""
    return {line["sub_kind"]: line for line in score("inference_speed", rows, dict(enumerate(said)))}


def test_a_source_held_out_does_not_tell_its_answers(whole: Pool, tmp_path: Path) -> None:
    """With 1.3 times the speeds of its rows its predictions stay, and those of its engine's others move."""
    rows = [row for row in whole.rows if "exllama" in row["engine"].lower() and row["phase"] == "decode"]
    other = [
        row | {"tokens_per_s": str(1.3 * float(row["tokens_per_s"]))} if row["source"] == EXLLAMA else row
        for row in rows
    ]
    first, second = (
        held_out(told, told.truths()) for told in (copied(each, tmp_path) for each in (rows, other))
    )
    own = [place for place, row in enumerate(rows) if row["source"] == EXLLAMA]
    assert own
    assert [first[place] for place in own] == [second[place] for place in own]
    assert first != second


def test_what_nobody_else_measured_is_taken_as_its_kind(whole: Pool, tmp_path: Path) -> None:
    """Without the only source of an engine its constants are the medians of those that others measured."""
    rows = [row for row in whole.rows if row["source"] in (EXLLAMA, "sh1ng/llm-perf-bench")]
    told = copied([row for row in rows if "V1" not in row["engine"]], tmp_path)
    found = {engine.engine: engine for engine in Measured(told, told.truths()).without(EXLLAMA)}
    kin = [ENGINES[name] for name in ("exllamav2", "mlc", "llama.cpp-2023")]
    assert found["exllama"].stream_4 == median(engine.stream_4 for engine in kin)
    assert found["exllama"].cache_group == ENGINES["exllama"].cache_group


def test_an_engine_launches_as_the_one_of_its_kind_that_tells_it_best(whole: Pool, tmp_path: Path) -> None:
    """Where others' rows of ExLlama are as fast as MLC launches, it is taken to launch so, if by enough."""
    rows = [row for row in whole.rows if row["source"] in (EXLLAMA, "sh1ng/llm-perf-bench")]
    kin = [ENGINES[name] for name in ("exllamav2", "mlc", "llama.cpp-2023")]
    medians = {name: median(getattr(each, name) for each in kin) for name in _FIELDS}
    habits = {name: getattr(ENGINES["mlc"], name) for name in _HABITS}
    assert habits != {name: medians[name] for name in _HABITS}
    with patch.dict(ENGINES, {"exllama": ENGINES["exllama"]._replace(**medians | habits)}):
        said = copied(rows, tmp_path).predict()
    others = [
        row | {"source": "somebody else", "tokens_per_s": str(figures["expected"])}
        for row, figures in zip(rows, said, strict=True)
        if row["source"] == EXLLAMA
    ]
    told = copied(rows + others, tmp_path)
    measured = Measured(told, told.truths())
    for enough, launches in ((0.0, habits), (1.0, {name: medians[name] for name in _HABITS})):
        with patch.object(refit, "_ALIKE", enough):
            start = measured.start("exllama", EXLLAMA)
        assert {name: getattr(start, name) for name in _HABITS} == launches


def test_a_source_of_many_groups_votes_for_more_than_one_of_a_single() -> None:
    """Its mean is surer, but sources differ whatever they measure: it is never worth two."""
    weights = [_weight(groups) for groups in (1, 2, 8, 1000)]
    assert weights == sorted(weights)
    assert weights[0] == 1
    assert 1.4 < weights[-1] < 1.5


def copied(rows: list[dict[str, str]], folder: Path) -> Pool:
    """Return rows as a pool of their own."""
    path = folder / "inference_speed.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return Pool("inference_speed", (path,), read_rows(path), [MEASURED] * len(rows))
